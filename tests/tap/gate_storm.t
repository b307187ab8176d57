#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Registrations of both versions at full speed and at all isolation levels while the fence falls and rises, and meanwhile,
# at random: kill -9 of clients and of the orchestrator, and pg_terminate_backend() of any session. Behind the commit of a
# fence no registration of the old version commits until the fence is taken away: told from the rows, by commit timestamps
# and by what a snapshot sees that sees the fence. And a command that was killed, given again, comes to its end.
#
# BELLOWS_STORM=SECONDS for a long one (6), BELLOWS_SEED for the same choices again.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

# Of each process: version, isolation level, clients. The serialising ones only need to be there.
my @knockers = (
    [ '1.4.0', 'READ COMMITTED', 6 ],
    [ '1.4.0', 'READ COMMITTED', 6 ],
    [ '1.4.0', 'READ UNCOMMITTED', 4 ],
    [ '1.4.0', 'REPEATABLE READ', 1 ],
    [ '1.4.0', 'SERIALIZABLE', 1 ],
    [ '1.5.0', 'READ COMMITTED', 2 ],
);
my $seconds = $ENV{BELLOWS_STORM} // 6;
my $seed = $ENV{BELLOWS_SEED} // int(time / 86400);
srand $seed;

start_server('track_commit_timestamp = on', 'log_min_messages = fatal');
my $db = new_database('storm', sql => example_sql());
my $plan = write_plan('stormy', <<'END');
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0, allow_attestation: true}
changes:
  - sql: |
      ALTER TABLE customer RENAME COLUMN name TO full_name
END
runs($db, 'expand', $plan);
query($db, <<'END');
CREATE TABLE tally (id bigserial PRIMARY KEY, version text NOT NULL, state text NOT NULL);
-- An instance that registers and is gone: no live lease keeps the contract away, so that only the fence is in its way.
CREATE FUNCTION knock(instance text, version text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bellows.release(bellows.register('shop', version, instance, '1 s'));
    INSERT INTO tally (version, state) VALUES (version, 'accepted');
EXCEPTION WHEN OTHERS THEN
    INSERT INTO tally (version, state) VALUES (version, SQLSTATE);
END $$;
END
runs($db, 'gate', 'attest', '--app=shop', '--by=Ada', '--scope=the storm', '--reason=a test', '--expires=1d', $plan);

my %killed = (client => 0, session => 0, orchestrator => 0);
my %storm;    # process id => its number
my $started = 0;
my @fences;    # [commit, commit of its end]

scenario 'a storm' => sub {
    wait_until('it has begun', sub { keep_storming(); tally('true') > 300 });
    my ($began, $before, $rounds) = (time, tally('true'), 0);
    do { one_round() or return; $rounds++ } while time < $began + $seconds;
    my $rate = (tally('true') - $before) / (time - $began);
    end_storm();
    judge();
    note(sprintf 'figures: seed %d: %d rounds in %.0f s, %.0f registrations a second; killed: %d clients, %d sessions, %d orchestrators',
        $seed, $rounds, time - $began, $rate, @killed{qw(client session orchestrator)});
    note('figures: ', join ', ', split /\n/, query($db, q{SELECT version || ' ' || state || ' ' || count(*) FROM tally GROUP BY version, state ORDER BY 1}));
};
end_storm();
done_testing();

# The fence falls, and rises again.
sub one_round
{
    ok(comes_to_its_end('contract', '--grace=0s', '--drain-timeout=20s', $plan), 'the contract comes to its end') or return 0;
    is(state_of($db, $plan), 'sealed', 'the plan is sealed');
    my ($fenced_at, $accepted) = seen_with_the_fence();
    my $refused = tally(q{version = '1.4.0' AND state = 'XV001'});
    wait_until('more were refused', sub { keep_storming(); tally(q{version = '1.4.0' AND state = 'XV001'}) > $refused + 50 });
    is(tally(q{version = '1.4.0' AND state = 'accepted'}), $accepted, 'none of the old version became visible behind the fence');
    ok(comes_to_its_end('rollback', '--to', 'expanded', $plan), 'the way back comes to its end') or return 0;
    push @fences, [ $fenced_at, commit_of_the_fence() ];
    wait_until('the old version is accepted again', sub { keep_storming(); tally(q{version = '1.4.0' AND state = 'accepted'}) > $accepted });
    return 1;
}

# In one snapshot that sees the fence: when it was committed, and how many of the old version had been accepted.
sub seen_with_the_fence
{
    return split /\|/, query($db, q{
        SELECT pg_xact_commit_timestamp(f.xmin), (SELECT count(*) FROM tally WHERE version = '1.4.0' AND state = 'accepted')
        FROM bellows.fence AS f WHERE application = 'shop' AND min_version = '1.5.0'});
}

sub commit_of_the_fence
{
    return query($db, q{SELECT pg_xact_commit_timestamp(xmin) FROM bellows.fence WHERE application = 'shop'});
}

sub tally
{
    my ($where) = @_;
    return query($db, "SELECT count(*) FROM tally WHERE $where");
}

# The command is killed at random moments; after the third time it goes on alone. A session that was terminated under it,
# or one that a killed run has left for a moment, is an error: the same command is given again.
sub comes_to_its_end
{
    my @command = @_;
    my ($deadline, $kills_left, $said) = (time + 60, 3, '');
    while (time < $deadline)
    {
        my $run = start_bellows($db, @command);
        my $kill_at = $kills_left > 0 ? time + rand 0.8 : $deadline;
        until (is_over($run->{pid}))
        {
            keep_storming();
            kill 'KILL', $run->{pid} if time > $kill_at;
        }
        my $result = finish_bellows($run);
        return 1 if $result->{exit} == 0;
        $said = $result->{err};
        last if $result->{exit} == 99;    # a sanitizer
        next if $result->{exit} != -9;
        $killed{orchestrator}++;
        $kills_left--;
    }
    diag($said);
    return 0;
}

# It has ended, and waits for finish_bellows().
sub is_over
{
    my ($pid) = @_;
    return slurp("/proc/$pid/stat") =~ /\) Z /;
}

# Processes that ended are started again; now and then somebody is killed.
sub keep_storming
{
    waitpid($_, POSIX::WNOHANG()) == 0 or delete $storm{$_} for keys %storm;
    my %is_there = map { $_ => 1 } values %storm;
    start_knocker($_) for grep { !$is_there{$_} } 0 .. $#knockers;
    my $chance = rand;
    if ($chance < 0.05)
    {
        my @pids = sort keys %storm;
        $killed{client} += kill 'KILL', $pids[ rand @pids ];
    }
    elsif ($chance < 0.1)
    {
        $killed{session} += query('postgres', q{
            SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
            WHERE datname = 'storm' AND backend_type = 'client backend' AND application_name <> 'gate_storm.t' ORDER BY random() LIMIT 2) AS x});
    }
    select undef, undef, undef, 0.03;
    return;
}

sub start_knocker
{
    my ($number) = @_;
    my ($version, $level, $clients) = @{ $knockers[$number] };
    my $path = plan_folder() . "/knock$number.pgbench";
    if (!-e $path)
    {
        open my $file, '>', $path or die "could not write $path\n";
        print $file "BEGIN ISOLATION LEVEL $level;\nSELECT knock('i' || :run || '-' || :client_id, '$version');\nEND;\n";
        close $file;
    }
    $started++;
    my $pid = fork // die "could not fork\n";
    if ($pid == 0)
    {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>&', \*STDOUT;
        exec 'pgbench', '-n', '-T', 3600, '-c', $clients, '-D', "run=$started", '-f', $path, '-d', url($db);
        POSIX::_exit(127);
    }
    $storm{$pid} = $number;
    return;
}

sub end_storm
{
    kill 'KILL', keys %storm;
    waitpid $_, 0 for keys %storm;
    %storm = ();
    wait_until('their sessions have ended', sub { query('postgres', q{SELECT count(*) FROM pg_stat_activity WHERE datname = 'storm'}) eq '0' });
    return;
}

sub judge
{
    my $behind = 0;
    for my $fence (@fences)
    {
        $behind += tally(sprintf q{version = '1.4.0' AND state = 'accepted'
            AND pg_xact_commit_timestamp(xmin) > '%s' AND pg_xact_commit_timestamp(xmin) < '%s'}, @$fence);
    }
    is($behind, 0, 'none of the old version was committed between a fence and its end');
    is(tally(q{version = '1.5.0' AND state <> 'accepted'}), 0, 'the new version was never refused');
    is(tally(q{version = '1.4.0' AND state NOT IN ('accepted', 'XV001', '25001')}), 0,
        'the old one only with XV001, or for its isolation level')
      or diag(query($db, 'SELECT version, state, count(*) FROM tally GROUP BY 1, 2'));
    cmp_ok(tally(q{state = '25001'}), '>', 0, 'other isolation levels knocked, too');
    is(query($db, q{SELECT count(*) FROM bellows.lease WHERE released_at IS NULL}), 0, 'what was killed left no lease');
    return;
}
