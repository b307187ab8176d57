SET lock_timeout = '2s';
ALTER TABLE orders
    ADD COLUMN price numeric NOT NULL DEFAULT 0, -- free since 11
    ALTER COLUMN qty TYPE bigint;
ALTER TABLE items ADD CONSTRAINT items_order FOREIGN KEY (order_id) REFERENCES orders; -- bellows: allow L109 because "items" is <small>
SELEC 1;
ALTER TABLE orders ADD CONSTRAINT few CHECK (qty < 100) NOT ENFORCED;
\i other.sql
