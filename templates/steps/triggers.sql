-- While both versions write, UPDATE OF lists the old and the new columns. ACCESS EXCLUSIVE for a moment (DROP TRIGGER).
:pin;
:statements
