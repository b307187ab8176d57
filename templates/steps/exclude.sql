-- The index of an EXCLUDE constraint is built here, under ACCESS EXCLUSIVE: everybody who uses the table waits meanwhile.
SET LOCAL search_path = :search_path;
:statement
