-- SHARE UPDATE EXCLUSIVE; waits for transactions that may use the index. Safe to repeat.
DROP INDEX CONCURRENTLY IF EXISTS :index
