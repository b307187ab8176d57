-- More room for a sequence. nextval() waits for a moment (SHARE ROW EXCLUSIVE on the sequence); no table is touched.
ALTER SEQUENCE :sequence:options
