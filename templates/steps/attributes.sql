-- What is said of columns, constraints and indexes beside their shape. SHARE UPDATE EXCLUSIVE, for storage and compression ACCESS
-- EXCLUSIVE, for a moment: catalog changes only. Safe to repeat.
:statements
