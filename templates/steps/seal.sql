-- Old columns out of sight, and the shim keeps them equal under their held names: one short transaction for all tables of the
-- plan. ACCESS EXCLUSIVE for a moment on each.
:statements
