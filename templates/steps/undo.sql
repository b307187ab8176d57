-- Shim off, new shape out of sight but kept: what only V+1 could express is there until it is discarded.
-- ACCESS EXCLUSIVE for a moment.
:statements
