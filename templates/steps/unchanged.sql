-- What will be made again must still be what it was when these statements were written. The settings go with the savepoint.
SAVEPOINT bellows_unchanged;
:pin;
DO :'body';
ROLLBACK TO SAVEPOINT bellows_unchanged;
RELEASE SAVEPOINT bellows_unchanged
