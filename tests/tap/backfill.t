#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The backfill from outside: several connections, what slows it down and stops it, rules from another machine, and everything
# that may happen to a table meanwhile. In the end every row is filled, exactly as by one UPDATE.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Backfill;
use Test::More;

start_server('max_wal_senders = 5', 'wal_level = replica', 'hot_standby = on');
new_database('item', sql => item_sql());
my $slow = slow;

scenario 'four connections', sub {
    my $db = new_database('four', template => 'item');
    my $plan = plan_with('four', "connections: 4, $slow");
    my $run = start_bellows($db, 'expand', $plan);
    ok(wait_until('four of them fill', sub { query($db, q{SELECT count(DISTINCT pid) >= 5 FROM pg_stat_activity WHERE application_name LIKE 'bellows/%'}) eq 't' }), 'there are sessions for all of them');
    is_under_way($db);
    cmp_ok(query($db, 'SELECT count(*) FROM bellows.backfill_range WHERE NOT is_done'), '>', 1, 'they work on ranges of their own');
    ends_well($run, 'it comes to its end');
    is_filled($db);
    is(query($db, 'SELECT rows_done FROM bellows.backfill'), ROWS, 'the journal counts every row once');
    is(query($db, 'SELECT count(*) FROM bellows.backfill_range'), 0, 'and no range is left');
    is(query($db, q{SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'bellows/%'}), 0, 'nor a session');
};

scenario 'kill -9 of the tool, then another machine', sub {
    my $db = new_database('killed', template => 'item');
    my $plan = plan_with('killed', "connections: 3, $slow");
    my $run = start_bellows($db, 'expand', $plan);
    is_under_way($db);
    kill KILL => $run->{pid};
    finish_bellows($run);
    my $done = rows_done($db);
    cmp_ok($done, '<', ROWS, 'it was killed half-way');
    # A connection more or less: who goes on need not be as who began.
    my $result = runs($db, 'expand', $plan);
    like($result->{err}, qr/goes on: \d+ rows were done/, 'what was done is not done again');
    is_filled($db);
    is(query($db, 'SELECT rows_done FROM bellows.backfill'), ROWS, 'every row was filled once');
};

scenario "a worker's backend is ended", sub {
    my $db = new_database('ended', template => 'item');
    my $run = start_bellows($db, 'expand', plan_with('ended', "connections: 2, $slow"));
    is_under_way($db);
    # The youngest session is a worker's; the oldest is the control connection.
    query($db, q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'bellows/%' ORDER BY backend_start DESC LIMIT 1});
    my $result = ends_well($run, 'it goes on without a hand');
    like($result->{err}, qr/a connection was lost/, 'and says what happened');
    is_filled($db);
    is(query($db, 'SELECT rows_done FROM bellows.backfill'), ROWS, 'every row was filled once');
};

scenario 'all backends are ended', sub {
    my $db = new_database('all_ended', template => 'item');
    my $run = start_bellows($db, 'expand', plan_with('all_ended', "connections: 2, $slow"));
    is_under_way($db);
    query($db, q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'bellows/%'});
    ends_well($run, 'it connects again and goes on');
    is_filled($db);
};

scenario 'pause, throttle, resume', sub {
    my $db = new_database('rules', template => 'item');
    my $plan = plan_with('rules', $slow);
    fails_with(bellows($db, 'pause', $plan), 7, qr/R792/, 'what is not being filled cannot be paused');
    my $run = start_bellows($db, 'expand', $plan);
    is_under_way($db);
    like(runs($db, 'pause', $plan)->{out}, qr/paused/, 'a pause from elsewhere');
    ok(wait_until('it rests', sub { my $before = rows_done($db); select undef, undef, undef, 0.3; rows_done($db) == $before }), 'it rests');
    ok(wait_until('status says why', sub { runs($db, 'status', $plan)->{out} =~ /waiting for resume \(paused by/ }), 'status says why');
    is(query($db, q{SELECT count(*) > 0 FROM bellows.journal WHERE event = 'backfill_waits' AND message LIKE '%resume (paused%'}), 't', 'and the journal');
    like(runs($db, 'throttle', '25%', $plan)->{out}, qr/25 % of its speed/, 'a throttle instead');
    my $before = rows_done($db);
    ok(wait_until('it goes on', sub { rows_done($db) > $before }), 'it goes on');
    like(runs($db, 'status', $plan)->{out}, qr/throttled to 25 %/, 'at that speed');
    like(runs($db, 'pause', '--for=1s', $plan)->{out}, qr/until/, 'a pause that forgets itself');
    $before = rows_done($db);
    ok(wait_until('it goes on', sub { rows_done($db) > $before + 100 }), 'it goes on by itself');
    runs($db, 'resume', $plan);
    ends_well($run, 'it comes to its end');
    is_filled($db);
    fails_with(bellows($db, 'throttle', '0', $plan), 2, qr/no share/, 'a throttle to nothing is a pause');
};

scenario 'a flag file, a command, a query', sub {
    my $db = new_database('own', template => 'item');
    my $flag = plan_folder() . '/pause.flag';
    my $limits = plan_folder() . '/limits';
    open my $file, '>', $flag or die "could not write $flag\n";
    close $file;
    query($db, 'CREATE TABLE queue (length float)');
    query($db, 'INSERT INTO queue VALUES (3)');
    my $plan = plan_with('own', qq{batch: 1ms, pause: 500ms, health: {flag_file: "$flag", command: "test ! -e $limits", query: "SELECT length FROM queue"}});
    my $run = start_bellows($db, 'expand', $plan);
    ok(waits_for($db, 'pause.flag|your query gives 3'), 'it waits before its first row');
    query($db, 'UPDATE queue SET length = 0.1');
    ok(waits_for($db, 'pause.flag is there'), 'for the file');
    unlink $flag;
    is_under_way($db);
    open $file, '>', $limits or die "could not write $limits\n";
    close $file;
    ok(waits_for($db, 'your command says no'), 'for the command');
    unlink $limits;
    query($db, 'UPDATE queue SET length = NULL');
    ok(waits_for($db, 'your query gives no number: NULL'), 'for what cannot be read: it is not healthy');
    query($db, 'UPDATE queue SET length = 0');
    ends_well($run, 'it goes on by itself');
    is_filled($db);
};

scenario 'a row that is locked for a while', sub {
    my $db = new_database('locked', template => 'item');
    my ($run, $flag) = start_held($db, 'batch: 20ms', '--timeout=5m');
    my $session = session($db);
    $session->query_safe('BEGIN; SELECT FROM item WHERE id = 100 FOR UPDATE');
    unlink $flag;
    # Of its block nothing is filled, everything else is.
    ok(wait_until('the rest is filled', sub { query($db, 'SELECT count(*) FROM item WHERE sku IS NULL') < 100 }), 'the rest is filled meanwhile');
    ok(wait_until('it says so', sub { query($db, 'SELECT waiting_for FROM bellows.backfill') =~ /lock of a row/ }), 'it says what it waits for');
    $session->query_safe('COMMIT');
    $session->quit;
    ends_well($run, 'then that row, too');
    is_filled($db);
};

scenario 'a row that stays locked', sub {
    my $db = new_database('stays', template => 'item');
    my ($run, $flag, $plan) = start_held($db, 'batch: 50ms', '--timeout=3s');
    my $session = session($db);
    $session->query_safe(q{SET application_name = 'nightly'});
    $session->query_safe('BEGIN; SELECT FROM item WHERE id = 100 FOR UPDATE');
    unlink $flag;
    fails_with(finish_bellows($run), 5, qr/E501.*rows were locked for \d.*nightly/, 'the run ends with the name of who holds it');
    $session->query_safe('ROLLBACK');
    $session->quit;
    runs($db, 'expand', $plan, { name => 'the same command goes on' });
    is_filled($db);
};

scenario 'a table that grows faster than it is filled', sub {
    my $db = new_database('grows', template => 'item');
    my $run = start_bellows($db, 'expand', plan_with('grows', 'batch: 5ms, pause: 20ms'));
    is_under_way($db);
    my $count = ROWS;
    for my $round (1 .. 10)
    {
        query($db, sprintf q{INSERT INTO item SELECT n, 'code ' || n FROM generate_series(%d, %d) AS n}, $count + 1, $count + 2000);
        $count += 2000;
    }
    ends_well($run, 'it ends all the same');
    is_filled($db, $count);
    cmp_ok(query($db, 'SELECT rows_done FROM bellows.backfill'), '<=', ROWS, 'new rows were not its business');
};

for my $way ([ emptied => 'DELETE FROM item' ], [ truncated => 'TRUNCATE item' ])
{
    my ($name, $sql) = @$way;
    scenario "a table that is $name meanwhile", sub {
        my $db = new_database($name, template => 'item');
        my $run = start_bellows($db, 'expand', plan_with($name, $slow));
        is_under_way($db);
        query($db, $sql);
        query($db, q{INSERT INTO item VALUES (1, 'new')});
        ends_well($run, 'it comes to its end');
        is_filled($db, 1);
    };
}

scenario 'no key at all', sub {
    my $db = new_database('no_key', sql => q{CREATE TABLE item (code text);
        INSERT INTO item SELECT 'code ' || n % 10 FROM generate_series(1, 5000) AS n});
    runs($db, 'expand', plan_with('no_key', 'connections: 2'));
    is_filled($db, 5000);
};

scenario 'a standby with its replay paused', sub {
    my $db = new_database('standby', template => 'item');
    my $primary = server();
    $primary->backup('base');
    my $standby = PostgreSQL::Test::Cluster->new('standby');
    $standby->init_from_backup($primary, 'base', has_streaming => 1);
    $standby->start;
    $primary->wait_for_catchup($standby);
    $standby->safe_psql('postgres', 'SELECT pg_wal_replay_pause()');
    my $plan = plan_with('standby', "$slow, health: {replay_distance: 100kB}");
    my $run = start_bellows($db, 'expand', $plan);
    ok(wait_until('it waits for the standby', sub { (try_sql($db, 'SELECT waiting_for FROM bellows.backfill'))[1] =~ /WAL not yet replayed by standby.*limit 100 kB/ }), 'it stops, and says for whom');
    cmp_ok(rows_done($db), '<', ROWS, 'half-way');
    is(query($db, 'SELECT band FROM bellows.backfill'), 'stop', 'its band is in the journal');
    $standby->safe_psql('postgres', 'SELECT pg_wal_replay_resume()');
    ends_well($run, 'it goes on by itself');
    is_filled($db);
    $standby->stop;
};

scenario 'a slot that nobody reads', sub {
    my $db = new_database('slot', template => 'item');
    # What a slot keeps begins with the last checkpoint.
    query($db, 'CHECKPOINT');
    query($db, q{SELECT pg_create_physical_replication_slot('forgotten', true)});
    my $plan = plan_with('slot', "$slow, health: {slot_wal: 1MB}");
    # More than the limit, and not so much that waiting would be in vain.
    query($db, q{CREATE TABLE before AS SELECT repeat('x', 100) AS t FROM generate_series(1, 15000)});
    my $run = start_bellows($db, 'expand', $plan);
    ok(wait_until('it waits', sub { (try_sql($db, 'SELECT waiting_for FROM bellows.backfill'))[1] =~ /WAL kept by slot forgotten/ }), 'it stops before the disk is full');
    # Four times the limit is too much to wait for.
    query($db, q{CREATE TABLE noise AS SELECT repeat('x', 100) AS t FROM generate_series(1, 60000)});
    my $result = finish_bellows($run);
    fails_with($result, 7, qr/R790.*WAL kept by slot forgotten/, 'far above its limit it ends the run');
    query($db, q{SELECT pg_drop_replication_slot('forgotten')});
    runs($db, 'expand', $plan, { name => 'the same command goes on' });
    is_filled($db);
};

scenario 'a large table does not double', sub {
    my $db = new_database('large', sql => <<'END');
CREATE TABLE item (id integer PRIMARY KEY, code text NOT NULL, filler text NOT NULL DEFAULT repeat('x', 400));
INSERT INTO item SELECT n, 'code ' || n FROM generate_series(1, 120000) AS n;
CREATE INDEX ON item (filler, id);
VACUUM ANALYZE item;
END
    my $before = query($db, q{SELECT pg_relation_size('item')});
    # From 14 on new versions stay in their pages; before, VACUUM must keep up, so that batches are small.
    my $in_slices = query($db, 'SHOW server_version_num') >= 140000;
    runs($db, 'expand', plan_with('large', $in_slices ? 'max_bloat: 100%' : 'batch: 20ms, connections: 2'), { timeout => 300 });
    is_filled($db, 120000);
    my $ratio = query($db, q{SELECT pg_relation_size('item')}) / $before;
    note(sprintf 'it grew to %.2f times its size', $ratio);
    cmp_ok($ratio, '<=', 1.3, 'it grew little more than by max_bloat');
};

done_testing();
