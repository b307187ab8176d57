-- Creates or replaces the shim's function: lock-free, at once, also in the middle of other transactions.
-- It runs with the rights of the writer; it has no SET clause unless a conversion depends on a setting, because that costs
-- each row more than the work itself.
CREATE OR REPLACE FUNCTION bellows.:"function"() RETURNS trigger LANGUAGE plpgsql:settings AS :'body';
COMMENT ON FUNCTION bellows.:"function"() IS :'comment'
