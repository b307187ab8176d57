-- bad: dynamic SQL
DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_setting('app.table'); END $$;
-- good: a body that can be read
DO $$ BEGIN PERFORM 1; END $$;
