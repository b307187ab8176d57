-- given:
CREATE TYPE pair AS (x int, y int);
CREATE TABLE orders (id bigint PRIMARY KEY, a int, b int, list int[], point pair);
-- bad: UPDATE
UPDATE orders SET a = 1, b = 2, a = 3 WHERE id = 1;
-- bad: INSERT
INSERT INTO orders (id, a, a) VALUES (1, 2, 3);
-- good: once each
UPDATE orders SET a = 1, b = 2 WHERE id = 1;
-- good: parts of a column
UPDATE orders SET list[1] = 1, list[2] = 2, point.x = 3, point.y = 4 WHERE id = 1;
