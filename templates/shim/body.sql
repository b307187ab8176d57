-- The body of the shim's function. TG_NARGS is 1 when the first-touch trigger calls it.
BEGIN
    IF TG_OP = 'INSERT' THEN
:insert
    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting('bellows.backfill', true) = 'on' THEN
            RETURN NEW;
        END IF;
:update
    END IF;
    RETURN NEW;
END
