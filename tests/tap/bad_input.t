#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# What people and machines get wrong: each fault has its exit code and its message, and nothing is changed by it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;

my $server = start_server();
my $applications = "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\n";

new_database('shop', sql => <<'END');
CREATE ROLE owner LOGIN;
CREATE ROLE stranger LOGIN;
CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL, phone text NOT NULL, seen text);
CREATE INDEX customer_phone_idx ON customer (phone);
CREATE VIEW phone_book AS SELECT id, seen FROM customer;
CREATE FUNCTION shout() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT max(name) FROM customer); END $$;
INSERT INTO customer SELECT n, 'name ' || n, '+49' || n, 's' FROM generate_series(1, 6000) AS n;
UPDATE customer SET phone = 'unknown' WHERE id = 1234;
ALTER TABLE customer OWNER TO owner;
ANALYZE customer;
END
my $before = schema_dump('shop') . table_data('shop', 'customer');

sub changes { my ($text) = @_; return "${applications}changes:\n$text" }

# A message, its exit code, and that nothing is there which was not.
sub unchanged
{
    my ($name, $exit, $line, @arguments) = @_;
    my $result = bellows('shop', @arguments);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    fails_with($result, $exit, $line, $name);
    like($result->{err}, qr/^nothing was changed$/m, "$name: it says that nothing was changed") if $arguments[0] eq 'expand' && $exit != 2;
    return $result;
}

# ---- The plan ----

my $rename = "  - sql: |\n      ALTER TABLE customer RENAME COLUMN seen TO last_seen\n";

# name => [plan, exit code, first line without the path, another line]
my @plans = (
    [ 'a wrong key', changes("  - sqll: |\n      ALTER TABLE customer ADD COLUMN x text\n"), 3,
        qr/:4:5: error\[P102\]: unknown key "sqll" in changes\[1\]$/, qr/did you mean "sql"\?/ ],
    [ 'SQL that does not parse', changes("  - sql: |\n      ALTER TABEL customer ADD COLUMN x text\n"), 3,
        qr/:5:13: error\[P201\]: syntax error at or near "TABEL"$/, qr/TABEL customer/ ],
    [ 'a statement that is not for plans', changes("  - sql: |\n      TRUNCATE customer\n"), 3, qr/:5:7: error\[P2\d\d\]: .*TRUNCATE/, undef ],
    [ 'an unknown table', changes("  - sql: |\n      ALTER TABLE custommer ADD COLUMN x text\n"), 3,
        qr/:5:7: error\[P301\]: table "custommer" does not exist on the search_path$/, qr/did you mean "?customer"?\?/ ],
    [ 'an unknown column', changes("  - sql: |\n      ALTER TABLE customer RENAME COLUMN phon TO telephone\n"), 3,
        qr/:5:7: error\[P301\]: column "phon" of table "customer" does not exist$/, qr/did you mean "?phone"?\?/ ],
    [ 'up that reads a new column', changes(<<'END'), 3, qr/:\d+:\d+: error\[P205\]: "up" may only read columns of the old shape; "b" is added by this change$/, undef ],
  - sql: |
      ALTER TABLE customer ADD COLUMN a text;
      ALTER TABLE customer ADD COLUMN b text;
    up: |
      UPDATE customer SET a = b, b = phone
END
    [ 'up that is no UPDATE', changes("  - sql: |\n      ALTER TABLE customer ADD COLUMN a text\n    up: |\n      SELECT 1\n"), 3, qr/error\[P202\]/, undef ],
    [ 'a missing down', changes("  - sql: |\n      ALTER TABLE customer DROP COLUMN phone\n"), 3, qr/:5:7: error\[P302\]: /, qr/add "down: UPDATE customer SET phone = / ],
    [ 'up that fails on a row', changes(<<'END'), 3, qr/error\[P303\]: .*id=1234.*invalid input syntax for type bigint: "unknown"/, undef ],
  - sql: |
      ALTER TABLE customer ALTER COLUMN phone TYPE bigint USING replace(phone, '+', '')::bigint
    as: phone_number
    down: |
      UPDATE customer SET phone = '+' || phone_number
END
    [ 'a misspelt rule', changes("  - sql: |\n      ALTER TABLE customer ADD COLUMN a text\n    allow: [{rule: volatle-up, reason: x}]\n"), 3, qr/error\[P213\]: there is no rule "volatle-up"/, qr/did you mean "volatile-up"/ ],
    [ 'up that is too long for its column', changes("  - sql: |\n      ALTER TABLE customer ADD COLUMN a varchar(3)\n    up: |\n      UPDATE customer SET a = phone\n"), 3,
        qr/error\[P303\]: .*id=\d+.*value too long for type character varying\(3\)/, undef ],
    [ 'a column that a view reads', changes(<<'END'), 7, qr/error\[R\d+\]: column customer\.seen is used by view public\.phone_book$/, qr/drop it, and create it again/ ],
  - sql: |
      ALTER TABLE customer ALTER COLUMN seen TYPE varchar(40)
    as: last_seen
    down: |
      UPDATE customer SET seen = last_seen
END
    [ 'a column that a function reads', changes("  - sql: |\n      ALTER TABLE customer RENAME COLUMN name TO full_name\n"), 7,
        qr/error\[R\d+\]: column customer\.name is used by function public\.shout\(\)$/, qr/function-text/ ],
    [ 'a volatile up', changes("  - sql: |\n      ALTER TABLE customer ADD COLUMN a float8\n    up: |\n      UPDATE customer SET a = random()\n"), 3, qr/error\[P206\]/, undef ],
    [ 'a view instead of a table', changes("  - sql: |\n      ALTER TABLE phone_book RENAME COLUMN seen TO x\n"), 7, qr/phone_book is a view/, undef ],
);
for (@plans)
{
    my ($name, $yaml, $exit, $line, $help) = @$_;
    my $path = write_plan('bad', $yaml);
    my $result = unchanged($name, $exit, $line, 'expand', $path);
    like($result->{err}, $help, "$name: it says what to write instead") if $help;
}
unchanged('a missing plan', 3, qr/there is no .*missing\.yaml|missing\.yaml.*(?:no such file|does not exist|No such file)/, 'expand', plan_folder() . '/20260101000000_missing.yaml');
my $unreadable = write_plan('unreadable', changes($rename));
chmod 0, $unreadable;
unchanged('an unreadable plan', 3, qr/unreadable\.yaml.*[Pp]ermission denied/, 'expand', $unreadable) if $> != 0;
chmod 0644, $unreadable;
unchanged('no plan of that name', 3, undef, 'expand', '--plans', plan_folder(), 'nosuchplan');
unchanged('an unknown command', 2, 'bellows: error: unknown command "expnad"', 'expnad');
unchanged('an unknown option', 2, 'bellows: error: unknown option "--lock-timout"', 'expand', '--lock-timout=1s');
same_lines(schema_dump('shop') . table_data('shop', 'customer'), $before, 'after all this the database is what it was');
is(query('shop', q{SELECT to_regnamespace('bellows') IS NULL}), 't', 'and there is no schema bellows');

# ---- The connection ----

my $good = write_plan('good', changes(<<'END'));
  - sql: |
      ALTER TABLE customer ADD COLUMN digits text
    up: |
      UPDATE customer SET digits = substr(phone, 2)
END
my ($host, $port) = ($server->host, $server->port);
my @connections = (
    [ 'no server', "postgresql:///shop?host=$host&port=1", 6, qr/^bellows: error\[E601\]: / ],
    [ 'a wrong database', url('nosuch'), 6, qr/^bellows: error\[E602\]: database "nosuch" does not exist/ ],
    [ 'a wrong role', url('shop', 'nobody_here'), 6, qr/^bellows: error\[E605\]: role "nobody_here" does not exist/ ],
    [ 'a broken URL', 'postgresql://[::1/shop', 6, qr/^bellows: error\[E606\]: / ],
    [ 'a password in the URL of a server that is not there', "postgresql://me:s3cr3t-Pa55@/shop?host=$host&port=1", 6, qr/^bellows: error\[E601\]: / ],
    [ 'a password with a mistake in the URL', 'postgresql://me:s3cr3t-Pa55@[::1/shop', 6, qr/^bellows: error\[E606\]: / ],
);
for (@connections)
{
    my ($name, $url, $exit, $line) = @$_;
    for my $format ('human', 'json')
    {
        my $result = bellows('shop', 'expand', '-v', "--format=$format", $good, { url => $url });
        fails_with($result, $exit, $format eq 'human' ? $line : undef, "$name, $format");
        unlike("$result->{out}$result->{err}", qr/s3cr3t/, "$name, $format: no password is printed");
    }
}
my $with_password = sprintf 'postgresql://owner:s3cr3t-Pa55@/shop?host=%s&port=%d', $host, $port;
for my $command ([ 'plan', $good ], [ 'status' ], [ 'gate', $good ])
{
    my $result = bellows('shop', @$command, '-v', { url => $with_password });
    unlike("$result->{out}$result->{err}", qr/s3cr3t/, "$command->[0] prints no password");
}
fails_with(bellows('shop', 'expand', $good, { url => url('shop', 'stranger') }), 7, qr/error\[R7\d\d\]: permission denied: only the owner of .*customer can alter it/,
    'a role that does not own the table is refused');
fails_with(bellows('shop', 'expand', $good, { url => url('shop', 'owner') }), 1, qr/permission denied/, 'an owner who may not create the schema is told so');

# ---- Application triggers, and a role that cannot keep them silent ----

scenario 'triggers of the application', sub {
    my $db = new_database('triggers', template => 'shop');
    query($db, <<'END');
GRANT CREATE ON DATABASE triggers TO owner;
CREATE TABLE fired (id bigint);
GRANT INSERT ON fired TO owner;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO fired VALUES (NEW.id); RETURN NEW; END $$;
CREATE TRIGGER audit AFTER UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION note();
END
    my $owner = url($db, 'owner');
    my $result = bellows($db, 'expand', $good, { url => $owner });
    fails_with($result, 7, qr/error\[R706\]: .*audit/, 'a backfill that would fire one is refused, and it is named');
    is(query($db, 'SELECT count(*) FROM fired'), 0, 'none has fired');
    my $allowed = write_plan('allowed', slurp($good) . "backfill: {fire_triggers: true}\n");
    $result = bellows($db, 'expand', $allowed, { url => $owner });
    is($result->{exit}, 0, 'the plan may allow them by name') or diag($result->{err});
    is(query($db, 'SELECT count(*) FROM fired'), 6000, 'then they fire');
    $db = new_database('silent', template => 'triggers');
    drop_database('triggers');
    query('silent', 'GRANT SET ON PARAMETER session_replication_role TO owner') if query('silent', 'SHOW server_version_num') >= 150000;
};

# ---- What only the server can say ----

scenario 'up of another type', sub {
    my $db = new_database('types', template => 'shop');
    my $plan = write_plan('types', changes("  - sql: |\n      ALTER TABLE customer ADD COLUMN a integer\n    up: |\n      UPDATE customer SET a = id::text\n"));
    fails_with(bellows($db, 'expand', $plan), 3, qr/^bellows: error: .*column "a" is of type integer but expression is of type text/,
        'the server refuses it as it would refuse the UPDATE');
    is(query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'customer'::regclass AND attname = 'a'}), 0, 'no column is left');
    is(query($db, q{SELECT to_regclass('bellows.plan') IS NULL OR NOT EXISTS (SELECT FROM pg_class WHERE relname = 'bellows_shape')}), 't', 'nor anything else');
    same_lines(schema_dump($db) . table_data($db, 'customer'), $before, 'and all is as before');
};

# ---- Edited plans, two plans ----

scenario 'a plan that is edited', sub {
    my $db = new_database('edited', template => 'shop');
    my $plan = write_plan('edited', slurp($good));
    runs($db, 'expand', $plan);
    my $text = slurp($plan);
    rewrite($plan, "# a remark\n" . $text =~ s/UPDATE customer SET/update   customer\n         set/r);
    runs($db, 'expand', $plan, { name => 'blanks, case and remarks are no drift' });
    seen($db);
    rewrite($plan, $text =~ s/substr\(phone, 2\)/upper(substr(phone, 2))/r);
    my $state = whole_state($db, 'customer');
    fails_with(bellows($db, 'expand', $plan), 8, qr/error\[R708\]/, 'another up is drift: exit code 8');
    same_lines(whole_state($db, 'customer'), $state, 'and nothing is changed');
    fails_with(bellows($db, 'contract', $plan), 8, qr/error\[R708\]/, 'contract does not go on with it either');
    my $result = runs($db, 'rollback', $plan, { name => 'the way back is open: it runs what the journal holds' });
    like($result->{err}, qr/was changed since it was expanded/, 'and says so');
};

sub rewrite
{
    my ($path, $text) = @_;
    open my $file, '>', $path or die "could not write $path\n";
    print $file $text;
    close $file;
    return;
}

scenario 'two plans on one table', sub {
    my $db = new_database('second', template => 'shop');
    my $second = write_plan('second', changes("  - sql: |\n      ALTER TABLE customer ADD COLUMN more text\n"));
    runs($db, 'expand', $good);
    my $result = bellows($db, 'expand', $second);
    my ($version) = $good =~ /(\d{14})/;
    fails_with($result, 7, qr/error\[R705\]: .*plan $version is in flight on table public\.customer/, 'the second is refused and the first one named');
    is(query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'customer'::regclass AND attname = 'more'}), 0, 'nothing of it is there');
    runs($db, 'rollback', $good);
    runs($db, 'purge', $good);
    runs($db, 'expand', $second, { name => 'when the first one is done with, the second one runs' });
};

# ---- Signals ----

for my $signal ([ 'INT', 130 ], [ 'TERM', 143 ])
{
    my ($name, $exit) = @$signal;
    scenario "SIG$name during a backfill", sub {
        my $db = new_database('signal', template => 'shop');
        my $slow = write_plan("slow", slurp($good) . "backfill: {batch: 1ms, pause: 300ms}\n");
        my ($version) = $slow =~ /(\d{14})/;
        my $run = start_bellows($db, 'expand', $slow);
        wait_until('the backfill is in its middle', sub { (try_sql($db, 'SELECT sum(rows_done) FROM bellows.backfill_range'))[1] =~ /^[1-9]/ }, 20);
        kill $name, $run->{pid};
        my $result = finish_bellows($run, 10);
        is($result->{exit}, $exit, "it stops with exit code $exit") or diag($result->{err});
        like($result->{err}, qr/run "bellows expand $version" again to continue/, 'and says how to go on');
        is(state_of($db, $slow), 'expanding', 'it is half way');
        is(query($db, q{SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'bellows%'}), 0, 'no session is left behind');
        query($db, q{INSERT INTO customer VALUES (50000, 'n', '+1'); UPDATE customer SET phone = '+2' WHERE id = 2000});
        is(query($db, q{SELECT string_agg(digits, ' ' ORDER BY id) FROM customer WHERE id IN (2000, 50000)}), '2 1', 'writers go on meanwhile, through the shim');
        runs($db, 'expand', $slow, { name => 'the same command goes on' });
        is(query($db, 'SELECT count(*) FROM customer WHERE digits IS DISTINCT FROM substr(phone, 2)'), 0, 'every row is filled');
    };
}

done_testing();
