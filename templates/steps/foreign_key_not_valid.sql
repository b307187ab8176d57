-- A foreign key for new writes. SHARE ROW EXCLUSIVE on both tables for a moment; no scan.
:statement
