CREATE TABLE customer (id integer PRIMARY KEY, phone text NOT NULL, city text, area text, fax text);
INSERT INTO customer SELECT n, n::text, 'city ' || n % 7, 'area ' || n % 7, 'fax' FROM generate_series(1, 200) AS n;
CREATE SCHEMA "Stat s";
CREATE STATISTICS "Stat s"."By phone" (ndistinct) ON city, phone FROM customer;
COMMENT ON STATISTICS "Stat s"."By phone" IS 'it''s correlated';
CREATE STATISTICS area_city ON area, city FROM customer;
CREATE STATISTICS area_city_phone (dependencies) ON area, city, phone FROM customer;
CREATE STATISTICS area_id (dependencies) ON area, id FROM customer;
CREATE STATISTICS with_fax ON fax, area FROM customer;
DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 130000 THEN
        EXECUTE 'ALTER STATISTICS area_id SET STATISTICS 50';
    END IF;
    IF current_setting('server_version_num')::int >= 140000 THEN
        EXECUTE 'CREATE STATISTICS expression ON (length(city)), (area || ''!''), id FROM customer';
    END IF;
END $$;
