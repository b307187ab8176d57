-- What reads the old columns by name goes over to the new ones: for a moment these have the old names, and everything is told
-- again what it was. ACCESS EXCLUSIVE on the tables is held; catalog changes only.
:pin;
:there;
:statements;
:back;
DO :'body'
