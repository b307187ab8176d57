-- The old shape in sight again, kept equal by the shim as before the seal: one short transaction. What was written
-- meanwhile is there, because the held columns were kept in step. ACCESS EXCLUSIVE for a moment.
:statements
