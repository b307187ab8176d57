#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# What the application has on a table (triggers, row security, rules) neither fires for rows that are filled, nor keeps them from
# being filled without anybody's notice: for a superuser, for a plain owner, and where it comes while rows are being filled.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Backfill;
use Test::More;

use constant COUNT => 2_000;

start_server();

# Every kind of UPDATE trigger; each tells the table "fired" of itself.
my $triggers_sql = <<'END';
CREATE TABLE fired (name text);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO fired VALUES (TG_NAME); RETURN NEW; END $$;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.changed = now(); RETURN NEW; END $$;
ALTER TABLE item ADD COLUMN changed timestamptz;
CREATE TRIGGER before_row BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER after_row AFTER UPDATE ON item FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER before_statement BEFORE UPDATE ON item EXECUTE FUNCTION tell();
CREATE TRIGGER after_statement AFTER UPDATE ON item EXECUTE FUNCTION tell();
CREATE CONSTRAINT TRIGGER deferred AFTER UPDATE ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER stamp BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER z_suppress BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
END
my $swallow_sql = <<'END';
CREATE OR REPLACE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER swallow BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION swallow();
END

query('postgres', 'CREATE ROLE plain LOGIN');

# A database of a role that owns its tables and is nothing else; the options that make bellows that role.
sub plain_database
{
    my ($name, $sql) = @_;
    new_database($name, sql => "GRANT CREATE ON DATABASE $name TO plain; GRANT CREATE ON SCHEMA public TO plain; SET ROLE plain; "
          . item_sql(COUNT) . $sql);
    return ($name, { url => url($name, 'plain') });
}

sub is_silent
{
    my ($db) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is_filled($db, COUNT);
    is(query($db, 'SELECT count(*) FROM fired'), 0, 'no trigger fired');
    is(query($db, 'SELECT count(changed) FROM item'), 0, 'nothing else was written');
    return;
}

scenario 'triggers, for a superuser' => sub {
    my $db = new_database('superuser', sql => item_sql(COUNT) . $triggers_sql . $swallow_sql);
    runs($db, 'expand', plan_with('superuser', 'connections: 2'));
    is_silent($db);
    query($db, 'DROP TRIGGER swallow ON item');
    query($db, q{UPDATE item SET code = 'other' WHERE id = 1});
    is(query($db, 'SELECT string_agg(name, \' \' ORDER BY name) FROM fired'), 'after_row after_statement before_row before_statement deferred', 'for the application they fire as ever');
    is(query($db, 'SELECT sku FROM item WHERE id = 1'), 'other', 'and the shim beside them');
};

scenario 'triggers, for a plain owner' => sub {
    my ($db, $as) = plain_database('plain_triggers', $triggers_sql);
    my $result = bellows($db, 'expand', plan_with('plain', 'connections: 2'), $as);
    fails_with($result, 7, qr/error\[R706\].*would fire triggers of the application: /, 'it is refused');
    like($result->{err}, qr/\b$_\b/, "and $_ is named") for qw(before_row after_row before_statement after_statement deferred stamp z_suppress);
    is(query($db, 'SELECT count(*) FROM fired'), 0, 'nothing fired');
    is(state_of($db, plan_with('none', 'connections: 1')), '', 'nothing was written');
    runs($db, 'expand', plan_with('fires', 'fire_triggers: true'), { %$as, name => 'where the plan says so they may fire' });
    is_filled($db, COUNT);
    is(query($db, q{SELECT count(*) FROM fired WHERE name = 'after_row'}), COUNT, 'each once for each row');
};

scenario 'triggers, for a plain owner who may silence them' => sub {
    my ($db, $as) = plain_database('granted', $triggers_sql . $swallow_sql);
    SKIP:
    {
        skip 'GRANT SET ON PARAMETER came with 15', 1 if query($db, 'SHOW server_version_num') < 150000;
        query($db, 'GRANT SET ON PARAMETER session_replication_role TO plain');
        runs($db, 'expand', plan_with('granted', 'connections: 2'), $as);
        is_silent($db);
        query($db, 'REVOKE SET ON PARAMETER session_replication_role FROM plain');
    }
};

scenario 'row security that is forced on the owner' => sub {
    my $forced = 'ALTER TABLE item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY few ON item USING (id < 10);';
    my $db = new_database('forced', sql => item_sql(COUNT) . $forced);
    runs($db, 'expand', plan_with('forced', 'connections: 2'), { name => 'a superuser is not bound by it' });
    is_filled($db, COUNT);
    my ($plain, $as) = plain_database('forced_plain', $forced);
    fails_with(bellows($plain, 'expand', plan_with('forced', 'connections: 2'), $as), 7, qr/error\[R741\]/, 'a plain owner is refused');
};

scenario 'rules' => sub {
    my $db = new_database('ruled', sql => item_sql(COUNT) . 'CREATE RULE swallow AS ON UPDATE TO item DO INSTEAD NOTHING');
    fails_with(bellows($db, 'expand', plan_with('ruled', 'connections: 1')), 7, qr/error\[R723\]/, 'are refused');
};

# Each comes when the preflight is over and no row is filled yet: the backfill of a role that cannot silence it does not call itself
# done, and goes on once it is gone.
my %meanwhile = (
    'a trigger that swallows updates' => [ $swallow_sql, 'DROP TRIGGER swallow ON item', qr/2000 rows are still not filled after 3 passes/ ],
    'a rule that swallows updates' => [
        'CREATE RULE swallow AS ON UPDATE TO item DO INSTEAD NOTHING',
        'DROP RULE swallow ON item',
        qr/2000 rows are still not filled after 3 passes/
    ],
    'row security that is forced' => [
        'ALTER TABLE item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY few ON item USING (id < 10)',
        'ALTER TABLE item NO FORCE ROW LEVEL SECURITY',
        qr/query would be affected by row-level security policy/
    ],
);
my $number = 0;
for my $what (sort keys %meanwhile)
{
    my ($comes, $goes, $message) = @{ $meanwhile{$what} };
    scenario "$what, which comes meanwhile" => sub {
        my ($db, $as) = plain_database('meanwhile_' . ++$number, '');
        my ($run, $flag, $plan) = start_held($db, 'batch: 100ms', $as);
        query($db, $comes, 'plain');
        unlink $flag;
        my $result = finish_bellows($run);
        fails_with($result, 1, $message, 'it fails, and says so');
        is(state_of($db, $plan), 'expanding', 'and is not expanded');
        query($db, $goes, 'plain');
        runs($db, 'expand', $plan, { %$as, name => 'once it is gone the same command goes on' });
        is_filled($db, COUNT);
    };
}

done_testing();
