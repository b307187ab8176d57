-- A foreign key on one partition, for new writes. SHARE ROW EXCLUSIVE on both tables for a moment; no scan.
DO :'body'
