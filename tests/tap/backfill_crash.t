#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The server goes away under a backfill: SIGKILL of a worker's backend, which makes the server end all sessions and recover, and of the
# postmaster. The command goes on by itself once the server is back; and no row is filled twice.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Backfill;
use Test::More;

start_server('restart_after_crash = on', 'autovacuum = off');
new_database('item', sql => item_sql());

my $worker = q{SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'bellows/%' ORDER BY backend_start DESC LIMIT 1};

sub is_whole
{
    my ($db) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is_filled($db);
    is(query($db, 'SELECT rows_done FROM bellows.backfill'), ROWS, 'every row was filled once');
    is(query($db, q{SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'bellows/%'}), 0, 'no session is left');
    return;
}

# SIGKILL for the postmaster. Its backends notice one after the other; until the last one is gone, no server starts on their shared memory.
sub kill_server
{
    my ($pid) = slurp(server()->data_dir . '/postmaster.pid') =~ /^(\d+)/;
    server()->kill9;
    return wait_until('the postmaster is gone', sub { !kill 0, $pid });
}

sub start_again
{
    return ok(wait_until('the server is back', sub { server()->start(fail_ok => 1) }), 'the server is started again');
}

scenario "kill -9 of a worker's backend" => sub {
    my $db = new_database('backend', template => 'item');
    my $run = start_bellows($db, 'expand', plan_with('backend', 'connections: 3, ' . slow));
    is_under_way($db);
    my $done = rows_done($db);
    kill KILL => query($db, $worker);
    my $result = ends_well($run, 'the command goes on by itself');
    like($result->{err}, qr/the connection was lost; connecting again/, 'and says what happened');
    like($result->{err}, qr/goes on: \d+ rows were done/, 'from where it was');
    cmp_ok($done, '<', ROWS, 'it was killed half-way');
    is_whole($db);
};

scenario 'kill -9 of the server' => sub {
    my $db = new_database('server', template => 'item');
    my $plan = plan_with('server', 'connections: 3, ' . slow);
    my $run = start_bellows($db, 'expand', $plan);
    is_under_way($db);
    kill_server();
    start_again();
    my $result = ends_well($run, 'the command waits for it and goes on by itself');
    like($result->{err}, qr/goes on: \d+ rows were done/, 'from where it was');
    is_whole($db);
    is(state_of($db, $plan), 'expanded', 'it is expanded');
};

scenario 'kill -9 of the server and of the tool' => sub {
    my $db = new_database('both', template => 'item');
    my $plan = plan_with('both', 'connections: 2, ' . slow);
    my $run = start_bellows($db, 'expand', $plan);
    is_under_way($db);
    kill KILL => $run->{pid};
    kill_server();
    is(finish_bellows($run)->{exit}, -9, 'both are gone');
    start_again();
    like(runs($db, 'expand', $plan)->{err}, qr/goes on: \d+ rows were done/, 'the same command goes on');
    is_whole($db);
};

done_testing();
