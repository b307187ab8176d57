-- Locks a partition tree from above, as every query does. lock_timeout is for each lock; here it is for all together, because
-- the first ones block others while the last ones are waited for.
DO :'body'
