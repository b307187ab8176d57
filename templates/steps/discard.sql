-- What a rollback held is dropped: the only step of a rollback that loses data. ACCESS EXCLUSIVE for a moment.
:statements
