-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, shop int);
CREATE MATERIALIZED VIEW totals AS SELECT shop, count(*) AS n FROM orders GROUP BY shop;
CREATE UNIQUE INDEX totals_shop ON totals (shop);
CREATE MATERIALIZED VIEW plain AS SELECT shop FROM orders;
-- bad: it has a unique index
REFRESH MATERIALIZED VIEW totals;
-- bad: it has none
REFRESH MATERIALIZED VIEW plain;
-- good: concurrently
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
