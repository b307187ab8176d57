#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Edge cases of PostgreSQL, by their numbers in docs/edge-cases.md, on a server of any version. Those that have a test elsewhere
# are not here: that list says where.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Bellows::Session;
use JSON::PP ();
use Test::More;
use Time::HiRes qw(time);

start_bare_server('max_prepared_transactions = 5', 'log_min_messages = fatal');
my ($version) = query('postgres', 'SHOW server_version_num') =~ /^(\d+)\d{4}$/;
query('postgres', 'CREATE ROLE plain LOGIN; CREATE ROLE hurried LOGIN SUPERUSER');

my $item_sql = <<'END';
CREATE TABLE item (id integer PRIMARY KEY, code text NOT NULL, amount integer);
INSERT INTO item SELECT n, 'code ' || n, n FROM generate_series(1, 2000) AS n;
ANALYZE item;
END

# Those of BELLOWS_CASES=REGEX, and which take long.
my @seconds;
{
    no warnings 'redefine';
    my ($run, $cases) = (\&scenario, $ENV{BELLOWS_CASES} // '');
    *scenario = sub {
        my ($name, $code) = @_;
        return if $name !~ /(?:$cases)/;
        my $started = time;
        $run->($name, $code);
        push @seconds, [ $name, time - $started ];
    };
}

# MORE: as, up, down, verify: lines of a change.
sub plan_of
{
    my ($slug, $sql, %more) = @_;
    my $lines = $more{lines} // '';
    my $yaml = "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n  - sql: |\n" . $sql =~ s/^/      /mgr . "\n";
    $yaml .= join '', map { defined $more{$_} ? "    $_: |\n" . $more{$_} =~ s/^/      /mgr . "\n" : '' } qw(up down);
    $yaml .= "    as: $more{as}\n" if $more{as};
    return write_plan($slug, $yaml . $lines);
}

my $rename = plan_of('rename', 'ALTER TABLE item RENAME COLUMN code TO sku');
my $widen = plan_of('widen', 'ALTER TABLE item ALTER COLUMN amount TYPE bigint', as => 'amount_big', down => 'UPDATE item SET amount = amount_big::integer');
my $add = plan_of('add', 'ALTER TABLE item ADD COLUMN note text');

sub purged
{
    my ($db, $plan, @options) = @_;
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan, @options);
    return runs($db, 'purge', '--skip-hold', 'test', $plan, @options);
}

# Both commands are refused with CODE, and nothing was written.
sub is_refused
{
    my ($db, $plan, $code, $pattern) = @_;
    for my $verb (qw(plan expand))
    {
        my $result = bellows($db, $verb, $plan);
        ok($result->{exit} != 0 && $result->{err} =~ /error\[$code\]/ && $result->{err} =~ ($pattern // qr//), "$verb is refused with $code")
          or diag($result->{exit}, $result->{out}, $result->{err});
    }
    is(query($db, q{SELECT to_regclass('bellows.plan') IS NULL}), 't', 'nothing was written');
    return;
}

# ---- Locks and waiting ----

query('postgres', q{ALTER SYSTEM SET autovacuum_naptime = '1s'});
query('postgres', 'SELECT pg_reload_conf()');
scenario '1: a running autovacuum is got past with a short lock_timeout' => sub {
    my $db = new_database('autovacuum', sql => $item_sql . <<'END');
ALTER TABLE item SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
DELETE FROM item WHERE id % 2 = 0;
END
    ok(wait_until('autovacuum is at it', sub {
                query($db, q{SELECT count(*) FROM pg_stat_activity WHERE datname = 'autovacuum' AND query LIKE 'autovacuum: VACUUM%public.item%'}) }, 30),
        'an autovacuum runs');
    runs($db, 'expand', '--lock-timeout=300ms', $add, { name => 'expand gets the lock' });
};

scenario '2: an autovacuum that prevents wraparound is waited for, and named' => sub {
    my $db = new_database('wraparound', sql => $item_sql . <<'END');
CREATE TABLE burnt (n integer);
INSERT INTO item SELECT n + 2000, 'more', n FROM generate_series(1, 40000) AS n;
DO $$ BEGIN FOR i IN 1 .. 100100 LOOP BEGIN INSERT INTO burnt VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END; END LOOP; END $$;
ALTER TABLE item SET (autovacuum_freeze_max_age = 100000, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
END
    ok(wait_until('autovacuum is at it', sub { query($db, q{SELECT count(*) FROM pg_stat_activity
                WHERE backend_type = 'autovacuum worker' AND query LIKE '%item (to prevent wraparound)'}) > 0 }, 30), 'such an autovacuum runs');
    my $result = bellows($db, 'expand', '--lock-timeout=300ms', '--timeout=2s', $add);
    fails_with($result, 5, qr/error\[E501\].*autovacuum to prevent wraparound/, 'it is named');
    is(query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'item'::regclass AND attname = 'note'}), 0, 'nothing of the step is there');
};
query('postgres', 'ALTER SYSTEM RESET autovacuum_naptime');
query('postgres', 'SELECT pg_reload_conf()');

scenario '4: locks on several tables together are waited for no longer than one' => sub {
    my $db = new_database('several', sql => join "\n", map { "CREATE TABLE t$_ (id integer PRIMARY KEY, a text); INSERT INTO t$_ VALUES (1, 'a');" } 1 .. 3);
    my $plan = plan_of('several', join ";\n", map { "ALTER TABLE t$_ RENAME COLUMN a TO b" } 1 .. 3);
    runs($db, 'expand', $plan);
    seen($db);
    # Whoever writes while the fence falls is waited for; those who come behind it are met by the seal.
    my $late = Bellows::Session->new($db, name => 'late');
    $late->ask('BEGIN; CREATE TEMP TABLE written (n integer)');
    my $run = start_bellows($db, 'contract', '--grace=0s', '--lock-timeout=1s', $plan);
    ok(wait_until('the fence has fallen', sub { state_of($db, $plan) eq 'fencing' && query($db, 'SELECT count(*) FROM bellows.fence') > 0 }, 20), 'the fence has fallen');
    my @holders = map { my $s = Bellows::Session->new($db, name => "reader of t$_"); $s->ask("BEGIN; SELECT count(*) FROM t$_"); $s } 2, 3;
    $late->ask('COMMIT');
    # The seal has t1 and waits for t2; then it would wait for t3 as long again.
    my $waits_for = sub { my ($table) = @_; query($db, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '$table'::regclass") };
    ok(wait_until('the seal waits for t2', sub { $waits_for->('t2') }, 20), 'the seal holds one table and waits for the next one');
    my $reader = Bellows::Session->new($db);
    my $started = time;
    $reader->begin('SELECT count(*) FROM t1');
    select undef, undef, undef, 0.7;
    $holders[0]->ask('COMMIT');
    $reader->end;
    my $waited = time - $started;
    cmp_ok($waited, '<', 1.2 + 0.6, 'who reads the first one waits no longer than one try') and note("$waited s");
    $holders[1]->ask('COMMIT');
    my $result = finish_bellows($run);
    is($result->{exit}, 0, 'when the tables are free, it is sealed') or diag($result->{err});
};

scenario '6: a prepared transaction is named' => sub {
    my $db = new_database('prepared', sql => $item_sql);
    query($db, q{BEGIN; UPDATE item SET amount = 0 WHERE id = 1; PREPARE TRANSACTION 'left behind'});
    my $result = bellows($db, 'expand', '--lock-timeout=200ms', '--timeout=1s', $rename);
    fails_with($result, 5, qr/error\[E501\].*prepared transaction/, 'expand gives up and names it');
    query($db, q{COMMIT PREPARED 'left behind'});
    runs($db, 'expand', $rename, { name => 'then the same command finishes' });
    is(query($db, q{SELECT count(*) FROM item WHERE sku IS DISTINCT FROM code}), 0, 'what it had written is filled as well');
};

scenario '6: a foreign key waits for the table that it references' => sub {
    my $db = new_database('referenced', sql => $item_sql . 'CREATE TABLE region (id integer PRIMARY KEY); INSERT INTO region SELECT generate_series(1, 2000)');
    my $plan = plan_of('referenced', "ALTER TABLE item ADD COLUMN region_id integer;\nALTER TABLE item ADD FOREIGN KEY (region_id) REFERENCES region", up => 'UPDATE item SET region_id = amount');
    my $writer = Bellows::Session->new($db, name => 'writer of region');
    $writer->ask('BEGIN; UPDATE region SET id = id WHERE id = 1');
    my $result = bellows($db, 'expand', '--lock-timeout=500ms', '--timeout=1s', $plan);
    fails_with($result, 5, qr/error\[E501\].*writer of region/, 'who writes to it is named');
    $writer->ask('COMMIT');
    runs($db, 'expand', $plan, { name => 'then the same command finishes' });
};

scenario '7 9: a transaction that is older than the shim writes through it, and its snapshot stays whole' => sub {
    my $db = new_database('older', sql => $item_sql);
    my $file = query($db, q{SELECT pg_relation_filenode('item')});
    my $old = Bellows::Session->new($db, name => 'report');
    # A snapshot, and no lock on the table.
    $old->ask('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    runs($db, 'expand', $widen);
    is(join('', $old->ask('SELECT count(amount) FROM item')), 2000, 'it sees every row');
    is($old->state('UPDATE item SET amount = 7 WHERE id = 5 RETURNING id'), '40001', 'a row that the backfill has changed is a conflict, as with any writer');
    $old->ask('ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    is($old->state('INSERT INTO item VALUES (9001, $$x$$, 3)'), '', 'it inserts');
    $old->ask('COMMIT');
    is(query($db, 'SELECT amount_big FROM item WHERE id = 9001'), 3, 'and the new column is filled');
    purged($db, $widen);
    is(query($db, q{SELECT pg_relation_filenode('item')}), $file, 'the table was never rewritten');
};

scenario '7: a transaction with a snapshot from before expand, and its first write behind it' => sub {
    my $db = new_database('snapshot', sql => $item_sql);
    my $old = Bellows::Session->new($db, name => 'report');
    $old->ask('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    runs($db, 'expand', $widen);
    is($old->state('INSERT INTO item VALUES (9001, $$x$$, 3)'), '', 'it inserts');
    $old->ask('COMMIT');
    is(query($db, 'SELECT amount_big FROM item WHERE id = 9001'), 3, 'through the shim');
    runs($db, 'verify', $widen);
};

scenario '11: deferred constraints with pending checks' => sub {
    my $db = new_database('deferred', sql => $item_sql . <<'END');
ALTER TABLE item ADD COLUMN parent integer REFERENCES item DEFERRABLE INITIALLY DEFERRED;
UPDATE item SET parent = id - 1 WHERE id > 1;
END
    my $plan = plan_of('deferred', "ALTER TABLE item RENAME COLUMN parent TO parent_id;\nALTER TABLE item ALTER COLUMN amount SET DEFAULT 1");
    runs($db, 'expand', $plan);
    purged($db, $plan);
    is(query($db, q{SELECT condeferred FROM pg_constraint WHERE conrelid = 'item'::regclass AND contype = 'f'}), 't', 'the constraint is as it was');
};

scenario '12 84: nothing reads all rows under ACCESS EXCLUSIVE; indexes come behind the backfill, ANALYZE behind them' => sub {
    my $db = new_database('order', sql => example_sql());
    for my $path (glob "$ENV{BELLOWS_ROOT}/plans/*.yaml")
    {
        my $steps = JSON::PP->new->utf8->decode(bellows($db, 'plan', '--format', 'json', $path)->{out})->{steps};
        my @bad = map { $_->{id} } grep { ($_->{lock} // '') =~ /ACCESS EXCLUSIVE/ && $_->{scans} } @$steps;
        is("@bad", '', 'no step reads all rows under ACCESS EXCLUSIVE');
        my %place = map { $steps->[$_]{kind} . ($steps->[$_]{id} =~ /analyze/ ? ' analyze' : '') => $_ } reverse 0 .. $#$steps;
        cmp_ok($place{backfill}, '<', $place{concurrent}, 'indexes behind the backfill') if defined $place{backfill} && defined $place{concurrent};
        cmp_ok($place{concurrent}, '<', $place{'transaction analyze'}, 'ANALYZE behind the indexes') if defined $place{concurrent} && defined $place{'transaction analyze'};
    }
};

scenario '13: rows locked in another order than the backfill goes' => sub {
    my $db = new_database('deadlock', sql => $item_sql . "INSERT INTO item SELECT n, 'code ' || n, n FROM generate_series(2001, 6000) AS n");
    my $app = Bellows::Session->new($db, name => 'app');
    my $plan = plan_of('slow', 'ALTER TABLE item RENAME COLUMN code TO sku', lines => "backfill: {pause: 500ms}\n");
    my $run = start_bellows($db, 'expand', $plan);
    ok(wait_until('the backfill runs', sub { (try_sql($db, 'SELECT count(*) FROM bellows.backfill_range WHERE rows_done > 0'))[1] =~ /^[1-9]/ }), 'the backfill runs');
    $app->ask('BEGIN; UPDATE item SET amount = 1 WHERE id = 6000');
    ok(wait_until('the backfill waits', sub { query($db, q{SELECT count(*) FROM pg_locks WHERE NOT granted}) }), 'the backfill waits for its row');
    # It gives up after a tenth of a second, long before the server looks for deadlocks, and lets go of the rows that it had.
    is($app->state('UPDATE item SET amount = 1 WHERE id = 5999'), '', 'the application is not told of a deadlock');
    $app->ask('COMMIT');
    my $result = finish_bellows($run);
    is($result->{exit}, 0, 'the backfill goes on') or diag($result->{err});
    runs($db, 'verify', $plan);
};

scenario '14: a role whose every timeout is short' => sub {
    my $db = new_database('hurried', sql => $item_sql);
    my @settings = (q{statement_timeout = '200ms'}, q{idle_in_transaction_session_timeout = '200ms'}, q{lock_timeout = '1ms'}, q{default_transaction_isolation = 'serializable'},
        $version >= 14 ? q{idle_session_timeout = '300ms'} : (), $version >= 17 ? q{transaction_timeout = '300ms'} : ());
    query('postgres', join ';', map { "ALTER ROLE hurried SET $_" } @settings);
    my $plan = plan_of('hurried', 'ALTER TABLE item RENAME COLUMN code TO sku', lines => "backfill: {pause: 500ms}\n");
    my %as = (url => url($db, 'hurried'));
    runs($db, 'expand', $plan, {%as, name => 'expand takes its own'});
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan, {%as});
    runs($db, 'rollback', $plan, {%as});
    runs($db, 'purge', $plan, {%as});
};

# ---- Indexes and constraints ----

scenario '18: a unique index that cannot be built leaves nothing behind' => sub {
    my $db = new_database('unique', sql => $item_sql . 'ALTER TABLE item ADD UNIQUE (code)');
    # Two codes become one; expand cannot know before it builds.
    my $plan = plan_of('unique', 'ALTER TABLE item ALTER COLUMN code TYPE integer USING length(code)', as => 'size', down => q{UPDATE item SET code = repeat('x', size)});
    my $result = bellows($db, 'expand', $plan);
    isnt($result->{exit}, 0, 'expand does not succeed');
    like($result->{err}, qr/unique|duplicate/i, 'it says why');
    is(query($db, 'SELECT count(*) FROM pg_index WHERE NOT indisvalid'), 0, 'no invalid index is left');
    is((try_sql($db, q{INSERT INTO item VALUES (9001, 'code 99999', 1), (9002, 'code 99998', 1)}))[0], '', 'V writes on');
    runs($db, 'rollback', $plan, { name => 'it can be taken back' });
    runs($db, 'purge', $plan);
};

scenario '24: a constraint whose validation failed is validated by the same command' => sub {
    my $db = new_database('validate', sql => $item_sql);
    my $plan = plan_of('validate', "ALTER TABLE item ADD COLUMN size integer;\nALTER TABLE item ADD CONSTRAINT size_is_small CHECK (size < 1000)", up => 'UPDATE item SET size = amount');
    my $result = bellows($db, 'expand', $plan);
    isnt($result->{exit}, 0, 'expand does not succeed');
    like($result->{err}, qr/size_is_small/, 'it names the constraint');
    query($db, 'UPDATE item SET amount = 1, size = 1 WHERE amount >= 1000');
    runs($db, 'expand', $plan, { name => 'the same command goes on' });
    is(query($db, q{SELECT convalidated FROM pg_constraint WHERE conname = 'size_is_small'}), 't', 'it is valid');
};

scenario '27: what would fall with a dropped column is listed' => sub {
    my $db = new_database('falls', sql => $item_sql . <<'END');
ALTER TABLE item ADD COLUMN fax text, ADD CONSTRAINT fax_or_code CHECK (fax IS NOT NULL OR code IS NOT NULL);
CREATE INDEX item_fax_code ON item (code, fax); CREATE INDEX item_partial ON item (code) WHERE fax IS NOT NULL; CREATE INDEX item_lower ON item (lower(fax));
END
    my $result = runs($db, 'plan', plan_of('falls', 'ALTER TABLE item DROP COLUMN fax'));
    like($result->{out}, qr/$_/, "$_ is listed") for qw(fax_or_code item_fax_code item_partial item_lower);
};

scenario '28 48: a generated column that reads a column which goes' => sub {
    my $db = new_database('generated', sql => $item_sql . 'ALTER TABLE item ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) STORED');
    is_refused($db, $widen, 'R720', qr/twice/);
    is_refused($db, plan_of('gone', 'ALTER TABLE item DROP COLUMN amount'), 'R720', qr/twice/);
    is_refused($db, plan_of('reads', 'ALTER TABLE item ADD COLUMN four integer', up => 'UPDATE item SET four = twice * 2'), 'R725', qr/twice/);
    runs($db, 'expand', $rename, { name => 'a change of another column is not disturbed' });
    query($db, q{UPDATE item SET sku = 'new', amount = 21 WHERE id = 1; INSERT INTO item (id, sku, amount) VALUES (9001, 's', 4)});
    is(query($db, 'SELECT string_agg(code || twice, $$ $$ ORDER BY id) FROM item WHERE id IN (1, 9001)'), 'new42 s8', 'it is generated as before');
    purged($db, $rename);
};

scenario '31: a table whose row type is the type of a column' => sub {
    my $db = new_database('rowtype', sql => $item_sql . 'CREATE TABLE archive (id integer, was item); INSERT INTO archive SELECT id, item FROM item');
    is_refused($db, plan_of('rowtype', 'ALTER TABLE item ADD COLUMN note text NOT NULL DEFAULT $$-$$'), 'R742', qr/archive/);
    is_refused($db, $widen, 'R742', qr/archive/);
    runs($db, 'expand', $add, { name => 'a plain column is no reason' });
    is(query($db, 'SELECT count(was) FROM archive'), 2000, 'the stored rows are as they were');
};

scenario '32: an index that is the replica identity' => sub {
    my $db = new_database('identity', sql => $item_sql . 'CREATE UNIQUE INDEX item_code ON item (code); ALTER TABLE item REPLICA IDENTITY USING INDEX item_code; CREATE PUBLICATION p FOR TABLE item');
    is_refused($db, plan_of('drop_identity', 'DROP INDEX item_code'), 'R727', qr/replica identity/);
    runs($db, 'expand', $rename);
    is((try_sql($db, 'UPDATE item SET amount = 5 WHERE id = 1'))[0], '', 'V writes');
    purged($db, $rename);
};

# ---- The shim ----

scenario '38: what a trigger of another table writes, at depth 1' => sub {
    my $db = new_database('depth', sql => $item_sql . <<'END');
CREATE TABLE sale (id integer PRIMARY KEY, item_id integer, amount integer);
CREATE FUNCTION sold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE item SET amount = amount - NEW.amount WHERE id = NEW.item_id; RETURN NULL; END $$;
CREATE TRIGGER sold AFTER INSERT ON sale FOR EACH ROW EXECUTE FUNCTION sold();
END
    # The body names the column, which plan finds.
    my $plan = plan_of('depth', 'ALTER TABLE item ALTER COLUMN amount TYPE bigint', as => 'amount_big', down => 'UPDATE item SET amount = amount_big::integer',
        lines => "    allow: [{rule: function-text, reason: goes with V}]\n");
    is_refused($db, $widen, 'R720', qr/sold/);
    runs($db, 'expand', $plan);
    query($db, 'INSERT INTO sale VALUES (1, 1000, 10)');
    is(query($db, q{SELECT amount || ' ' || amount_big FROM item WHERE id = 1000}), '990 990', 'is seen by the shim');
};

scenario '40: ON CONFLICT on the new column from the moment expand ends' => sub {
    my $db = new_database('conflict', sql => $item_sql . 'ALTER TABLE item ADD UNIQUE (code)');
    runs($db, 'expand', $rename);
    is((try_sql($db, q{INSERT INTO item (id, sku) VALUES (9001, 'code 5') ON CONFLICT (sku) DO UPDATE SET amount = 77}))[0], '', 'V+1 may name its column');
    is((try_sql($db, q{INSERT INTO item (id, code) VALUES (9002, 'code 6') ON CONFLICT (code) DO UPDATE SET amount = 78}))[0], '', 'and V its own');
    is(query($db, q{SELECT string_agg(amount::text, ' ' ORDER BY id) FROM item WHERE id IN (5, 6)}), '77 78', 'the rows that are there are changed');
    seen($db);
    runs($db, 'contract', '--grace=0s', $rename);
    is((try_sql($db, q{INSERT INTO item (id, sku) VALUES (9001, 'code 5') ON CONFLICT (sku) DO UPDATE SET amount = 79}))[0], '', 'also while the old column is held');
};

scenario '41 65: writers that go past triggers' => sub {
    my $db = new_database('past', sql => $item_sql);
    my $plan = plan_of('past', 'ALTER TABLE item RENAME COLUMN amount TO quantity');
    runs($db, 'expand', $plan);
    query($db, q{SET session_replication_role = replica; UPDATE item SET amount = -1 WHERE id = 7; INSERT INTO item VALUES (9001, 'past', 1)});
    my $result = bellows($db, 'verify', $plan);
    is($result->{exit}, 1, 'verify finds their rows');
    like("$result->{out}$result->{err}", qr/id=7.*id=9001|id=9001.*id=7/s, 'and names them');
    seen($db);
    $result = bellows($db, 'contract', '--grace=0s', $plan);
    isnt($result->{exit}, 0, 'contract stops');
    like($result->{err}, qr/id=7/, 'and says why');
    is(query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'item'::regclass AND attname = 'amount'}), 1, 'the old column is in sight');
    query($db, 'UPDATE item SET quantity = amount WHERE quantity IS DISTINCT FROM amount');
    runs($db, 'contract', '--grace=0s', $plan, { name => 'once they are corrected, the same command goes on' });
    query($db, q{SET session_replication_role = replica; UPDATE item SET quantity = -2 WHERE id = 8});
    isnt(bellows($db, 'purge', '--skip-hold', 'test', $plan)->{exit}, 0, 'purge stops for the same reason');
    query($db, q{UPDATE item SET quantity = -3 WHERE id = 8});
    runs($db, 'purge', '--skip-hold', 'test', $plan, { name => 'and goes on' });
};

scenario '51: what the old type cannot hold' => sub {
    my $db = new_database('overflow', sql => $item_sql);
    runs($db, 'expand', $widen);
    is((try_sql($db, 'INSERT INTO item (id, code, amount_big) VALUES (9001, $$x$$, 3000000000)'))[0], '22003', "a down that fails fails V+1's statement, with its own SQLSTATE");
    is(query($db, 'SELECT count(*) FROM item WHERE id = 9001'), 0, 'nothing is cut');
    seen($db);
    runs($db, 'contract', '--grace=0s', $widen);
    is((try_sql($db, 'INSERT INTO item (id, code, amount_big) VALUES (9001, $$x$$, 3000000000)'))[0], '22003', 'also while the way back is open');
    runs($db, 'purge', '--skip-hold', 'test', $widen);
    is((try_sql($db, 'INSERT INTO item (id, code, amount_big) VALUES (9001, $$x$$, 3000000000)'))[0], '', 'and no longer');
};

scenario '54: an index on a function that does not find its helper by itself' => sub {
    my $db = new_database('helper', sql => $item_sql . <<'END');
CREATE FUNCTION helped(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN lower($1); END $$;
CREATE FUNCTION helper(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN helped($1); END $$;
CREATE TABLE thing (id integer PRIMARY KEY, code text);
CREATE INDEX thing_helper ON thing (helper(code));
INSERT INTO thing SELECT id, code FROM item;
END
    my $plan = plan_of('helper', 'ALTER TABLE thing RENAME COLUMN code TO sku');
    my $result = bellows($db, 'expand', $plan);
    if ($version < 17)
    {
        is($result->{exit}, 0, 'is built as the application would') or diag($result->{err});
        purged($db, $plan);
        return;
    }
    # From 17 on the server builds with a search_path of its own, whoever asks.
    isnt($result->{exit}, 0, 'cannot be built again on this server');
    like($result->{err}, qr/helped/, 'the server says which function is not found');
    is(query($db, 'SELECT count(*) FROM pg_index WHERE NOT indisvalid'), 0, 'no invalid index is left');
    runs($db, 'rollback', $plan, { name => 'it can be taken back' });
    query($db, 'ALTER FUNCTION helper(text) SET search_path = public');
    runs($db, 'purge', $plan);
    runs($db, 'expand', $plan, { name => 'with a function that says where to look it can' });
};

# A role that owns the tables and may create a schema, and no more.
sub plain_owner
{
    my ($name, $sql) = @_;
    my $db = new_database($name, sql => "GRANT CREATE ON DATABASE $name TO plain; GRANT CREATE ON SCHEMA public TO plain; SET ROLE plain;\n$sql");
    return ($db, { url => url($db, 'plain') });
}

scenario '57: row security that is forced on the owner' => sub {
    my ($db, $as) = plain_owner('forced', $item_sql . 'ALTER TABLE item ENABLE ROW LEVEL SECURITY; ALTER TABLE item FORCE ROW LEVEL SECURITY; CREATE POLICY few ON item USING (id < 10)');
    for my $verb (qw(plan expand))
    {
        fails_with(bellows($db, $verb, $rename, $as), 7, qr/error\[R741\].*row security hides rows/, "$verb does not call a part of the rows the whole");
    }
    is(query($db, q{SELECT to_regclass('bellows.plan') IS NULL}), 't', 'nothing was written');
    runs($db, 'expand', $rename, { name => 'a role that is not bound by it may' });
    is(query($db, 'SELECT count(*) FROM item WHERE sku IS DISTINCT FROM code'), 0, 'every row is filled');
};

scenario '57: row security that the owner is not bound by' => sub {
    my ($db, $as) = plain_owner('enabled', $item_sql . 'ALTER TABLE item ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON item USING (id < 10)');
    runs($db, 'expand', $rename, $as);
    is(query($db, 'SELECT count(*) FROM item WHERE sku IS DISTINCT FROM code'), 0, 'every row is filled');
    purged($db, $rename, $as);
};

scenario '58: triggers and rules that would swallow the backfill' => sub {
    my $swallow = 'CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER swallow BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION swallow();';
    my $db = new_database('swallowed', sql => $item_sql . $swallow);
    runs($db, 'expand', $widen, { name => 'a superuser goes past a trigger that returns NULL' });
    is(query($db, 'SELECT count(*) FROM item WHERE amount_big IS DISTINCT FROM amount'), 0, 'every row is filled');
    my ($plain, $as) = plain_owner('swallowed_plain', $item_sql . $swallow);
    fails_with(bellows($plain, 'expand', $widen, $as), 7, qr/error\[R706\].*swallow/, 'another role is refused, and the trigger named');
    my $forced = plan_of('fired', 'ALTER TABLE item ALTER COLUMN amount TYPE bigint', as => 'amount_big', down => 'UPDATE item SET amount = amount_big::integer',
        lines => "backfill: {fire_triggers: true}\n");
    my $result = bellows($plain, 'expand', $forced, $as);
    isnt($result->{exit}, 0, 'a backfill that fires it does not call it done') or diag($result->{out});
    my $ruled = new_database('ruled', sql => $item_sql . 'CREATE RULE nothing AS ON UPDATE TO item DO INSTEAD NOTHING');
    is_refused($ruled, $widen, 'R723', qr/rule/);
};

scenario '60: a trigger that inserts NEW.*' => sub {
    my $db = new_database('audited', sql => $item_sql . <<'END');
CREATE TABLE item_audit (LIKE item, at timestamptz);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO item_audit SELECT NEW.*, now(); RETURN NULL; END $$;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION audit();
END
    is_refused($db, $add, 'R739', qr/audit/);
    query($db, 'CREATE OR REPLACE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO item_audit (id, code) VALUES (NEW.id, NEW.code); RETURN NULL; END $$');
    runs($db, 'expand', $add, { name => 'one that names its columns is no reason' });
    is((try_sql($db, q{INSERT INTO item VALUES (9001, 'x', 1)}))[0], '', 'V writes');
};

scenario '61: the shim has no EXCEPTION block' => sub {
    my $db = new_database('blocks', sql => $item_sql);
    runs($db, 'expand', $widen);
    is(query($db, q{SELECT count(*) FROM pg_proc WHERE pronamespace = 'bellows'::regnamespace AND proname LIKE 'shim%' AND prosrc ~* '\mexception\s+when'}), 0, 'no subtransaction for each row');
    is(query($db, q{SELECT count(*) FROM pg_proc WHERE pronamespace = 'bellows'::regnamespace AND proname LIKE 'shim%' AND proconfig IS NOT NULL}), 0, 'no SET clause where nothing depends on a setting');
};

# ---- Prepared statements, names ----

scenario '66 67 68: prepared statements' => sub {
    my $db = new_database('statements', sql => $item_sql . 'CREATE VIEW listed AS SELECT id, amount FROM item');
    my $app = Bellows::Session->new($db);
    $app->ask('PREPARE named AS SELECT id, amount FROM item WHERE id = 1; PREPARE star AS SELECT * FROM item WHERE id = 1; PREPARE shielded AS SELECT * FROM listed WHERE id = 1; PREPARE old AS UPDATE item SET code = code WHERE id = 1');
    $app->ask("EXECUTE $_") for qw(named star shielded old);
    runs($db, 'expand', $rename);
    is($app->state("EXECUTE $_"), '', "$_ goes on while expanded") for qw(named shielded old);
    is($app->state('EXECUTE star'), '0A000', 'SELECT * fails, as with every added column');
    seen($db);
    runs($db, 'contract', '--grace=0s', $rename);
    is($app->state("EXECUTE $_"), '', "$_ goes on while the old column is held") for qw(named shielded);
    is($app->state('EXECUTE old'), '42703', 'what V had prepared does not: V is gone');
};

scenario '76: a dropped column with a foreign key, while it is held' => sub {
    my $db = new_database('held', sql => $item_sql . <<'END');
CREATE TABLE region (id integer PRIMARY KEY); INSERT INTO region SELECT generate_series(1, 2000);
ALTER TABLE item ADD COLUMN region_id integer REFERENCES region, ADD COLUMN must text NOT NULL DEFAULT 'x'; UPDATE item SET region_id = id WHERE id < 100;
ALTER TABLE item ALTER COLUMN must DROP DEFAULT;
END
    my $plan = plan_of('held', "ALTER TABLE item DROP COLUMN region_id;\nALTER TABLE item DROP COLUMN must", down => q{UPDATE item SET must = ''});
    runs($db, 'expand', $plan);
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    is((try_sql($db, q{INSERT INTO item (id, code) VALUES (9001, 'x')}))[0], '', 'a NOT NULL column that is out of sight does not mind');
    is((try_sql($db, 'DELETE FROM region WHERE id = 5'))[0], '23503', 'what V references is kept while the way back is open (docs/limits.md)');
    runs($db, 'purge', '--skip-hold', 'test', $plan);
    is((try_sql($db, 'DELETE FROM region WHERE id = 5'))[0], '', 'and no longer');
};

# ---- Backfill and verify ----

scenario '86: a table that was never analysed' => sub {
    my $db = new_database('unknown', sql => 'CREATE TABLE item (id integer PRIMARY KEY, code text); INSERT INTO item SELECT n, n::text FROM generate_series(1, 30000) AS n');
    my $plan = plan_of('unknown', 'ALTER TABLE item RENAME COLUMN code TO sku', lines => "backfill: {pause: 300ms}\n");
    my $run = start_bellows($db, 'expand', $plan);
    ok(wait_until('the backfill runs', sub { (try_sql($db, 'SELECT count(*) FROM bellows.backfill_range WHERE rows_done > 0'))[1] =~ /^[1-9]/ }, 20), 'the backfill runs');
    my $status = runs($db, 'status');
    unlike($status->{out}, qr/-\d+%|nan|inf/i, 'status does not pretend to know');
    is(finish_bellows($run)->{exit}, 0, 'it ends well');
};

scenario '91: a publication FOR ALL TABLES' => sub {
    my $db = new_database('published', sql => $item_sql . 'CREATE PUBLICATION everything FOR ALL TABLES');
    runs($db, 'expand', $rename);
    is(query($db, q{SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'bellows'::regnamespace AND relkind = 'r'
        AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = pg_class.oid AND indisprimary)}), '', 'each table of ours has a primary key');
    purged($db, $rename);
};

scenario '90: enum values' => sub {
    my $db = new_database('enum', sql => q{CREATE TYPE mood AS ENUM ('low', 'high'); CREATE TABLE item (id integer PRIMARY KEY, mood mood); INSERT INTO item VALUES (1, 'low')});
    my $result = bellows($db, 'plan', plan_of('value', q{ALTER TYPE mood ADD VALUE 'so so'}));
    ok($result->{exit} != 0 && $result->{err} =~ /error\[P2\d\d\]/, 'a change of the type itself is refused') or diag($result->{err});
    my $plan = plan_of('mood', 'ALTER TABLE item ALTER COLUMN mood TYPE text USING mood::text', as => 'feeling', down => 'UPDATE item SET mood = feeling::mood');
    runs($db, 'expand', $plan, { name => 'another type is the way' });
    is((try_sql($db, q{UPDATE item SET feeling = 'so so' WHERE id = 1}))[0], '22P02', 'what V cannot hold is refused while it may run');
    purged($db, $plan);
};

scenario '9: a domain with a constraint, which a new column can have by a rewrite only' => sub {
    my $db = new_database('domains', sql => $item_sql . <<'END');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0); CREATE SCHEMA "Odd one"; CREATE DOMAIN "Odd one"."More" AS positive; CREATE DOMAIN plain AS integer;
ALTER TABLE item ADD COLUMN size positive;
END
    is_refused($db, plan_of('domain_rename', 'ALTER TABLE item RENAME COLUMN size TO length'), 'R745', qr/positive/);
    is_refused($db, plan_of('domain_type', 'ALTER TABLE item ALTER COLUMN amount TYPE "Odd one"."More"', as => 'more', down => 'UPDATE item SET amount = more'), 'R745', qr/More/);
    is_refused($db, plan_of('domain_add', 'ALTER TABLE item ADD COLUMN other positive'), 'R745', qr/other/);
    my $file = query($db, q{SELECT pg_relation_filenode('item')});
    my $plan = plan_of('domain_plain', "ALTER TABLE item ALTER COLUMN amount TYPE plain;", as => 'more', down => 'UPDATE item SET amount = more');
    runs($db, 'expand', $plan, { name => 'one without a constraint is as good as its type' });
    purged($db, $plan);
    is(query($db, q{SELECT pg_relation_filenode('item')}), $file, 'and nothing is rewritten');
};

scenario '93: tables of other kinds' => sub {
    my $db = new_database('kinds', sql => <<'END');
CREATE EXTENSION file_fdw; CREATE SERVER f FOREIGN DATA WRAPPER file_fdw; CREATE FOREIGN TABLE far (id integer, code text) SERVER f OPTIONS (filename '/dev/null');
CREATE VIEW seen AS SELECT 1 AS id, 'x'::text AS code; CREATE MATERIALIZED VIEW kept AS SELECT 1 AS id, 'x'::text AS code;
CREATE UNLOGGED TABLE quick (id integer PRIMARY KEY, code text); INSERT INTO quick SELECT n, n::text FROM generate_series(1, 100) AS n;
END
    is_refused($db, plan_of($_, "ALTER TABLE $_ RENAME COLUMN code TO sku"), 'R723') for qw(far seen kept);
    my $plan = plan_of('quick', 'ALTER TABLE quick RENAME COLUMN code TO sku');
    runs($db, 'expand', $plan, { name => 'an unlogged table is changed like any other' });
    purged($db, $plan);
    is(query($db, q{SELECT relpersistence FROM pg_class WHERE oid = 'quick'::regclass}), 'u', 'and stays unlogged');
};

scenario '47: inheritance' => sub {
    my $db = new_database('inherited', sql => $item_sql . 'CREATE TABLE child (more text) INHERITS (item)');
    is_refused($db, $rename, 'R723', qr/child tables/);
};

scenario '94: a role that owns the tables and is nothing else' => sub {
    my ($db, $as) = plain_owner('plain', $item_sql . 'CREATE INDEX item_code ON item (code); CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;');
    my $before = schema_of($db);
    runs($db, 'expand', $rename, $as);
    runs($db, 'rollback', $rename, $as);
    runs($db, 'purge', $rename, $as);
    is(schema_of($db), $before, 'there and back');
    runs($db, 'expand', $rename, $as);
    query($db, q{UPDATE item SET code = 'by V' WHERE id = 1; UPDATE item SET sku = 'by V+1' WHERE id = 2}, 'plain');
    runs($db, 'verify', $rename, $as);
    seen($db);
    runs($db, 'contract', '--grace=0s', $rename, $as);
    runs($db, 'rollback', '--to', 'expanded', $rename, $as);
    runs($db, 'contract', '--grace=0s', $rename, $as);
    runs($db, 'purge', '--skip-hold', 'test', $rename, $as);
    is(query($db, q{SELECT string_agg(sku, ', ' ORDER BY id) FROM item WHERE id < 3}), 'by V, by V+1', 'with what both wrote');
};

scenario '94: an event trigger that does not like a statement' => sub {
    my $db = new_database('events', sql => $item_sql . <<'END');
CREATE FUNCTION no_index() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$;
CREATE INDEX item_code ON item (code);
CREATE EVENT TRIGGER no_index ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION no_index();
END
    my $result = bellows($db, 'expand', $rename);
    isnt($result->{exit}, 0, 'expand stops');
    like($result->{err}, qr/not today/, 'with the words of the trigger');
    query($db, 'DROP EVENT TRIGGER no_index');
    runs($db, 'expand', $rename, { name => 'the same command goes on' });
};

note(join ', ', map { sprintf '%s: %.1f s', $_->[0], $_->[1] } sort { $b->[1] <=> $a->[1] } @seconds);
done_testing();
