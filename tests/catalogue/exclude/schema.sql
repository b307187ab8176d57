CREATE TABLE booking (
    id bigint PRIMARY KEY,
    room integer,
    during int4range,
    note text,
    CONSTRAINT note_alone EXCLUDE USING btree (note WITH =)
);
INSERT INTO booking SELECT n, n % 7, int4range(n * 10, n * 10 + 5), 'note ' || n FROM generate_series(1, 120) AS n;
