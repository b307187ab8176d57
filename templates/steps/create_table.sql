-- A new table and its indexes: nobody uses it yet. No lock on existing tables, but SHARE ROW EXCLUSIVE on the
-- targets of its foreign keys.
SET LOCAL search_path = :search_path;
:statements
