#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Locks: who is in the way is named, those who queue behind bellows wait a bounded time, what was left behind is replaced, and
# what belongs to somebody else is not touched. Two orchestrators do not disturb each other.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use POSIX ();
use Test::More;

start_server();

my $applications = "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\n";
my $plan = write_plan('rename', "${applications}changes:\n  - sql: |\n      ALTER TABLE item RENAME COLUMN code TO sku\n");
my $item_sql = <<'END';
CREATE TABLE item (id integer PRIMARY KEY, code text NOT NULL);
CREATE INDEX item_code_idx ON item (code);
CREATE TABLE other (id integer PRIMARY KEY, code text);
INSERT INTO item SELECT n, 'code ' || n FROM generate_series(1, 3000) AS n;
ANALYZE item;
END

sub holder
{
    my ($db, $name, $sql) = @_;
    my $session = session($db);
    $session->query_safe("SET application_name = '$name'; $sql");
    my ($pid) = $session->query_safe('SELECT pg_backend_pid()') =~ /(\d+)/;
    return ($session, $pid);
}

scenario 'a reader that does not end', sub {
    my $db = new_database('reader', sql => $item_sql);
    my ($session, $pid) = holder($db, 'nightly report', 'BEGIN; SELECT count(*) FROM item');
    my $folder = plan_folder();
    my $script = "$folder/read.pgbench";
    open my $file, '>', $script or die "could not write $script\n";
    print $file "\\set id random(1, 3000)\nSELECT code FROM item WHERE id = :id;\n";
    close $file;
    my $readers = fork // die "could not fork\n";
    if ($readers == 0)
    {
        open STDOUT, '>', "$script.out";
        open STDERR, '>&', \*STDOUT;
        exec 'pgbench', '-n', '-T', 4, '-c', 2, '-R', 200, '-l', "--log-prefix=$folder/read", '-f', $script, '-d', url($db);
    }
    my $result = bellows($db, 'expand', '--lock-timeout=300ms', '--timeout=3s', $plan);
    waitpid $readers, 0;
    is($?, 0, 'readers go on without an error') or diag(slurp("$script.out"));
    fails_with($result, 5,
        qr/^bellows: error\[E501\]: .*lock on public\.item not obtained in 300ms after \d+ tr(?:y|ies); blocked by pid $pid \(idle in transaction \d+m?s, app "nightly report"/,
        'the lock is given up with exit code 5, and pid, state, age and application are named');
    like($result->{err}, qr/^hint: End the blocking transaction/m, 'it says what would help');
    is(query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'item'::regclass AND attname = 'sku'}), 0, 'nothing of the step is in the database');
    # Each line: client, number, microseconds of the transaction, …, lag behind the schedule.
    my $longest = 0;
    for my $log (glob "$folder/read.*")
    {
        for (split /\n/, slurp($log))
        {
            my (undef, undef, $time) = split / /;
            $longest = $time if $log !~ /pgbench/ && $time =~ /^\d+$/ && $time > $longest;
        }
    }
    $longest /= 1000;
    # Every third try outlasts deadlock_timeout (1 s), so that the server ends an autovacuum for it.
    cmp_ok($longest, '<', 1200 + 800, 'no reader waited longer than one try') and note("longest wait of a reader: $longest ms");
    my $run = start_bellows($db, 'expand', '--lock-timeout=300ms', $plan);
    wait_until('it waits', sub { slurp("$run->{stem}.err") =~ /blocked by|nightly report/ }, 10);
    $session->query_safe('COMMIT');
    $result = finish_bellows($run);
    is($result->{exit}, 0, 'when the transaction ends, the same command finishes') or diag($result->{err});
    $session->quit;
};

scenario 'a locked row', sub {
    my $db = new_database('row', sql => $item_sql);
    kill_after($db, 'expand', $plan, sub { query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'item'::regclass AND attname = 'sku'}) });
    my ($session, $pid) = holder($db, 'long form', 'BEGIN; SELECT 1 FROM item WHERE id = 2000 FOR UPDATE');
    my $result = bellows($db, 'expand', '--lock-timeout=200ms', '--timeout=2s', $plan);
    fails_with($result, 5, qr/^bellows: error\[E501\]: .*rows were locked .*pid $pid .*long form/, 'the backfill names who holds the row');
    $session->query_safe('COMMIT');
    runs($db, 'expand', $plan, { name => 'then the same command finishes' });
    $session->quit;
};

scenario 'two orchestrators at once', sub {
    my $slow = write_plan('slow', "${applications}changes:\n  - sql: |\n      ALTER TABLE item RENAME COLUMN code TO sku\nbackfill: {batch: 1ms, pause: 150ms}\n");
    my $db = new_database('two', sql => $item_sql);
    # A row at the end that somebody holds: however fast the machine is, the first one cannot end before the second came.
    my ($session) = holder($db, 'long form', 'BEGIN; SELECT 1 FROM item WHERE id = (SELECT max(id) FROM item) FOR UPDATE');
    my $first = start_bellows($db, 'expand', $slow);
    wait_until('the first one works', sub { (try_sql($db, 'SELECT sum(rows_done) FROM bellows.backfill_range'))[1] =~ /^[1-9]/ }, 20);
    my $result = bellows($db, 'expand', '--lock-wait=0s', $slow);
    fails_with($result, 5, qr/pid \d+/, 'one that shall not wait says who works on the plan');
    $session->query_safe('COMMIT');
    $session->quit;
    my $second = start_bellows($db, 'expand', $slow);
    my ($one, $two) = map { finish_bellows($_) } $first, $second;
    is("$one->{exit} $two->{exit}", '0 0', 'one that waits ends well, and so does the first') or diag($one->{err}, $two->{err});
    like($two->{out}, qr/nothing to do/, 'and finds nothing to do');
    is(query($db, 'SELECT count(*) FROM item WHERE sku IS DISTINCT FROM code'), 0, 'every row is filled');
};

scenario 'two first expands at the same moment', sub {
    for my $round (1 .. 3)
    {
        my $db = new_database('first', sql => $item_sql);
        my @runs = map { start_bellows($db, 'expand', $plan) } 1 .. 2;
        my @results = map { finish_bellows($_) } @runs;
        is(join(' ', map { $_->{exit} } @results), '0 0', "both end well, round $round") or diag(map { $_->{err} } @results);
        is(query($db, q{SELECT count(*) FROM bellows.plan WHERE state = 'expanded'}), 1, 'one plan is expanded');
    }
};

scenario 'an index that waits for an old snapshot', sub {
    my $db = new_database('snapshot', sql => $item_sql);
    my ($session, $pid) = holder($db, 'pg_dump', 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    my $result = bellows($db, 'expand', '--timeout=2s', $plan);
    fails_with($result, 5, qr/^bellows: error\[E501\]: .*pid $pid .*pg_dump/, 'the one who holds it is named');
    is(query($db, q{SELECT count(*) FROM pg_index WHERE NOT indisvalid}), 0, 'no invalid index is left');
    $session->query_safe('COMMIT');
    runs($db, 'expand', $plan, { name => 'then the same command finishes' });
    is(query($db, q{SELECT count(*) FROM pg_index WHERE indrelid = 'item'::regclass AND indisvalid}), 3, 'with a valid index');
    $session->quit;
};

scenario 'an invalid index that a crash left', sub {
    my $db = new_database('invalid', sql => $item_sql);
    my ($session) = holder($db, 'pg_dump', 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    my $run = start_bellows($db, 'expand', $plan);
    ok(wait_until('the index is being built', sub { query($db, q{SELECT count(*) FROM pg_index WHERE NOT indisvalid}) }, 20), 'an index is being built');
    kill 'KILL', $run->{pid};
    finish_bellows($run);
    query($db, q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%'});
    wait_until('its session has ended', sub { query($db, q{SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND pid <> pg_backend_pid()}) == 0 });
    is(query($db, q{SELECT count(*) FROM pg_index WHERE NOT indisvalid}), 1, 'it is left invalid');
    $session->query_safe('COMMIT');
    runs($db, 'expand', $plan, { name => 'the same command replaces it' });
    is(query($db, q{SELECT count(*) FROM pg_index WHERE NOT indisvalid}), 0, 'no invalid index is left');
    is(query($db, q{SELECT count(*) FROM pg_index WHERE indrelid = 'item'::regclass}), 3, 'and none too many');
    $session->quit;
};

scenario 'an index of the same name that is not ours', sub {
    my $indexed = write_plan('indexed', "${applications}changes:\n  - sql: |\n      CREATE INDEX wanted_idx ON item (code, id)\n");
    my $db = new_database('theirs', sql => $item_sql . 'CREATE INDEX wanted_idx ON other (code);');
    my $result = bellows($db, 'expand', $indexed);
    isnt($result->{exit}, 0, 'expand does not succeed');
    like($result->{err}, qr/wanted_idx/, 'it names the index');
    is(query($db, q{SELECT indrelid::regclass FROM pg_index WHERE indexrelid = 'wanted_idx'::regclass}), 'other', 'the other index is still there');
};

done_testing();
