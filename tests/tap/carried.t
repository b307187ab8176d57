#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Code that reads a column which gets another name. Triggers fire for either version as they did for V alone; views are
# writable at every stage; what cannot follow is refused before the first write, what was changed since expand before anything
# is lost. Row security hides nothing from the backfill.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;

my $applications = "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\n";
my $pet = <<'END';
CREATE TABLE pet (id integer PRIMARY KEY, name text NOT NULL, other text);
CREATE TABLE heard (n serial, what text);
INSERT INTO pet SELECT n, 'pet ' || n FROM generate_series(1, 50) AS n;
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO heard (what) VALUES (TG_NAME); RETURN NEW; END $$;
END

start_server();

sub rename_plan
{
    my ($slug, $more) = @_;
    return write_plan($slug, "${applications}changes:\n  - sql: |\n      ALTER TABLE pet RENAME COLUMN name TO full_name\n" . ($more // ''));
}

sub is_refused
{
    my ($sql, $code, $why, $name, $plan) = @_;
    my $db = new_database('refused', sql => $pet . $sql);
    my $before = schema_dump($db);
    my $result = bellows($db, 'expand', $plan // rename_plan('refused'));
    is($result->{exit}, 7, "$name: refused");
    like($result->{err}, qr/error\[$code\].*$why/s, "$name: and why");
    is(schema_dump($db), $before, "$name: nothing is touched");
    return;
}

subtest 'triggers fire for both versions as for one' => sub {
    my $db = new_database('fires', sql => $pet . <<'END');
CREATE TRIGGER a_before BEFORE UPDATE OF name ON pet FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER b_changed AFTER UPDATE OF name ON pet FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION tell();
CREATE TRIGGER c_always AFTER UPDATE OF name ON pet FOR EACH STATEMENT EXECUTE FUNCTION tell();
ALTER TABLE pet ENABLE ALWAYS TRIGGER c_always;
CREATE TRIGGER d_long AFTER INSERT ON pet FOR EACH ROW WHEN (length(NEW.name) > 5) EXECUTE FUNCTION tell();
END
    my $plan = rename_plan('fires');
    my $fires = sub {
        my ($sql, $want, $name) = @_;
        is(query($db, "TRUNCATE heard; $sql; SELECT coalesce(string_agg(what, ' ' ORDER BY n), '') FROM heard"), $want, $name);
    };
    my $column = sub {
        my ($c, $who) = @_;
        $fires->("UPDATE pet SET $c = $c || '!' WHERE id = 1", 'a_before b_changed c_always', "$who: the column changes");
        $fires->("UPDATE pet SET $c = $c WHERE id = 1", 'a_before c_always', "$who: it is set to what it is");
        $fires->('UPDATE pet SET other = 1 WHERE id = 1', '', "$who: another one changes");
        $fires->("DELETE FROM pet WHERE id > 100; INSERT INTO pet (id, $c) VALUES (101, 'short'), (102, 'long enough')", 'd_long', "$who: rows come");
    };
    $column->('name', 'V before');
    query($db, 'TRUNCATE heard');
    runs($db, 'expand', $plan);
    is(query($db, 'SELECT count(*) FROM heard'), 0, 'nobody hears of the backfill');
    $column->('name', 'V');
    $column->('full_name', 'V+1');
    $fires->("UPDATE pet SET full_name = 'both', name = name WHERE id = 2", 'a_before b_changed c_always', 'both columns at once: once');
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    $column->('full_name', 'V+1 in the hold');
    runs($db, 'rollback', '--to', 'expanded', $plan);
    $column->('name', 'V again');
    $column->('full_name', 'V+1 still');
    runs($db, 'contract', '--grace=0s', $plan);
    runs($db, 'purge', '--skip-hold', 'a test', $plan);
    $column->('full_name', 'V+1 alone');
};

subtest 'views, rules and policies at every stage' => sub {
    my $db = new_database('views', sql => $pet . <<'END');
CREATE VIEW writable AS SELECT id, name FROM pet WHERE name <> '' WITH CHECK OPTION;
CREATE VIEW ruled AS SELECT id, name FROM pet;
CREATE RULE enter AS ON INSERT TO ruled DO INSTEAD INSERT INTO pet (id, name) VALUES (new.id, upper(new.name));
CREATE ROLE pet_reader;
GRANT SELECT, INSERT, UPDATE ON pet TO pet_reader;
ALTER TABLE pet ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON pet TO pet_reader USING (name NOT LIKE 'secret%') WITH CHECK (name <> 'forbidden');
END
    my $plan = rename_plan('views');
    my $n = 1000;
    my $works = sub {
        my ($stage, @columns) = @_;
        my ($id, $second) = map { $n++ } 1 .. 2;
        is(query($db, "INSERT INTO writable (id, name) VALUES ($id, 'w'); UPDATE writable SET name = 'written' WHERE id = $id; SELECT name FROM writable WHERE id = $id"),
            'written', "$stage: through the view");
        is(query($db, "INSERT INTO ruled (id, name) VALUES ($second, 'by rule'); SELECT name FROM ruled WHERE id = $second"), 'BY RULE', "$stage: through the rule");
        is(query($db, "SELECT concat_ws(' ', " . join(', ', @columns) . ") FROM pet WHERE id = $second"), join(' ', ('BY RULE') x @columns), "$stage: each column has it");
        like(fails($db, "UPDATE writable SET name = '' WHERE id = $id"), qr/check option/, "$stage: the check option holds");
        for my $c (@columns)
        {
            like(fails($db, "SET ROLE pet_reader; UPDATE pet SET $c = 'forbidden' WHERE id = $id"), qr/row-level security/, "$stage: the policy minds $c");
            is(query($db, "UPDATE pet SET $c = 'secret' WHERE id = $second; SET ROLE pet_reader; SELECT count(*) FROM pet WHERE id = $second"), 0, "$stage: and hides by $c");
        }
    };
    $works->('before', 'name');
    runs($db, 'expand', $plan);
    $works->('expanded', 'name', 'full_name');
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    $works->('sealed', 'full_name');
    runs($db, 'rollback', '--to', 'expanded', $plan);
    $works->('expanded again', 'name', 'full_name');
    query($db, q{CREATE OR REPLACE VIEW writable AS SELECT id, name, other FROM pet WHERE name <> ''});
    my $changed = bellows($db, 'contract', '--grace=0s', $plan);
    fails_with($changed, 7, qr/error\[R748\].*changed or dropped since expand: view public\.writable/, 'a view that was changed meanwhile is not put back');
    is(state_of($db, $plan), 'expanded', 'nobody was fenced out');
    query($db, q{DROP VIEW writable; CREATE VIEW writable AS SELECT id, name FROM pet WHERE name <> '' WITH CHECK OPTION; CREATE VIEW later AS SELECT name FROM pet});
    my $later = bellows($db, 'contract', '--grace=0s', $plan);
    fails_with($later, 7, qr/error\[R748\].*an old column is read by view public\.later/, 'a view that was made meanwhile is named');
    is(state_of($db, $plan), 'expanded', 'nobody was fenced out then either');
    query($db, 'DROP VIEW later');
    runs($db, 'contract', '--grace=0s', $plan);
    runs($db, 'purge', '--skip-hold', 'a test', $plan);
    $works->('purged', 'full_name');
    query($db, 'DROP OWNED BY pet_reader; DROP ROLE pet_reader');
};

subtest 'a dropped view does not stand in the way back' => sub {
    my $db = new_database('gone', sql => $pet . "CREATE VIEW v AS SELECT name FROM pet; CREATE VIEW w AS SELECT name FROM pet;");
    my $plan = rename_plan('gone');
    runs($db, 'expand', $plan);
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    query($db, 'DROP VIEW v');
    runs($db, 'rollback', '--to', 'expanded', $plan);
    is(query($db, "SELECT pg_get_viewdef('w'::regclass)"), " SELECT pet.name\n   FROM pet;", 'the other one reads the old column again');
    is(query($db, "SELECT to_regclass('v')"), '', 'what was dropped stays away');
};

subtest 'what cannot follow is refused' => sub {
    is_refused('CREATE MATERIALIZED VIEW m AS SELECT name FROM pet;', 'R720', 'materialized view', 'a materialized view');
    is_refused('CREATE VIEW v AS SELECT x.n FROM pet AS x (i, n);', 'R720', 'by their position', 'names by position');
    is_refused("CREATE TRIGGER t BEFORE UPDATE ON pet FOR EACH ROW WHEN (NEW.name <> '') EXECUTE FUNCTION tell();", 'R720', 'before the shim', 'WHEN of a BEFORE trigger');
    is_refused('CREATE RULE r AS ON UPDATE TO heard DO ALSO INSERT INTO pet (id, name) VALUES (1, new.what) ON CONFLICT (id) DO UPDATE SET name = excluded.name;',
        'R720', 'every column', 'ON CONFLICT DO UPDATE in a rule');
    is_refused('ALTER TABLE pet ADD COLUMN loud text GENERATED ALWAYS AS (upper(name)) STORED;', 'R720', 'generated|expression', 'a generated column');
    is_refused(q{CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := 1; RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON pet FOR EACH ROW EXECUTE FUNCTION f();},
        'R720', 'function-text', 'NEW.name in a body');
    is_refused('CREATE TRIGGER t AFTER UPDATE ON pet FOR EACH ROW EXECUTE FUNCTION tell(); ALTER TABLE pet ENABLE ALWAYS TRIGGER t;', 'R706', 'fire_triggers', 'a trigger that is always on');
    is_refused('CREATE TABLE box (content pet[]);', 'R742', 'column content of table box|stored in', 'rows stored elsewhere');
    is_refused('CREATE TABLE old_pet AS TABLE pet; CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO old_pet SELECT NEW.*; RETURN NULL; END $$; CREATE TRIGGER t AFTER INSERT ON pet FOR EACH ROW EXECUTE FUNCTION audit();',
        'R739', 'whole-row', 'an audit trigger with NEW.*');
    is_refused('CREATE VIEW v AS SELECT name FROM pet;', 'R720', '0A000', 'ALTER TYPE under a view',
        write_plan('retype', "${applications}changes:\n  - sql: |\n      ALTER TABLE pet ALTER COLUMN name TYPE varchar(99)\n    as: label\n    down: |\n      UPDATE pet SET name = label\n"));
    my $db = new_database('compares', sql => $pet . <<'END');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF ROW(NEW.*) IS DISTINCT FROM ROW(OLD.*) OR OLD.* = NEW.* THEN NEW.other := 'touched'; END IF; RETURN NEW; END $$;
CREATE TRIGGER t BEFORE UPDATE ON pet FOR EACH ROW EXECUTE FUNCTION touch();
END
    runs($db, 'plan', rename_plan('compares'), { name => 'a trigger that only compares rows is none of those' });
};

subtest 'row security hides nothing' => sub {
    my $db = new_database('hidden', sql => <<'END');
CREATE ROLE pet_owner LOGIN;
GRANT CREATE ON SCHEMA public TO pet_owner;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO pet_owner', current_database()); END $$;
SET ROLE pet_owner;
CREATE TABLE pet (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO pet SELECT n, 'pet ' || n FROM generate_series(1, 50) AS n;
ALTER TABLE pet ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY few ON pet USING (id < 10);
END
    my $plan = rename_plan('hidden');
    my $refused = bellows($db, 'expand', $plan, { env => { PGUSER => 'pet_owner' } });
    is($refused->{exit}, 7, 'refused where rows are hidden from us');
    like($refused->{err}, qr/error\[R741\].*NO FORCE ROW LEVEL SECURITY/s, 'and what to do');
    query($db, 'ALTER TABLE pet NO FORCE ROW LEVEL SECURITY');
    runs($db, 'expand', $plan, { env => { PGUSER => 'pet_owner' } });
    is(query($db, 'SELECT count(*) FROM pet WHERE full_name = name'), 50, 'as the owner all rows are filled');
    query($db, 'ALTER TABLE pet FORCE ROW LEVEL SECURITY');
    my $late = bellows($db, 'verify', $plan, { env => { PGUSER => 'pet_owner' } });
    like($late->{err}, qr/row-level security/, 'forced since: verify does not look at the visible rows alone');
};

done_testing();

# The message of a statement that must fail.
sub fails
{
    my ($db, $sql) = @_;
    return eval { query($db, $sql); 1 } ? "it did not fail: $sql" : $@;
}
