#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The gate: nobody who still needs the old shape is ever cut off, and nobody below the fence registers behind it. Each
# refusal has its exit code, names who is in the way, and changes nothing.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use POSIX ();
use Test::More;

start_server();
my $plan = example_plan('rename_customer_name');
my $version = '20261101090000';
my @tables = ('customer');

my $folder = plan_folder();
new_database('fresh', sql => example_sql());
new_database('expanded', template => 'fresh');
runs('expanded', 'expand', $plan);

# A copy of the expanded database for each scenario.
sub gate_scenario
{
    my ($name, $code, $template) = @_;
    scenario $name, sub {
        new_database('gate', template => $template // 'expanded');
        $code->('gate');
    };
    return;
}

# The refusal of a command: exit code 7, the line, and nothing changed.
sub refuses
{
    my ($db, $line, $name, @arguments) = @_;
    my $before = whole_state($db, @tables);
    my $result = bellows($db, @arguments);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    fails_with($result, 7, $line, $name);
    same_lines(whole_state($db, @tables), $before, "$name, and nothing is changed");
    return $result;
}

sub register_fails
{
    my ($db, $state, $name, $version_of_app, $instance, $prefix) = @_;
    my ($got, undef, $message) = try_sql($db, ($prefix // '') . "SELECT bellows.register('shop', '$version_of_app', '$instance')");
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($got, $state, $name) or diag($message);
    return;
}

gate_scenario 'an instance of the old version lives', sub {
    my ($db) = @_;
    seen($db);
    my $lease = register_app($db, '1.4.0', 'web-1');
    my $result = refuses($db,
        qr/^bellows: error\[R701\]: contract of $version is refused: shop: instance "web-1" runs 1\.4\.0, renewed .* ago, its lease ends in /,
        'contract is refused and names the instance', 'contract', $plan);
    like($result->{err}, qr/^hint: Replace instance "web-1" of shop by version 1\.5\.0 or later, or stop it\.$/m, 'it says what would help');
    register_app($db, '1.4.0', 'web-2');
    is(state_of($db, $plan), 'expanded', 'the old version may still start');
    $result = bellows($db, 'gate', $plan);
    is($result->{exit}, 7, 'gate says no, too');
    like($result->{out}, qr/instance "web-1" runs 1\.4\.0.*instance "web-2" runs 1\.4\.0/s, 'and lists both');
    release_lease($db, $lease);
    query($db, q{SELECT bellows.release(incarnation) FROM bellows.lease WHERE instance = 'web-2'});
    refuses($db, qr/R701.*the last instance that registered ran 1\.4\.0/, 'the last one that registered was old: contract is refused', 'contract', $plan);
    seen($db);
    runs($db, 'gate', $plan, { name => 'when the new version came last, gate says yes' });
    runs($db, 'contract', $plan, { name => 'and contract passes' });
};

gate_scenario 'behind the fence', sub {
    my ($db) = @_;
    seen($db);
    runs($db, 'contract', $plan);
    register_fails($db, 'XV001', 'an old version that registers is refused with XV001', '1.4.0', 'late');
    register_fails($db, 'XV001', 'also one that is older still', '1.0.0', 'later');
    is(query($db, q{SELECT count(*) FROM bellows.lease WHERE instance LIKE 'late%'}), 0, 'it has no lease');
    my $lease = register_app($db, '1.5.0', 'web-1');
    query($db, "SELECT bellows.renew('$lease')");
    pass('the new version registers and renews');
    fails_with(bellows($db, 'gate', 'admit', 'shop', '1.4.0'), 7, undef, 'gate admit refuses the old version');
    runs($db, 'gate', 'admit', 'shop', '1.5.0', { name => 'gate admit lets the new version start' });
    runs($db, 'gate', 'admit', 'shop', '1.6.0', { name => 'gate admit lets a later version start' });
    runs($db, 'gate', 'admit', 'other', '0.1', { name => 'gate admit knows nothing against an application that no plan names' });
    refuses($db, qr/R7.*hold/, 'purge is refused while the hold lasts', 'purge', $plan);
    my $result = refuses($db, qr/R711.*the new version is still in use/, 'a rollback is refused while the new version lives', 'rollback', $plan);
    like($result->{err}, qr/^detail: shop: instance "web-1" runs 1\.5\.0/m, 'and names the instance');
    runs($db, 'rollback', '--to', 'expanded', $plan, { name => 'but the contract alone may be taken back' });
    register_app($db, '1.4.0', 'old-1');
    pass('then the old version may start again');
    query($db, q{SELECT bellows.release(incarnation) FROM bellows.lease});
    seen($db);
    runs($db, 'contract', $plan);
    runs($db, 'purge', '--skip-hold', 'the test says so', $plan, { name => 'purge passes with a reason' });
    like(query($db, q{SELECT string_agg(message, ' ') FROM bellows.journal}), qr/the test says so/, 'the reason is in the journal');
    refuses($db, qr/no way back from a purge/, 'a rollback after purge is refused', 'rollback', $plan);
};

gate_scenario 'leases', sub {
    my ($db) = @_;
    my $lease = register_app($db, '1.5.0', 'web-1');
    register_fails($db, 'XV002', 'a second instance of a name is refused with XV002', '1.5.0', 'web-1');
    my ($state) = try_sql($db, q{SELECT bellows.renew('00000000-0000-0000-0000-000000000000')});
    is($state, 'XV003', 'an unknown incarnation is refused with XV003');
    release_lease($db, $lease);
    ($state) = try_sql($db, "SELECT bellows.renew('$lease')");
    is($state, 'XV003', 'a released one as well');
    register_app($db, '1.5.0', 'web-1');
    pass('its name is free again');
    for my $level ('REPEATABLE READ', 'SERIALIZABLE')
    {
        register_fails($db, '25001', "registration in $level is refused with 25001", '1.5.0', 'web-9', "BEGIN ISOLATION LEVEL $level; ");
    }
    register_fails($db, '22023', 'what is no version is refused', 'latest', 'web-9');
    my $role = query($db, q{DO $$ BEGIN IF to_regrole('app') IS NULL THEN CREATE ROLE app LOGIN; END IF; END $$});
    is((try_sql($db, q{SELECT bellows.register('shop', '1.5.0', 'as-app')}, 'app'))[0], '', 'a role without any right may register');
    is((try_sql($db, q{DELETE FROM bellows.lease}, 'app'))[0], '42501', 'and may not touch the leases');
};

gate_scenario 'the new version comes too early', sub {
    my ($db) = @_;
    fails_with(bellows($db, 'gate', 'admit', 'shop', '1.5.0'), 0, undef, 'without a plan at hand gate admit has nothing to say');
    fails_with(bellows($db, 'gate', 'admit', '--plans', "$ENV{BELLOWS_ROOT}/plans", 'shop', '1.5.0'), 7, undef,
        'a plan that is not expanded is enough for its no');
    kill_after($db, 'expand', $plan, sub { state_of($db, $plan) eq 'expanding' });
    is(state_of($db, $plan), 'expanding', 'expand is not complete');
    register_fails($db, 'XV004', 'the new version is refused with XV004', '1.5.0', 'early');
    fails_with(bellows($db, 'gate', 'admit', 'shop', '1.5.0'), 7, undef, 'gate admit says so, too');
    register_app($db, '1.4.0', 'old');
    pass('the old version may start');
    runs($db, 'expand', $plan);
    register_app($db, '1.5.0', 'new');
    pass('the new version may start when expand is complete');
    query($db, q{SELECT bellows.release(incarnation) FROM bellows.lease});
    runs($db, 'rollback', $plan);
    register_fails($db, 'XV004', 'after a rollback the new version is refused again', '1.5.0', 'again');
}, 'fresh';

gate_scenario 'nothing is known', sub {
    my ($db) = @_;
    refuses($db, qr/R701.*shop: no instance has ever registered/, 'contract is refused where no instance ever registered', 'contract', $plan);
    fails_with(bellows($db, 'gate', 'attest', '--app=shop', '--by=me', '--scope=all', '--reason=because', '--expires=1d', $plan),
        7, qr/^bellows: error\[R707\]/, 'an attestation is refused where the plan does not allow it');
};

my $silent = write_plan('silent', "changes:\n  - sql: |\n      ALTER TABLE customer RENAME COLUMN name TO full_name\n");
gate_scenario 'no application is declared', sub {
    my ($db) = @_;
    runs($db, 'expand', $silent);
    refuses($db, qr/R701.*no application is declared/, 'contract is refused', 'contract', $silent);
}, 'fresh';

my $attested = write_plan('attested', <<'END');
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
  - {name: report, from: "1", to: "2", allow_attestation: true}
changes:
  - sql: |
      ALTER TABLE customer RENAME COLUMN name TO full_name
END
gate_scenario 'an attestation', sub {
    my ($db) = @_;
    my @attest = ('gate', 'attest', '--app=report', '--by=Ada', '--scope=the crontab', '--reason=switched off');
    runs($db, 'expand', $attested);
    seen($db);
    refuses($db, qr/R701.*report: no instance has ever registered/, 'without it contract is refused', 'contract', $attested);
    fails_with(bellows($db, @attest, $attested), 2, undef, 'one without an end is refused');
    fails_with(bellows($db, @attest, '--expires=2001-01-01', $attested), 2, undef, 'one whose end is over is refused');
    fails_with(bellows($db, 'gate', 'attest', '--app=shop', '--by=Ada', '--scope=x', '--reason=x', '--expires=1d', $attested), 7,
        qr/R707/, 'one for an application that does not allow it is refused');
    runs($db, @attest, '--expires=1d', $attested, { name => 'one with an end is recorded' });
    my $result = runs($db, 'gate', $attested, { name => 'the gate would pass' });
    like($result->{out}, qr/Ada attests for "the crontab"/, 'and says who answers for it');
    my $lease = register_app($db, '1', 'cron-1', app => 'report');
    refuses($db, qr/report: instance "cron-1" runs 1/, 'an instance of the old version vetoes whatever was attested', 'contract', $attested);
    release_lease($db, $lease);
    refuses($db, qr/report/, 'and what was attested before it is void', 'contract', $attested);
    runs($db, @attest, '--expires=1d', $attested, { name => 'attested anew' });
    query($db, q{UPDATE bellows.attestation SET made_at = made_at - interval '2 d', expires_at = expires_at - interval '2 d'});
    refuses($db, qr/report/, 'one that has run out counts nothing', 'contract', $attested);
    runs($db, @attest, '--expires=1d', $attested);
    runs($db, 'contract', $attested, { name => 'with one that stands contract passes' });
}, 'fresh';

gate_scenario 'a transaction that is older than the fence', sub {
    my ($db) = @_;
    seen($db);
    my $old = session($db);
    $old->query_safe(q{SET application_name = 'nightly report'; BEGIN; SELECT 1});
    my $pid = $old->query_safe('SELECT pg_backend_pid()');
    my $result = bellows($db, 'contract', '--drain-timeout=1s', $plan);
    isnt($result->{exit}, 0, 'contract does not pass');
    like("$result->{out}$result->{err}", qr/pid $pid .*nightly report/, 'it names the process and the application');
    is(state_of($db, $plan), 'fencing', 'the fence stays up');
    register_fails($db, 'XV001', 'no old version comes in meanwhile', '1.4.0', 'late');
    $old->query_safe('COMMIT');
    runs($db, 'contract', $plan, { name => 'when it has ended the same command goes on' });
    $old->quit;
};

gate_scenario 'a contract that is given up', sub {
    my ($db) = @_;
    seen($db);
    my $old = session($db);
    $old->query_safe('BEGIN; SELECT 1');
    bellows($db, 'contract', '--drain-timeout=1s', $plan);
    is(state_of($db, $plan), 'fencing', 'it waits behind the fence');
    runs($db, 'rollback', '--to', 'expanded', $plan, { name => 'rollback takes the fence away' });
    register_app($db, '1.4.0', 'back');
    pass('the old version may start again');
    $old->quit;
};

gate_scenario 'an old lease that ran out without release', sub {
    my ($db) = @_;
    register_app($db, '1.4.0', 'crashed', ttl => '1 s');
    seen($db);
    wait_until('the lease has run out', sub { query($db, q{SELECT expires_at < clock_timestamp() FROM bellows.lease WHERE instance = 'crashed'}) eq 't' });
    my $result = bellows($db, 'contract', '--drain-timeout=1s', '--grace=1h', $plan);
    isnt($result->{exit}, 0, 'within the grace it vetoes');
    like("$result->{out}$result->{err}", qr/instance "crashed" ran 1\.4\.0/, 'and is named');
    runs($db, 'contract', '--grace=1s', $plan, { name => 'after the grace contract passes' });
};

# Registrations at full speed from sessions of all isolation levels while the fence falls. Behind its commit no registration
# of the old version may commit: the leases that there were at its commit are all that there ever are.
my $stormy = write_plan('stormy', <<'END');
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0, allow_attestation: true}
changes:
  - sql: |
      ALTER TABLE customer RENAME COLUMN name TO full_name
END
gate_scenario 'a storm of registrations', sub {
    my ($db) = @_;
    runs($db, 'expand', $stormy);
    query($db, q{CREATE TABLE tally (id bigserial PRIMARY KEY, state text, xid bigint DEFAULT txid_current())});
    query($db, <<'END');
CREATE FUNCTION knock(instance text, version text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE lease uuid;
BEGIN
    lease := bellows.register('shop', version, instance, '1 s');
    PERFORM bellows.release(lease);
    INSERT INTO tally (state) VALUES (version);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO tally (state) VALUES (SQLSTATE);
END $$;
END
    my @levels = ('READ COMMITTED', 'READ UNCOMMITTED', 'REPEATABLE READ', 'SERIALIZABLE');
    my @storms;
    for my $i (0 .. $#levels)
    {
        my $path = "$folder/storm$i.pgbench";
        open my $file, '>', $path or die "could not write $path\n";
        print $file "BEGIN ISOLATION LEVEL $levels[$i];\nSELECT knock('i$i-' || :client_id, '1.4.0');\nEND;\n";
        close $file;
        my $pid = fork // die "could not fork\n";
        if ($pid == 0)
        {
            open STDOUT, '>', "$path.out";
            open STDERR, '>&', \*STDOUT;
            exec 'pgbench', '-n', '-T', 6, '-c', $i < 2 ? 6 : 1, '-j', 1, '--max-tries', 10, '-f', $path, '-d', url($db);
        }
        push @storms, $pid;
    }
    wait_until('the storm has begun', sub { query($db, q{SELECT count(*) > 300 FROM tally WHERE state = '1.4.0'}) eq 't' });
    # Its last sighting is written down every ten seconds at most, and each instance is gone at once: so a person who answers
    # for the application can let the fence fall into the middle of it.
    runs($db, 'gate', 'attest', '--app=shop', '--by=Ada', '--scope=the storm', '--reason=a test', '--expires=1h', $stormy);
    my $result = bellows($db, 'contract', '--grace=0s', '--drain-timeout=20s', $stormy);
    my $is_fenced = query($db, q{SELECT fenced_at IS NOT NULL FROM bellows.fence WHERE application = 'shop'}) eq 't'
      && grep { waitpid($_, POSIX::WNOHANG()) == 0 } @storms;
    waitpid $_, 0 for @storms;
    ok($is_fenced, 'the fence falls in the middle of the storm') or diag($result->{err});
    my $late = query($db, qq{SELECT count(*) FROM bellows.lease, bellows.fence AS f WHERE version = '1.4.0' AND registered_at > f.fenced_at});
    is($late, 0, 'no lease of the old version is younger than the fence');
    my $accepted = query($db, q{SELECT count(*) FROM tally WHERE state = '1.4.0'});
    my $refused = query($db, q{SELECT count(*) FROM tally WHERE state = 'XV001'});
    cmp_ok($refused, '>', 0, 'registrations behind it were refused with XV001');
    is(query($db, q{SELECT count(*) FROM tally WHERE state NOT IN ('1.4.0', '1.5.0', 'XV001', '25001')}), 0, 'no other error was raised')
      or diag(query($db, 'SELECT state, count(*) FROM tally GROUP BY state'));
    is(query($db, q{SELECT count(*) FROM tally WHERE state = '1.4.0' AND id > (SELECT min(id) + 60 FROM tally WHERE state = 'XV001')}), 0,
        'none was accepted after they began to be refused');
    note("$accepted accepted, $refused refused");
    runs($db, 'contract', '--grace=0s', $stormy, { name => 'contract passes' });
}, 'fresh';

done_testing();
