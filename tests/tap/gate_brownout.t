#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The brown-out: the old columns are hidden by privileges for a while. What fails meanwhile and what does not; that every list of
# privileges comes back to the letter, also after kill -9; at which signs it ends itself; what is refused.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;

start_server();
my $plan = example_plan('rename_customer_name');
my $version = '20261101090000';
my $reads = 'SELECT name FROM customer WHERE id = 1';

new_database('fresh', sql => example_sql());
new_database('expanded', template => 'fresh');
runs('expanded', 'expand', $plan);
query('postgres', "CREATE ROLE $_ LOGIN") for qw(app batch bi other);
query('postgres', 'CREATE ROLE grp; GRANT grp TO app');

# Privileges of every shape.
my $grants = q{
    GRANT SELECT, UPDATE, DELETE ON customer TO batch WITH GRANT OPTION; GRANT SELECT ON customer TO bi; GRANT SELECT, INSERT, UPDATE, DELETE ON customer TO grp;
    GRANT REFERENCES, TRIGGER ON customer TO other; GRANT SELECT (id, name) ON customer TO other; GRANT UPDATE (name) ON customer TO other WITH GRANT OPTION;
    GRANT SELECT (phone) ON customer TO other; GRANT INSERT ON customer TO batch; GRANT UPDATE (phone) ON customer TO PUBLIC; REVOKE INSERT ON customer FROM bi};

sub privileges
{
    my ($db) = @_;
    return query($db, q{SELECT coalesce(relacl::text, 'null') FROM pg_class WHERE oid = 'customer'::regclass UNION ALL
        (SELECT format('%s %s', attname, attacl) FROM pg_attribute WHERE attrelid = 'customer'::regclass AND attnum > 0 ORDER BY attnum)});
}

sub brownout_scenario
{
    my ($name, $code) = @_;
    scenario $name, sub {
        new_database('brown', template => 'expanded');
        query('brown', $grants) unless $name =~ /from nobody/;
        $code->('brown', privileges('brown'));
        drop_database('brown');
    };
    return;
}

# A brown-out in the background, once it is on.
sub begin_brownout
{
    my ($db, @arguments) = @_;
    my $run = start_bellows($db, 'gate', 'brownout', $version, @arguments);
    wait_until('it is on', sub { query($db, 'SELECT count(*) FROM bellows.brownout') == 1 });
    return $run;
}

sub killed
{
    my ($run) = @_;
    kill 'KILL', $run->{pid};
    return finish_bellows($run);
}

sub fails
{
    my ($db, $role, $sql, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is(as_role($db, $role, $sql), '42501', $name // "$role fails: $sql");
    return;
}

sub works
{
    my ($db, $role, $sql, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is(as_role($db, $role, $sql), '', $name // "$role: $sql");
    return;
}

sub as_role { my ($db, $role, $sql) = @_; return (try_sql($db, "SET ROLE $role; $sql"))[0] }

brownout_scenario 'what fails, and what comes back', sub {
    my ($db, $before) = @_;
    killed(begin_brownout($db, '--for', '30m'));    # else it would end at the first failure
    fails($db, 'app', $reads);
    fails($db, 'bi', $reads);
    fails($db, 'batch', q{UPDATE customer SET name = 'x' WHERE id = 1});
    fails($db, 'app', q{INSERT INTO customer (name, phone) VALUES ('x', '1')});
    fails($db, 'other', $reads);
    fails($db, 'app', 'SELECT * FROM customer', 'a star needs it');
    my $undone = bellows($db, 'gate', 'brownout', $version, '--undo');
    is($undone->{exit}, 0, '--undo from elsewhere') or diag($undone->{err});
    is(privileges($db), $before, 'every list of privileges is as it was');
    works($db, $_, $reads) for qw(app bi other batch);
    like((bellows($db, 'gate', 'brownout', $version, '--undo'))->{out}, qr/none was on/, 'which is told');
};

brownout_scenario 'the new shape works on', sub {
    my ($db, $before) = @_;
    my $run = begin_brownout($db, '--for', '4s');
    works($db, 'app', 'SELECT full_name FROM customer WHERE id = 1');
    works($db, 'app', q{UPDATE customer SET full_name = 'new' WHERE id = 1});
    works($db, 'app', q{INSERT INTO customer (full_name, phone) VALUES ('new', '2')});
    works($db, 'app', 'DELETE FROM customer WHERE id = -1');
    works($db, 'app', 'SELECT count(*) FROM customer');
    my $result = finish_bellows($run);
    is($result->{exit}, 0, 'its time is over') or diag($result->{out}, $result->{err});
    like($result->{out}, qr/brown-out of plan $version: over, and no sign of a failure was seen.*\nhidden from app, batch, bi, other; not from postgres\n/, 'it says from whom');
    is(privileges($db), $before, 'every list of privileges is as it was');
    is(query($db, q{SELECT count(*) FROM customer WHERE name IS DISTINCT FROM full_name}), 0, 'the shim has kept both sides equal');
};

brownout_scenario 'it ends at the first sign', sub {
    my ($db, $before) = @_;
    my $run = begin_brownout($db, '--for', '30m');
    fails($db, 'app', $reads) for 1 .. 3;
    my $result = finish_bellows($run);
    is($result->{exit}, 7, 'transactions roll back: exit 7');
    like($result->{err}, qr/error\[R769\].*\d+ transactions of the database were rolled back, 0 in the 3 s before/, 'it says what it saw');
    is(privileges($db), $before, 'every list of privileges is as it was');
    $result = bellows($db, 'gate', 'brownout', $version, '--for', '30m', '--probe', 'echo no order was placed >&2; exit 3');
    is($result->{exit}, 7, 'a command that fails: exit 7');
    like($result->{err}, qr/error\[R769\].*the command of --probe failed: .*no order was placed/, 'it says what the command said');
    is(privileges($db), $before, 'every list of privileges is as it was');
};

brownout_scenario 'killed, interrupted, in the way', sub {
    my ($db, $before) = @_;
    my $run = begin_brownout($db, '--for', '30m', '--probe', 'true');
    my $contract = bellows($db, 'contract', '--grace=0s', $plan);
    is($contract->{exit}, 7, 'contract: exit 7');
    like($contract->{err}, qr/error\[R767\].*a brown-out of plan $version is on, until /, 'contract is refused meanwhile');
    kill 'INT', $run->{pid};
    is((finish_bellows($run))->{exit}, 130, 'Ctrl-C ends it');
    is(privileges($db), $before, 'every list of privileges is as it was');
    killed(begin_brownout($db, '--for', '30m'));
    isnt(privileges($db), $before, 'killed, it is still on');
    fails($db, 'app', $reads);
    like((bellows($db, 'gate', $version))->{err}, qr/a brown-out of plan $version is on until .*--undo/, 'gate tells');
    like((bellows($db, 'gate', 'brownout', $version, '--for', '1s'))->{err}, qr/R767/, 'a second one is refused');
    query($db, q{UPDATE bellows.brownout SET until = clock_timestamp()});
    seen($db);
    my $expand = runs($db, 'expand', $plan, { name => 'the next command that writes goes on' });
    like($expand->{err}, qr/the brown-out of plan $version was overdue: it is ended/, 'and ends what is overdue');
    is(privileges($db), $before, 'every list of privileges is as it was');
    runs($db, 'contract', '--grace=0s', $plan);
    like((bellows($db, 'gate', 'brownout', $version))->{err}, qr/R768.*is sealed/, 'sealed, there is nothing to hide');
};

brownout_scenario 'it would hide from nobody', sub {
    my ($db) = @_;
    query($db, 'REVOKE ALL (name) ON customer FROM PUBLIC');
    my $before = privileges($db);
    my $result = bellows($db, 'gate', 'brownout', $version);
    is($result->{exit}, 7, 'exit 7');
    like($result->{err}, qr/error\[R768\].*would hide the old columns from nobody.*postgres/s, 'it says who sees them');
    is(privileges($db), $before, 'nothing is changed');
};

brownout_scenario 'what could not be undone exactly', sub {
    my ($db) = @_;
    query($db, 'SET ROLE batch; GRANT SELECT ON customer TO bi');
    my $before = privileges($db);
    my $result = bellows($db, 'gate', 'brownout', $version);
    is($result->{exit}, 7, 'exit 7');
    like($result->{err}, qr/error\[R768\].*privileges on public\.customer were granted by others than its owner/, 'privileges granted by others');
    is(privileges($db), $before, 'nothing is changed');
};

done_testing();
