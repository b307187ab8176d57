CREATE TABLE stock (
    shop integer,
    shelf text,
    day date,
    amount integer NOT NULL DEFAULT 0 CONSTRAINT stock_amount_check CHECK (amount >= 0),
    price integer NOT NULL,
    note varchar(40),
    PRIMARY KEY (shop, shelf, day)
);
CREATE INDEX stock_amount ON stock (shop, amount) WHERE amount > 0;
INSERT INTO stock SELECT n % 3, 'shelf ' || n, date '2026-01-01' + n, n % 20, 100 + n, nullif('note ' || n, 'note 5') FROM generate_series(1, 120) AS n;
