-- Makes the shim do nothing, at once and without a lock (a function's body is replaced under running transactions), so
-- that a failing conversion stops hurting writers before the table's lock is available. Not where a new column is
-- already NOT NULL: there the shim's fill is what lets V write.
DO :'body'
