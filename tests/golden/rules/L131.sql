-- given:
CREATE TABLE orders (a int);
-- bad: full
VACUUM FULL orders;
-- good: plain
VACUUM orders;
