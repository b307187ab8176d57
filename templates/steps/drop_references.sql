-- Foreign keys between new columns go before the columns and indexes that they rest on. ACCESS EXCLUSIVE on both tables for a
-- moment; the old foreign keys are in force.
:statements
