-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: a rule
CREATE RULE nothing AS ON DELETE TO orders DO INSTEAD NOTHING;
-- good: a trigger
CREATE TABLE parcel (a int);
CREATE RULE nothing AS ON DELETE TO parcel DO INSTEAD NOTHING;
