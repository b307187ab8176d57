-- Run by DO. What was dropped meanwhile stays away.
BEGIN
    IF :current IS NOT NULL THEN
        :before
        EXECUTE :'statement';
    END IF;
END
