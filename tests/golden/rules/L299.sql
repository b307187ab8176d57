-- bad: no other rule speaks of it
ALTER SYSTEM SET work_mem = '64MB';
-- good: nobody notices
ALTER TABLE orders SET (fillfactor = 70);
