#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# A fleet of V and a fleet of V+1 through a plan's whole life: expand under load, a canary that is stuck, a rolling upgrade that
# is rolled back half-way, another one, contract, its rollback while both versions run, contract, purge; and restarts all the time.
# An instance is a lease (of ten minutes: a slow machine is no failure) and a pgbench of two connections. No statement of either version may fail; the only error is XV001 for
# an old instance that starts behind the fence.
#
# BELLOWS_FLEET=long: 100 instances, 200 connections, some minutes; BELLOWS_FLEET=N: N instances. By default 8.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

use constant { CONNECTIONS => 2, TTL_S => 600, RENEW_S => 100, OLD => '1.4.0', NEW => '1.5.0' };

my $wanted = $ENV{BELLOWS_FLEET} // 8;
my $is_long = $wanted eq 'long';
my $size = $is_long ? 100 : $wanted;
my $rate = $is_long ? 4 : 10;    # transactions a second of each instance
my $stuck_s = $is_long ? 60 : 2;

start_server('max_connections = ' . ($size * CONNECTIONS + 40), 'deadlock_timeout = 10s');
my $db = new_database('fleet', sql => example_sql());
my $plan = example_plan('rename_customer_name');

my %fleet;      # name => {version, pid, lease, log}
my @logs;
my ($renewed, $started, $restarts) = (time, 0, 0);

scenario 'two fleets' => sub {
    start(OLD) for 1 .. $size;
    command('expand', 0, 'expand under the load of V');
    $_->{lease} = register_app($db, $_->{version}, $_->{name}, ttl => TTL_S . ' s') for values %fleet;

    my $canary = start(NEW);
    my $until = time + $stuck_s;
    do { command('contract', 7, 'V lives, and the canary is stuck: refused'); restart_one() } while time < $until;
    verify('a canary among V');

    roll(OLD, NEW, int($size / 2), 'half of the fleet is V+1');
    command('contract', 7, 'half-way: refused');
    roll(NEW, OLD, int($size / 2), 'the upgrade is rolled back');
    verify('after the rollback of the application');

    roll(OLD, NEW, $size, 'all of the fleet is V+1');
    command('contract', 0, 'contract', '--grace=1s');
    late('behind the fence V does not start');
    restart_one() for 1 .. 3;
    command('rollback', 0, 'the contract is taken back while V+1 works', '--to', 'expanded');
    roll(NEW, OLD, int($size / 2), 'half of the fleet is V again');
    verify('V and V+1 after the contract was taken back');

    roll(OLD, NEW, $size, 'all of the fleet is V+1 once more');
    command('contract', 0, 'contract again', '--grace=1s');
    restart_one() for 1 .. 3;
    verify('sealed');
    command('purge', 0, 'purge', '--skip-hold', 'a test');
    restart_one() for 1 .. 3;

    my @died = grep { waitpid($_->{pid}, POSIX::WNOHANG()) != 0 } values %fleet;
    is(scalar @died, 0, 'every instance is alive at the end');
    stop($_) for keys %fleet;
    my @errors = map { my $log = $_; map { "$log: $_" } grep { /error|fatal|abort|fail/i } split /\n/, slurp($log) } @logs;
    is(scalar @errors, 0, 'no statement of either version failed') or diag(join "\n", @errors[ 0 .. ($#errors > 9 ? 9 : $#errors) ]);
    my ($old, $new) = split /\|/, query($db, q{SELECT count(*) FILTER (WHERE full_name LIKE 'Old %'), count(*) FILTER (WHERE full_name LIKE 'New %') FROM customer});
    cmp_ok($_, '>', 0, 'both wrote') for $old, $new;
    note(sprintf "figures: %.0f s, $size instances, " . $size * CONNECTIONS . " connections; $started started, $restarts of them restarts; rows inserted by V $old, by V+1 $new", time - $^T);
};
stop($_) for keys %fleet;
done_testing();

# Registers, but before the first expand, when there is nothing to register with; and goes to work.
sub start
{
    my ($version) = @_;
    my $name = sprintf 'web-%d', ++$started;
    my $is_journal = query($db, q{SELECT to_regprocedure('bellows.renew(uuid)') IS NOT NULL}) eq 't';
    my $lease = $is_journal ? register_app($db, $version, $name, ttl => TTL_S . ' s') : undef;
    my $log = sprintf '%s/%s.log', plan_folder(), $name;
    my $script = sprintf '%s/contrib/quickstart/%s.sql', $ENV{BELLOWS_ROOT}, $version eq OLD ? 'old' : 'new';
    my $pid = fork // die "could not fork\n";
    if ($pid == 0)
    {
        open STDOUT, '>', $log;
        open STDERR, '>&', \*STDOUT;
        $ENV{PGAPPNAME} = "shop/$version";
        exec 'pgbench', '-n', '-T', 7200, '-c', CONNECTIONS, '-R', $rate, '-f', $script, '-d', url($db);
        POSIX::_exit(127);
    }
    push @logs, $log;
    $fleet{$name} = { name => $name, version => $version, pid => $pid, lease => $lease, log => $log };
    tick();
    return $name;
}

# It ends, and releases its lease.
sub stop
{
    my ($name) = @_;
    my $instance = delete $fleet{$name} or return;
    kill 'TERM', $instance->{pid};
    waitpid $instance->{pid}, 0;
    release_lease($db, $instance->{lease}) if defined $instance->{lease};
    return;
}

# A rolling restart: the new one first.
sub roll
{
    my ($from, $to, $count, $name) = @_;
    my @leaving = sort grep { $fleet{$_}{version} eq $from } keys %fleet;
    $#leaving = $count - 1 if @leaving > $count;
    for my $old (@leaving)
    {
        start($to);
        stop($old);
    }
    my %count;
    $count{ $_->{version} }++ for values %fleet;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is(query($db, q{SELECT string_agg(version || ': ' || n, ', ' ORDER BY version) FROM (
            SELECT version, count(*) AS n FROM bellows.lease WHERE released_at IS NULL AND expires_at > clock_timestamp() GROUP BY version) AS x}),
        join(', ', map { "$_: $count{$_}" } sort keys %count), $name);
    return;
}

# Some instance is replaced by one of its version: a node was drained.
sub restart_one
{
    my @names = sort keys %fleet;
    my $name = $names[ rand @names ];
    start($fleet{$name}{version});
    stop($name);
    $restarts++;
    return;
}

sub tick
{
    return if time < $renewed + RENEW_S;
    my @leases = grep { defined } map { $_->{lease} } values %fleet;
    query($db, 'SELECT bellows.renew(i) FROM unnest(ARRAY[' . join(',', map { "'$_'" } @leases) . ']::uuid[]) AS i') if @leases;
    $renewed = time;
    return;
}

# A command of bellows, the fleet being renewed meanwhile.
sub command
{
    my ($verb, $exit, $name, @options) = @_;
    my $run = start_bellows($db, $verb, @options, $plan);
    until (slurp("/proc/$run->{pid}/stat") =~ /\) Z /)
    {
        tick();
        select undef, undef, undef, 0.02;
    }
    my $result = finish_bellows($run);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($result->{exit}, $exit, $name) or die "$result->{out}$result->{err}";
    return;
}

sub verify
{
    my ($when) = @_;
    command('verify', 0, "old and new shape agree: $when");
    return;
}

sub late
{
    my ($name) = @_;
    my ($state) = try_sql($db, sprintf q{SELECT bellows.register('shop', '%s', 'late')}, OLD);
    is($state, 'XV001', $name);
    return;
}
