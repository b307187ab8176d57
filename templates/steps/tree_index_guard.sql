-- The partitioned table's index takes the equal ones that its partitions have, without a scan. Where one has none, because it
-- was made meanwhile, PostgreSQL builds it under the lock: not if it has more than 8 MB.
DO :'body'
