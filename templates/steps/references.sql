-- Old foreign keys go before the columns that they reference: PostgreSQL does not drop a column that is referenced. Their
-- equals take their names. ACCESS EXCLUSIVE on both tables for a moment; nothing is read.
:statements
