#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# kill -9 after every statement of every command: the same command again finishes the job, and the end is that of a run which
# was not killed, to the last trigger. Then the server is killed, and a connection.
#
# Each stage starts from a copy of a template database. How many statements a command has is counted in an undisturbed run;
# then it is killed after its 1st, 2nd, … one, each time in a fresh copy. Every statement of expand and of rollback is taken, of
# the other commands every sixth: BELLOWS_CRASH=all takes all, BELLOWS_CRASH=N those that begin with the Nth; else the
# day decides, so that six days take all.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;
use Time::HiRes qw(time);

use constant { WORKERS => 2, SAMPLE => 6, SAMPLE_SENT => 5 };

my $asked = $ENV{BELLOWS_CRASH} // int(time / 86400);
my $takes_all = $asked eq 'all';
my $offset = $takes_all ? 0 : $asked;

my $server = start_server('log_min_messages = fatal');
my $started = time;

my $plan = write_plan('small', <<'END');
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: |
      ALTER TABLE part RENAME COLUMN code TO sku
END
my $start_sql = <<'END';
CREATE TABLE part (id integer PRIMARY KEY, code text NOT NULL CONSTRAINT part_code_check CHECK (code <> ''), note text);
CREATE INDEX part_code_idx ON part (code);
COMMENT ON COLUMN part.code IS 'a code';
INSERT INTO part SELECT n, 'code ' || n FROM generate_series(1, 40) AS n;
ANALYZE part;
END
new_database('start', sql => $start_sql);

# from, name of the stage, each statement of it or a sample, command, what is done once it is reached. Its database stays as
# the template of those that follow.
my @stages = (
    [ 'start', 'expanded', 1, [ 'expand', $plan ], sub { seen($_[0]) } ],
    [ 'expanded', 'sealed', SAMPLE, [ 'contract', '--grace=0s', $plan ] ],
    [ 'sealed', 'unsealed', SAMPLE, [ 'rollback', '--to', 'expanded', $plan ] ],
    [ 'unsealed', 'sealed_again', 2 * SAMPLE, [ 'contract', '--grace=0s', $plan ] ],
    [ 'sealed_again', 'purged', SAMPLE, [ 'purge', '--skip-hold', 'test', $plan ] ],
    [ 'expanded', 'rolled_back', 1, [ 'rollback', $plan ] ],
    [ 'rolled_back', 'discarded', SAMPLE, [ 'purge', $plan ] ],
    [ 'sealed', 'rolled_back_at_once', SAMPLE, [ 'rollback', $plan ] ],
);

my $kill_points = 0;
my @all_failures;

# One kill point: a copy, killed there, given again, compared. '' or what is wrong.
sub kill_and_resume
{
    my ($from, $command, $fault, $reference, $worker) = @_;
    my $db = $from eq 'start' ? start_again($worker) : new_database("copy_$worker", template => $from);
    my $killed = bellows($db, @$command, { env => { BELLOWS_FAULT => $fault } });
    return "$fault: was not killed: exit $killed->{exit}: $killed->{err}" if $killed->{exit} != -9;
    my $resumed = bellows($db, @$command);
    return "$fault: the second run ended with $resumed->{exit}: $resumed->{err}" if $resumed->{exit} != 0;
    my $state = whole_state($db, 'part');
    return "$fault: not the same end:\n" . join "\n", Bellows::difference($state, $reference) if $state ne $reference;
    return '';
}

# The beginning again in a database that is there: quicker than a copy.
sub start_again
{
    my ($worker) = @_;
    my $db = "again_$worker";
    new_database($db) if query('postgres', "SELECT count(*) FROM pg_database WHERE datname = '$db'") == 0;
    query($db, "DROP SCHEMA IF EXISTS bellows CASCADE; DROP TABLE IF EXISTS part; $start_sql");
    return $db;
}

for my $stage (@stages)
{
    my ($from, $to, $every, $command, $then) = @$stage;
    $every = 1 if $takes_all;
    my $count_file = plan_folder() . '/statements';
    my $db = new_database($to, template => $from);
    my $result = runs($db, @$command, { name => "an undisturbed $command->[0] to $to", env => { BELLOWS_FAULT_COUNT_FILE => $count_file } });
    my ($total) = slurp($count_file) =~ /(\d+)/;
    if (!$total)
    {
        fail("the statements of $command->[0] are counted");
        next;
    }
    my $reference = whole_state($db, 'part');
    $then->($db) if $then;
    my @points = map { "after:$_" } grep { ($_ + $offset) % $every == 0 } 1 .. $total;
    my $after = @points;
    push @points, map { "sent:$_" } grep { ($_ + $offset) % ($every * SAMPLE_SENT) == 0 } 1 .. $total;
    my @failures = grep { $_ ne '' } in_parallel(WORKERS, \@points, sub {
        my ($fault, $worker) = @_;
        return kill_and_resume($from, $command, $fault, $reference, $worker);
    });
    is(scalar @failures, 0, "$command->[0] to $to: killed after $after of $total statements and while " . (@points - $after) . ' ran, and resumed')
      or diag(map { substr($_, 0, 1500) . "\n" } @failures[ 0 .. ($#failures < 2 ? $#failures : 2) ]);
    $kill_points += @points;
    push @all_failures, @failures;
}
my $last = bellows(new_database('copy_0', template => 'start'), 'expand', $plan, { env => { BELLOWS_FAULT => 'after:100000' } });
is($last->{exit}, 0, 'behind the last statement nothing is killed');
is(scalar @all_failures, 0, "$kill_points kill points") and diag("kill points: $kill_points, all resumed");
note(sprintf 'in %.1f s', time - $started);

# ---- The server and the connection ----

my $slow = write_plan('slow', <<'END');
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: |
      ALTER TABLE wide RENAME COLUMN code TO sku
backfill: {batch: 1ms, pause: 40ms}
END
new_database('wide', sql => <<'END');
CREATE TABLE wide (id integer PRIMARY KEY, code text NOT NULL, filler text NOT NULL DEFAULT repeat('x', 400));
INSERT INTO wide SELECT n, 'code ' || n FROM generate_series(1, 3000) AS n;
ANALYZE wide;
END

sub in_the_middle
{
    my ($db) = @_;
    return wait_until('the backfill is in its middle', sub {
        my (undef, $rows) = try_sql($db, 'SELECT sum(r.rows_done) FROM bellows.backfill_range AS r JOIN bellows.backfill AS b USING (plan, step) WHERE NOT b.is_done');
        return $rows =~ /^\d+$/ && $rows > 0 && $rows < 3000;
    }, 20);
}

scenario 'a connection is lost in the middle of the backfill', sub {
    my $db = new_database('lost', template => 'wide');
    my $run = start_bellows($db, 'expand', $slow);
    ok(in_the_middle($db), 'the backfill runs');
    is(query($db, q{SELECT count(pg_terminate_backend(pid)) > 0 FROM pg_stat_activity WHERE datname = 'lost' AND pid <> pg_backend_pid()}), 't',
        'its connections are terminated');
    my $result = finish_bellows($run);
    is($result->{exit}, 0, 'it connects again and goes on') or diag($result->{err});
    is(query($db, 'SELECT count(*) FROM wide WHERE sku IS DISTINCT FROM code'), 0, 'every row is filled');
    runs($db, 'verify', $slow);
};

scenario 'the server is killed in the middle of the backfill', sub {
    my $db = new_database('crashed', template => 'wide');
    my $run = start_bellows($db, 'expand', $slow);
    ok(in_the_middle($db), 'the backfill runs');
    $server->stop('immediate');
    $server->start;
    my $result = finish_bellows($run);
    is($result->{exit}, 0, 'it waits for the server and goes on') or diag($result->{err});
    runs($db, 'expand', $slow, { name => 'the same command again has nothing to do' });
    is(query($db, 'SELECT count(*) FROM wide WHERE sku IS DISTINCT FROM code'), 0, 'every row is filled');
    runs($db, 'verify', $slow);
};

done_testing();
