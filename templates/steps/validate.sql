-- Old rows are checked while everybody reads and writes. SHARE UPDATE EXCLUSIVE (for a foreign key also ROW SHARE on the
-- other table); one scan. In a transaction of its own, so that no stronger lock is held meanwhile.
ALTER TABLE :table VALIDATE CONSTRAINT :"constraint"
