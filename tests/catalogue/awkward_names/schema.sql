CREATE SCHEMA "Odd schema";
CREATE TABLE "Odd schema"."order" (
    "Id" bigint,
    "sel""ect" text NOT NULL DEFAULT 'it''s 100%',
    "Straße mit einem sehr langen Namen der genau passt 012345678" text,
    PRIMARY KEY ("Id")
);
CREATE INDEX "Index of ""sel""" ON "Odd schema"."order" ("sel""ect" DESC) WHERE "sel""ect" <> 'O''Re\il';
COMMENT ON COLUMN "Odd schema"."order"."sel""ect" IS 'a \ and a ''';
INSERT INTO "Odd schema"."order" SELECT n, 'x\''' || n, CASE WHEN n % 7 > 0 THEN 'y' || n END FROM generate_series(1, 100) AS n;
