#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The clients of contrib/clients: one scenario for all, each with its real driver, on the real functions. The instances are
# tests/clients/app.*: arguments version, instance name, TTL in seconds. They say "registered UUID", "lost", "resumed",
# "fenced", and obey "guard" (held or refused), "query" (rows N or refused) and "stop" (stopped). They exit with 7 when
# fenced, with 1 when they could not register. The role's default isolation level is SERIALIZABLE: a client must not rely on it.
#
# A client whose runtime or driver is not installed is skipped, and that is said; with BELLOWS_CLIENTS=all it fails.
# BELLOWS_ONLY=REGEX: those clients.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Instance;
use Bellows::Proxy;
use File::Basename qw(dirname);
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

use constant TTL => 9;    # seconds; shorter ones fail where a machine is busy with other things

my $root = $ENV{BELLOWS_ROOT};
my $apps = "$root/tests/clients";
my $built = dirname($ENV{BELLOWS}) . '/tests/clients';
my %command = (
    python => ['python3', "$apps/app.py"],
    node => ['node', "$apps/app.js"],
    java => ['java', '-XX:TieredStopAtLevel=1', '-Xmx64m', '-cp', "$built/java:$built/java/postgresql.jar", 'App'],
    go => ["$built/app-go"],
    ruby => ['ruby', "$apps/app.rb"],
    shell => ['sh', "$apps/app.sh"],
);
$ENV{NODE_PATH} = "$root/contrib/clients/node/node_modules";
$ENV{PYTHONDONTWRITEBYTECODE} = 1;

# What a process of in_parallel() has to tell. Scalar context: what is nothing is false.
my @results;
sub check : prototype($$;$)
{
    my ($is_true, $name, $detail) = @_;
    push @results, $is_true ? "ok $name" : "$name: " . ($detail // '');
    return;
}

start_server();
my $plan = example_plan('rename_customer_name');
query('postgres', q{CREATE ROLE app LOGIN; ALTER ROLE app SET default_transaction_isolation = 'serializable'});
new_database('expanding', sql => example_sql() . '; GRANT SELECT ON customer TO app');
ok(kill_after('expanding', 'expand', $plan, sub { state_of('expanding', $plan) eq 'expanding' }), 'an expand is under way');

my @clients;
for my $client (grep { $_ =~ ($ENV{BELLOWS_ONLY} // "") } sort keys %command)
{
    my $driver = driver_of($client);
    if (defined $driver)
    {
        note("figures: $client: $driver");
        push @clients, $client;
        new_database("cli_$client", template => 'expanding');
        next;
    }
    ok(0, "$client: its runtime and driver are installed"), next if ($ENV{BELLOWS_CLIENTS} // '') eq 'all';
  SKIP: { skip "$client: no runtime or no driver (contrib/install-deps clients)", 1 }
}

my @texts = in_parallel(scalar @clients, \@clients, \&live);
for my $i (0 .. $#clients)
{
    subtest $clients[$i] => sub {
        my @lines = split / \| /, $texts[$i];
        /^ok (.*)/ ? pass($1) : fail($_) for @lines;
        is($lines[-1], 'ok the end', 'it came to its end');
    };
}
command_under_lease() if grep { $_ eq 'shell' } @clients;
done_testing();

# The versions of runtime and driver, or undef where they are not there.
sub driver_of
{
    my ($client) = @_;
    my ($out, $err) = ('', '');
    my $is_there = eval { IPC::Run::run([ @{ $command{$client} }, '--driver' ], '>', \$out, '2>', \$err) };
    chomp $out;
    return $is_there && $out ne '' ? $out : undef;
}

# The scenario. It runs in a process of its own and returns a line for each assertion.
sub live
{
    my ($client) = @_;
    my $db = "cli_$client";
    my $proxy = Bellows::Proxy->start(server()->host . '/.s.PGSQL.' . server()->port);
    my @instances;
    my $start = sub {
        my $instance = Bellows::Instance->start([ @{ $command{$client} }, @_, TTL ],
            { PGHOST => '127.0.0.1', PGPORT => $proxy->port, PGUSER => 'app', PGDATABASE => $db, HOME => '/nonexistent' },
            $PostgreSQL::Test::Utils::tmp_check);
        push @instances, $instance;
        return $instance;
    };
    my $lease = sub { my ($what, $instance) = @_; return query($db, "SELECT $what FROM bellows.lease WHERE instance = '$instance'") };
    my $is_done = eval { scenes($db, $proxy, $start, $lease); 1 };
    check(0, 'it runs', $@) unless $is_done;
    if (grep { !/^ok / } @results)
    {
        check(0, 'stderr', $_->stderr) for grep { $_->stderr =~ /\S/ } @instances;
    }
    $_->end for @instances;
    $proxy->end;
    return join "\n", @results, 'ok the end';
}

sub scenes
{
    my ($db, $proxy, $start, $lease) = @_;

    my $old = $start->('1.4.0', 'old-1');
    check($old->says(qr/^registered/), 'the old version registers while expand is under way');
    my $new = $start->('1.5.0', 'new-1');
    check(wait_until("$db: the early one was told to wait", sub { $new->stderr =~ /may not start yet/ }) && !$new->has_said(qr/./),
        'XV004: the new version waits', "@{ $new->{lines} }");
    my $result = bellows($db, 'expand', $plan);
    check($result->{exit} == 0, 'expand completes', $result->{err});
    my ($incarnation) = ($new->says(qr/^registered/) // '') =~ /^registered ([0-9a-f-]{36})$/;
    check(defined $incarnation, 'then it registers, at READ COMMITTED in spite of its role', $new->stderr);
    check($lease->(q{application || ' ' || version || ' ' || incarnation || ' ' || ttl}, 'new-1') eq sprintf('shop 1.5.0 %s %s', $incarnation, '00:00:09'),
        'its lease is there');
    my $expires = $lease->('extract(epoch FROM expires_at)', 'new-1');
    check(wait_until("$db: renewed", sub { $lease->('extract(epoch FROM expires_at)', 'new-1') > $expires + 0.5 }), 'renew moves its end');
    check($new->ask('query') eq 'rows ' . query($db, 'SELECT count(*) FROM customer'), 'it queries');

    my $twin = $start->('1.5.0', 'new-1');
    check(($twin->exit_code // 'none') == 1, 'XV002: a twin does not start');
    check($twin->stderr =~ /new-1 is taken/, 'and is told why', $twin->stderr);

    query($db, q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'shop/1.5.0'});
    my $at = query($db, 'SELECT clock_timestamp()');
    check(wait_until("$db: renewed by another connection", sub { $lease->("renewed_at > '$at'", 'new-1') eq 't' }), 'a lost connection: it renews by another one');
    check($lease->('incarnation', 'new-1') eq $incarnation && !$new->has_said(qr/lost/), 'as the same incarnation, without a gap');

    query($db, "SELECT bellows.release('$incarnation')");
    check($new->says(qr/^lost$/), 'XV003: it stops using the database');
    check($new->says(qr/^resumed$/), 'registers again and goes on');
    my $second = $lease->('incarnation', 'new-1');
    check($second ne $incarnation && $lease->('released_at IS NULL', 'new-1') eq 't', 'as another incarnation');
    check($new->ask('query') =~ /^rows/, 'it queries again');

    silence($db, $proxy, $new, $lease);
    fence($db, $start, $lease, $old);

    check($new->ask('guard') eq 'held', 'the new version goes on behind the fence');
    check($new->ask('stop') eq 'stopped', 'it stops');
    check(($new->exit_code // 'none') == 0, 'with exit code 0');
    check($lease->('released_at IS NOT NULL', 'new-1') eq 't', 'and its lease is released');
    return;
}

# A server that does not answer: the guard refuses before the lease has run out there.
sub silence
{
    my ($db, $proxy, $new, $lease) = @_;
    my $before = $lease->('incarnation', 'new-1');
    $proxy->silence;
    my ($asked, $answer);
    do { $asked = time; $answer = $new->ask('guard'); select undef, undef, undef, 0.02 } while $answer eq 'held';
    my $expires = $lease->('extract(epoch FROM expires_at)', 'new-1');
    check($answer eq 'refused' && $asked < $expires, 'a silent server: the guard refuses before the lease has ended',
        sprintf '%s %.2f s before its end', $answer, $expires - $asked);
    check($new->says(qr/^lost$/), 'the pool is told');
    check($new->ask('query') eq 'refused', 'and no query is made');
    wait_until("$db: the lease has run out", sub { $lease->('expires_at < clock_timestamp()', 'new-1') eq 't' });
    $proxy->resume;
    check($new->says(qr/^resumed$/), 'when the server answers again it registers');
    check($lease->('incarnation', 'new-1') ne $before, 'as another incarnation');
    check($new->ask('query') =~ /^rows/, 'and queries');
    return;
}

# An old instance that was asleep while its lease ran out and the fence fell.
sub fence
{
    my ($db, $start, $lease, $old) = @_;
    # On a busy machine its last renewal may have come late: then its guard refuses until the next one.
    my $answer = '';
    wait_until("$db: the old version queries", sub { ($answer = $old->ask('query')) =~ /^rows/ });
    check($answer =~ /^rows/, 'the old version is still alive', $answer);
    $old->signal('STOP');
    wait_until("$db: the lease of the sleeper has run out", sub { $lease->('expires_at < clock_timestamp()', 'old-1') eq 't' });
    my $result = bellows($db, 'contract', '--grace=0s', '--drain-timeout=30s', $plan);
    check($result->{exit} == 0, 'contract passes while it sleeps', $result->{err});
    $old->signal('CONT');
    check($old->says(qr/^lost$/), 'when it wakes up it stops its pool');
    check($old->says(qr/^fenced$/), 'XV001: it learns that it is fenced');
    check(($old->exit_code // 'none') == 7, 'and exits with 7');
    my $late = $start->('1.4.0', 'old-2');
    check(($late->exit_code // 'none') == 7, 'an old instance that starts behind the fence exits with 7');
    check($late->stderr =~ /is fenced/, 'and says why', $late->stderr);
    return;
}

# contrib/clients/shell/bellows-lease as a command, behind the fence that the scenario left.
sub command_under_lease
{
    my $db = 'cli_shell';
    my $run = sub {
        my ($version, $instance, @command) = @_;
        return Bellows::Instance->start([ 'sh', "$root/contrib/clients/shell/bellows-lease", 'shop', $version, $instance, TTL, @command ],
            { PGHOST => server()->host, PGPORT => server()->port, PGUSER => 'app', PGDATABASE => $db }, $PostgreSQL::Test::Utils::tmp_check);
    };
    scenario 'a command under a lease' => sub {
        my $job = $run->('1.5.0', 'job-1', 'sh', '-c', 'read -r line; echo "$line"; exit 3');
        $job->{to}->print("hello\n");
        ok($job->says(qr/^hello$/), 'it reads what it was given');
        is($job->exit_code, 3, 'its exit code is passed on');
        is(query($db, q{SELECT released_at IS NOT NULL FROM bellows.lease WHERE instance = 'job-1'}), 't', 'the lease is released');
        $job = $run->('1.5.0', 'job-2', 'sleep', 60);
        wait_until('the job is registered', sub { query($db, q{SELECT bellows.release(incarnation) FROM bellows.lease WHERE instance = 'job-2'; SELECT count(*) FROM bellows.lease WHERE instance = 'job-2'}) =~ /1$/ });
        is($job->exit_code, 75, 'a lease that is lost ends the command: exit code 75');
        $job = $run->('1.4.0', 'job-3', 'sh', '-c', 'echo it ran');
        is($job->exit_code, 7, 'a fenced version exits with 7');
        ok(!$job->has_said(qr/it ran/), 'and its command never ran');
    };
    return;
}
