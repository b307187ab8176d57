-- An index that is there becomes a constraint: a catalog change (its columns are NOT NULL where a primary key needs it). ACCESS
-- EXCLUSIVE for a moment.
ALTER TABLE :table :actions
