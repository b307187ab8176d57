-- What had gone over to the new columns reads the old ones again, which have their names back.
:pin;
:statements
