SET lock_timeout = '2s';
CREATE INDEX orders_name_idx ON orders (name);
