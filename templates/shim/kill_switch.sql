-- Makes the shim leave V alone, at once and without a lock (a function's body is replaced under running transactions), so
-- that a failing conversion stops hurting V before the table's lock is available; what V+1 writes still reaches the old
-- side, so that nothing is lost. Not where a new column is already NOT NULL: there the shim's fill is what lets V write.
DO :'body'
