-- Constraints that new writes must keep at once and old rows once they are validated. ACCESS EXCLUSIVE for a moment; no scan.
SET LOCAL search_path = :search_path;
:statements
