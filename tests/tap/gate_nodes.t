#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The gate on more than one node: a real PgBouncer in transaction mode, a real standby, a restart and a failover in the
# middle of a drain. Cases by their number in docs/gate-failures.md.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use POSIX ();
use File::Spec;
use Test::More;
use Time::HiRes qw(time);

my $primary = start_server('wal_level = replica', 'max_wal_senders = 5', 'hot_standby = on', 'wal_keep_size = 64MB');
my $plan = example_plan('rename_customer_name');
my $folder = File::Spec->rel2abs(plan_folder());
my $config = "$folder/bellows.yaml";
my $maintenance = "maintenance: {roles: [postgres]}\n";
my @poolers;

new_database('fresh', sql => example_sql());
new_database('expanded', template => 'fresh');
runs('expanded', 'expand', $plan);
query('postgres', "CREATE ROLE $_ LOGIN") for qw(shop_app shop_v14 shop_v15);

sub project
{
    my ($yaml) = @_;
    open my $file, '>', $config or die "$config: $!\n";
    print $file $yaml;
    close $file;
    return;
}

sub gate_scenario
{
    my ($name, $code) = @_;
    scenario $name, sub {
        new_database('gate', template => 'expanded');
        $code->('gate');
        drop_database('gate');
    };
    return;
}

sub refuses
{
    my ($db, $pattern, $name, @arguments) = @_;
    my $result = bellows($db, @arguments, '--config', $config);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($result->{exit}, 7, "$name: exit 7") or diag("$result->{out}$result->{err}");
    like("$result->{err}$result->{out}", $pattern, $name);
    return $result;
}

sub passes
{
    my ($db, $name, @arguments) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return runs($db, @arguments, '--config', $config, { name => $name });
}

# A session of any node or pooler.
sub session_at
{
    my ($connection) = @_;
    return $primary->background_psql('postgres', on_error_stop => 0, extra_params => [ '-d', $connection ]);
}

# PgBouncer in transaction mode in front of the database; it adds the client's address to application_name.
sub start_pooler
{
    my ($db) = @_;
    my $port = PostgreSQL::Test::Cluster::get_free_port();
    my $host = $primary->host;
    open my $file, '>', "$folder/pgbouncer.ini" or die "pgbouncer.ini: $!\n";
    print $file <<"END";
[databases]
front = host=$host port=@{[$primary->port]} dbname=$db
[pgbouncer]
listen_port = $port
unix_socket_dir = $host
auth_type = trust
auth_file = $folder/users
pool_mode = transaction
admin_users = postgres
application_name_add_host = 1
END
    close $file;
    open $file, '>', "$folder/users" or die "users: $!\n";
    print $file qq("postgres" ""\n"shop_app" ""\n);
    close $file;
    my $pid = fork // die "could not fork\n";
    if ($pid == 0)
    {
        open STDOUT, '>', "$folder/pgbouncer.out";
        open STDERR, '>&', \*STDOUT;
        exec { -x '/usr/sbin/pgbouncer' ? '/usr/sbin/pgbouncer' : 'pgbouncer' } 'pgbouncer', "$folder/pgbouncer.ini";
    }
    push @poolers, $pid;
    wait_until('PgBouncer listens', sub { -S "$host/.s.PGSQL.$port" });
    return ($port, $pid);
}

gate_scenario 'case 8: PgBouncer in transaction mode', sub {
    my ($db) = @_;
    seen($db);
    my ($port, $pid) = start_pooler($db);
    my $host = $primary->host;
    my $yaml = "consumers:\n  - {name: shop, proof: [lease, connections], roles: [shop_app]}\n$maintenance";
    project($yaml);
    my $client = session_at("host=$host port=$port dbname=front user=shop_app application_name=shop/1.4.0");
    is($client->query_safe('SELECT 1'), 1, 'an old client has worked, and is idle');
    # The server's connection goes on for a while under its name: take it away, as a pooler does at times.
    query($db, q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop_app'});
    wait_until('it has no session of the server', sub { query($db, q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'shop_app'}) == 0 });
    passes($db, 'without the pooler nobody sees it', 'gate', $plan);
    project("${yaml}poolers: [host=$host port=$port dbname=pgbouncer user=postgres]\n");
    refuses($db, qr/shop: client \S+ of pooler "host=\S+ port=$port dbname=pgbouncer user=postgres" \(role "shop_app"\) is connected and runs 1\.4\.0/,
        'its own list has it', 'contract', $plan);
    $client->quit;
    my $new = session_at("host=$host port=$port dbname=front user=shop_app application_name=shop/1.5.0");
    is($new->query_safe('SELECT 1'), 1, 'a new client works');
    passes($db, 'a client of the new version passes', 'gate', $plan);
    is(query($db, q{SELECT string_agg(DISTINCT application_name, ' ') FROM bellows.sighting WHERE role = 'shop_app'}), 'shop/1.4.0 shop/1.5.0',
        'the address that the pooler adds is no part of the name');
    $new->quit;
    project("${yaml}poolers: [host=$host port=$port dbname=pgbouncer user=shop_app]\n");
    refuses($db, qr/nothing is known of pooler/, 'who may not ask it knows nothing', 'contract', $plan);
    project("${yaml}poolers: [env:NO_SUCH_POOLER]\n");
    refuses($db, qr/nothing is known of pooler "env:NO_SUCH_POOLER": the environment has no NO_SUCH_POOLER/, 'nor who has no address', 'contract', $plan);
    project("${yaml}poolers: [host=$host port=@{[$primary->port]} dbname=$db user=postgres]\n");
    refuses($db, qr/nothing is known of pooler/, 'a server is no pooler', 'contract', $plan);
    project("${yaml}poolers: [host=$host port=$port dbname=pgbouncer user=postgres]\n");
    kill 'KILL', $pid;
    waitpid $pid, 0;
    refuses($db, qr/nothing is known of pooler .*cannot connect/, 'one that is not reached is unknown', 'contract', $plan);
};

my $standby;
sub start_standby
{
    my ($name) = @_;
    $primary->backup("backup_$name");
    my $node = PostgreSQL::Test::Cluster->new($name);
    $node->init_from_backup($primary, "backup_$name", has_streaming => 1);
    $node->start;
    $primary->wait_for_catchup($node);
    return $node;
}

sub place { my ($node, $db) = @_; return sprintf 'host=%s port=%d dbname=%s user=postgres', $node->host, $node->port, $db }

gate_scenario 'case 15: readers on a standby', sub {
    my ($db) = @_;
    $standby = start_standby('standby1');
    my $nodes = "standbys: ['" . place($standby, $db) . "']\n";
    my $roles = "consumers:\n  - name: shop\n    proof: [role]\n    versions: [{version: 1.4.0, role: shop_v14}, {version: 1.5.0, role: shop_v15}]\n";
    project($roles . $maintenance . $nodes);
    my $reader = session_at(sprintf 'host=%s port=%d dbname=%s user=shop_v14', $standby->host, $standby->port, $db);
    is($reader->query_safe('SELECT 1'), 1, 'an old reader is on the standby');
    refuses($db, qr/R701.*pid \d+ on standby "host=.*" is a session of role "shop_v14"/, 'it keeps the fence up', 'contract', $plan);
    $standby->safe_psql($db, 'SELECT pg_wal_replay_pause()');
    my $result = refuses($db, qr/still draining.*nothing is known of standby .*it has not replayed the fence yet/, 'a standby that lags is unknown',
        'contract', '--terminate', '--grace=1s', '--drain-timeout=3s', $plan);
    is(state_of($db, $plan), 'fencing', 'behind the fence');
    $standby->safe_psql($db, 'SELECT pg_wal_replay_resume()');
    passes($db, 'when it has replayed it, and the reader was ended, contract goes on', 'contract', '--terminate', '--grace=1s', $plan);
    is($standby->safe_psql('postgres', q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'shop_v14'}), 0, 'no old session is left there');
    my ($state) = $standby->psql($db, 'SELECT 1', connstr => $standby->connstr($db) . ' user=shop_v14');
    isnt($state, 0, 'nor can one begin');
    runs($db, 'rollback', '--to', 'expanded', $plan);
    eval { $reader->quit };
    $standby->stop;
    refuses($db, qr/nothing is known of standby .*cannot connect/, 'one that does not answer is unknown', 'contract', $plan);
    project($roles . $maintenance . "standbys: ['" . place($primary, $db) . "']\n");
    refuses($db, qr/it is no standby \(any more\)/, 'one that was promoted is unknown', 'contract', $plan);
};

gate_scenario 'case 16: a restart in the middle of the drain', sub {
    my ($db) = @_;
    project("consumers:\n  - {name: shop}\n$maintenance");
    register_app($db, '1.4.0', 'old', ttl => '3 s');
    wait_until('its lease has run out', sub { query($db, q{SELECT expires_at < clock_timestamp() FROM bellows.lease WHERE instance = 'old'}) eq 't' });
    seen($db);
    my $reader = session($db);
    $reader->query_safe('BEGIN; SELECT 1');
    refuses($db, qr/still draining/, 'it waits for an old transaction', 'contract', '--grace=0s', '--drain-timeout=1s', $plan);
    eval { $reader->quit };
    $primary->restart;
    my $started = time;
    my $result = passes($db, 'contract goes on', 'contract', '--grace=1s', $plan);
    like($result->{err}, qr/the server was restarted, or another one took over: the wait begins anew, for 4s/, 'the wait begins anew');
    cmp_ok(time - $started, '>=', 4, 'for the longest lease that may have lived, and the grace');
    like(query($db, q{SELECT message FROM bellows.journal WHERE event = 'drain'}), qr/the wait begins anew/, 'which is in the journal');
};

scenario 'case 14: a failover', sub {
    my $db = 'gate';
    project("consumers:\n  - {name: shop}\n$maintenance");
    new_database($db, template => 'expanded');
    seen($db);
    my $kept = start_standby('kept');
    my $lost = start_standby('lost');
    $lost->append_conf('postgresql.conf', "primary_conninfo = ''");
    $lost->restart;    # what the primary commits from here on never comes to it
    my $reader = session($db);
    $reader->query_safe('BEGIN; SELECT 1');
    refuses($db, qr/still draining/, 'the fence is down, the drain waits', 'contract', '--drain-timeout=1s', $plan);
    $primary->wait_for_catchup($kept);
    eval { $reader->quit };
    $primary->stop('immediate');
    $_->promote for $kept, $lost;
    my $to = sub { my ($node) = @_; return { url => sprintf 'postgresql:///%s?host=%s&port=%d', $db, $node->host, $node->port } };
    $_->poll_query_until($db, 'SELECT NOT pg_is_in_recovery()') for $kept, $lost;
    is($kept->safe_psql($db, 'SELECT state FROM bellows.plan'), 'fencing', 'one standby has the fence');
    my $result = bellows($db, 'contract', '--grace=1s', $plan, '--config', $config, $to->($kept));
    is($result->{exit}, 0, 'there contract goes on') or diag($result->{out}, $result->{err});
    like($result->{err}, qr/another one took over: the wait begins anew/, 'and waits anew');
    is($lost->safe_psql($db, q{SELECT state, (SELECT count(*) FROM bellows.fence WHERE min_version IS NOT NULL) FROM bellows.plan}),
        'expanded|0', 'the other has lost it, and the state with it');
    $result = bellows($db, 'contract', '--grace=1s', $plan, '--config', $config, $to->($lost));
    is($result->{exit}, 0, 'there it begins from the start') or diag($result->{out}, $result->{err});
    like($result->{err}, qr/is fencing/, 'with a fence of its own');
    $_->stop for $kept, $lost;
    $primary->start;
};

END { kill 'KILL', @poolers if @poolers }

done_testing();
