-- First touch: fires only for rows older than the horizon. Change: fires only when a side changed (compared by image, so
-- that no operator of the type is needed). Both sort last. The horizon is known to the server alone.
DO :'body';
COMMENT ON TRIGGER :"touch" ON :table IS :'comment';
COMMENT ON TRIGGER :"change" ON :table IS :'comment';
