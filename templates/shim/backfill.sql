-- One batch: set-based, by block range (Tid Range Scan, 14 and later) or key range. Rows that are done exclude
-- themselves. ROW EXCLUSIVE on the table and the rows' own locks.
UPDATE :source AS t
SET :assignments
WHERE :range AND :unfilled
