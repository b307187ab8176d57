-- How many transactions of this database were rolled back since its statistics began; what other sessions did counts within a second.
-- Reads only.
SELECT d.xact_rollback FROM pg_stat_database AS d WHERE d.datname = current_database()
