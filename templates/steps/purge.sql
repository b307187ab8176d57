-- The end: shim and held columns go together, so that at no moment a column is writable without its shim. What was built
-- beside an old object takes its name. ACCESS EXCLUSIVE for a moment; nothing is rewritten.
:statements
