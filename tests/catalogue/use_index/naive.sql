ALTER TABLE item ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX item_code_idx;
ALTER TABLE item ADD UNIQUE USING INDEX item_place_key;
CREATE UNIQUE INDEX item_barcode_idx ON item (barcode);
ALTER TABLE item ADD CONSTRAINT item_barcode UNIQUE USING INDEX item_barcode_idx DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT item_barcode ON item IS 'on the label';
ALTER TABLE visit DROP CONSTRAINT visit_pkey, ADD CONSTRAINT visit_pkey PRIMARY KEY USING INDEX visit_number_idx;
