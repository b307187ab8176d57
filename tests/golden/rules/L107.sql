-- given:
CREATE TABLE booking (room int, during tstzrange);
-- bad: a table with rows
ALTER TABLE booking ADD EXCLUDE USING gist (during WITH &&);
-- good: an empty table
CREATE TABLE parcel (during tstzrange);
ALTER TABLE parcel ADD EXCLUDE USING gist (during WITH &&);
