#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Evidence of statements: what clients send, as pg_stat_statements of the primary and of a real standby keeps it. Which statements need the
# old shape, and each way in which a server cannot say: not installed, hidden, not looked at for long enough, forgotten.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use File::Spec;
use Test::More;

my $library = 'pg_stat_statements';
my $primary = start_server('wal_level = replica', 'max_wal_senders = 5', 'hot_standby = on', "shared_preload_libraries = '$library'",
    "$library.track_utility = on");
my $plan = example_plan('rename_customer_name');
my $version = '20261101090000';
my $config = File::Spec->rel2abs(plan_folder()) . '/bellows.yaml';
my $hour = "UPDATE bellows.statement_look SET first_at = first_at - interval '2 h'";

if (try_sql('postgres', "CREATE EXTENSION $library; DROP EXTENSION $library;") ne '')
{
    plan skip_all => "this server has no $library";
}
new_database('fresh', sql => example_sql());
query('postgres', "CREATE ROLE $_ LOGIN") for qw(bi shop_app stranger watcher);

sub project
{
    my ($proof, @more) = @_;
    open my $file, '>', $config or die "$config: $!\n";
    print $file "consumers:\n  - {name: shop, proof: [lease, $proof], roles: [shop_app, bi]}\nmaintenance: {roles: [postgres]}\ngate: {quiet: 1h}\n", @more;
    close $file;
    return;
}

sub reads_scenario
{
    my ($name, $code) = @_;
    scenario $name, sub {
        new_database('reads', template => 'fresh');
        query('reads', "CREATE EXTENSION $library") unless $name =~ /not installed/;
        runs('reads', 'expand', $plan);
        query('reads', 'GRANT ALL ON ALL TABLES IN SCHEMA public TO bi, shop_app, stranger');
        seen('reads');
        project('reads');
        query('postgres', "SELECT ${library}_reset()") if query('postgres', "SELECT count(*) FROM pg_extension WHERE extname = '$library'");
        $code->('reads');
        drop_database('reads');
    };
    return;
}

sub gate
{
    my ($db, $pattern, $name, $exit) = @_;
    my $result = bellows($db, 'gate', $version, '--config', $config);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($result->{exit}, $exit // 7, "$name: exit") or diag("$result->{out}$result->{err}");
    like($result->{out}, $pattern, $name) or diag($result->{out});
    return $result;
}

sub as_role
{
    my ($db, $role, $sql) = @_;
    my $session = session($db, $role);
    $session->query_safe($sql);
    $session->quit;
    return;
}

# Two looks, two hours apart, between which nothing runs.
sub compared
{
    my ($db) = @_;
    bellows($db, 'gate', $version, '--config', $config);
    query($db, $hour);
    return;
}

reads_scenario 'which statements need the old shape', sub {
    my ($db) = @_;
    query($db, 'DELETE FROM purchase; DELETE FROM customer WHERE id > 10');
    gate($db, qr/the statements of primary are compared since .*, and must be for 1h00m \(statements, grade E/, 'the first look says nothing');
    query($db, $hour);
    gate($db, qr/no statement of it that needs the old shape has run in 1h00m \(statements, grade E.*pass/, 'two looks, and nothing between', 0);
    query($db, q{CREATE VIEW names AS SELECT id, full_name FROM customer; GRANT SELECT ON names TO bi});
    my @fine = ('SELECT full_name FROM customer WHERE id = 1', 'SELECT count(*) FROM customer', q{UPDATE customer SET full_name = 'x' WHERE id = 1},
        q{INSERT INTO customer (full_name, phone) VALUES ('x', '1')}, 'SELECT * FROM names WHERE id = 1', 'SELECT name FROM supplier', 'DELETE FROM customer WHERE id = -1');
    as_role($db, 'bi', $_) for @fine;
    gate($db, qr/no statement of it that needs the old shape has run/, 'none of these does', 0);
    my @old = ('SELECT name FROM customer WHERE id = 1', 'SELECT * FROM customer WHERE id = 2', 'SELECT c.name, c.id FROM public.customer AS c WHERE id = 3',
        'COPY customer TO STDOUT', 'COPY (SELECT name FROM customer LIMIT 0) TO STDOUT', 'WITH x AS (SELECT name FROM customer) SELECT 1 FROM x LIMIT 1', q{UPDATE customer SET name = 'x' WHERE id = 4},
        'INSERT INTO customer OVERRIDING USER VALUE SELECT * FROM customer LIMIT 0', q{EXPLAIN SELECT name FROM customer});
    for my $sql (@old)
    {
        as_role($db, 'bi', $sql);
        my $start = quotemeta substr $sql, 0, 18;
        gate($db, qr/role "bi" runs on primary, seen .* ago, \d+ calls in all: $start.*block/, "this one does: $sql");
        query($db, "UPDATE bellows.statement_use SET grew_at = grew_at - interval '2 h'");
        gate($db, qr/no statement of it that needs the old shape has run/, '… and is gone after an hour', 0);
    }
    if (query($db, 'SHOW server_version_num') >= 170_000)
    {
        as_role($db, 'bi', 'MERGE INTO customer AS c USING (SELECT 1 AS id WHERE false) AS x ON x.id = c.id WHEN NOT MATCHED BY SOURCE THEN DO NOTHING');
        gate($db, qr/role "bi" runs on primary, .* MERGE INTO customer .*\(it cannot be parsed.*unknown/, 'what cannot be parsed is unknown');
        query($db, "UPDATE bellows.statement_use SET grew_at = grew_at - interval '2 h'");
    }
    as_role($db, 'bi', $old[0]);
    my $contract = bellows($db, 'contract', $plan, '--config', $config);
    is($contract->{exit}, 7, 'contract looks, too');
    like($contract->{err}, qr/error\[R701\].*shop: role "bi" runs on primary/s, '… and says what');
    as_role($db, 'stranger', $old[1]);
    gate($db, qr/role "stranger" is no declared consumer, and runs on primary: SELECT \* FROM customer.*R760|role "stranger" is no declared consumer, and runs on primary: SELECT \*/, 'who is nobody is told');
};

reads_scenario 'a server that is not installed or hides says nothing', sub {
    my ($db) = @_;
    gate($db, qr/the statements of primary are not known: pg_stat_statements is not installed/, 'no extension');
    query($db, "CREATE EXTENSION $library");
    query($db, "ALTER SYSTEM SET $library.track = 'none'; SELECT pg_reload_conf()");
    wait_until('the setting is there', sub { query($db, "SHOW $library.track") eq 'none' });
    gate($db, qr/the statements of primary are not known: pg_stat_statements.track is none/, 'switched off');
    query($db, "ALTER SYSTEM RESET $library.track; SELECT pg_reload_conf()");
    wait_until('the setting is gone', sub { query($db, "SHOW $library.track") ne 'none' });
    query($db, 'GRANT SELECT ON ALL TABLES IN SCHEMA bellows TO watcher');
    my $hidden = bellows($db, 'gate', $version, '--config', $config, '--url', url($db, 'watcher'));
    like($hidden->{out}, qr/the statements of primary are not known: the statements of other roles are hidden/, 'hidden') or diag($hidden->{err});
    project('reads', "# changed\n");
    my $own = bellows($db, 'gate', $version, '--config', $config);
    unlike($own->{out}, qr/cannot be told from ours/, 'bellows runs as nobody of it');
    query('postgres', 'ALTER ROLE bi SUPERUSER');
    my $same = bellows($db, 'gate', $version, '--config', $config, '--url', url($db, 'bi'));
    like($same->{out}, qr/bellows runs as a role of it/, 'bellows runs as a role of it');
    query('postgres', 'ALTER ROLE bi NOSUPERUSER');
};

reads_scenario 'a server that forgets', sub {
    my ($db) = @_;
    compared($db);
    gate($db, qr/no statement of it/, 'it has forgotten nothing', 0);
    query($db, "SELECT ${library}_reset()");
    gate($db, qr/primary has forgotten statements .* ago/, 'reset') if query($db, 'SHOW server_version_num') >= 140_000;
    $primary->append_conf('postgresql.conf', "$library.max = 100");
    $primary->restart;
    query($db, 'DELETE FROM bellows.statement_look');
    compared($db);
    my $many = session($db, 'shop_app');
    $many->query_safe(join ' ', map { 'SELECT ' . join(', ', (1) x $_) . ';' } 1 .. 160);
    $many->quit;
    gate($db, qr/primary has forgotten statements .* ago, or will soon/, 'too many statements');
    $primary->append_conf('postgresql.conf', "$library.max = 5000");
    $primary->restart;
    query($db, 'DELETE FROM bellows.statement_look; DELETE FROM bellows.statement_use');
    query($db, "SELECT ${library}_reset()");
    as_role($db, 'bi', 'SELECT name FROM customer WHERE id = 1');
    compared($db);
    query($db, "SELECT ${library}_reset(0, 0, queryid) FROM $library WHERE query LIKE 'SELECT name FROM customer%'");
    gate($db, qr/primary has forgotten statements/, 'one statement is reset');
};

scenario 'jobs of pg_cron', sub {
    new_database('jobs', template => 'fresh');
    # The columns of pg_cron 1.4 and later; what runs them is not needed here.
    query('jobs', q{CREATE SCHEMA cron; CREATE TABLE cron.job (jobid bigint PRIMARY KEY, schedule text, command text, nodename text, nodeport integer,
        database text, username text, active boolean, jobname text);
        INSERT INTO cron.job VALUES (1, '* * * * *', 'UPDATE customer SET full_name = trim(full_name)', '', 5432, 'jobs', 'bi', true, 'new'),
        (2, '* * * * *', 'SELECT name FROM customer', '', 5432, 'elsewhere', 'bi', true, 'of another database'),
        (3, '* * * * *', 'SELECT name FROM customer', '', 5432, 'jobs', 'bi', false, 'not active')});
    runs('jobs', 'expand', $plan);
    seen('jobs');
    runs('jobs', 'gate', $version, '--plans', "$ENV{BELLOWS_ROOT}/plans", { name => 'jobs that need nothing of it' });
    query('jobs', q{INSERT INTO cron.job VALUES (4, '* * * * *', 'SELECT 1; UPDATE customer SET name = trim(name)', '', 5432, 'jobs', 'bi', true, 'old')});
    my $result = bellows('jobs', 'contract', $plan);
    is($result->{exit}, 7, 'one that does: exit 7');
    like($result->{err}, qr/jobs: job 4 of pg_cron \(role "bi"\) needs the old shape: SELECT 1; UPDATE customer SET name/, 'and which');
    drop_database('jobs');
};

scenario 'a reader on a standby', sub {
    $primary->backup('copy');
    my $standby = PostgreSQL::Test::Cluster->new('standby');
    $standby->init_from_backup($primary, 'copy', has_streaming => 1);
    $standby->start;
    new_database('far', template => 'fresh');
    query('far', "CREATE EXTENSION $library");
    runs('far', 'expand', $plan);
    query('far', 'GRANT ALL ON ALL TABLES IN SCHEMA public TO bi');
    seen('far');
    $primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
    project('reads', sprintf "standbys: ['host=%s port=%d dbname=far user=postgres']\n", $standby->host, $standby->port);
    compared('far');
    gate('far', qr/no statement of it that needs the old shape has run/, 'nobody reads there', 0);
    $standby->safe_psql('far', 'SELECT name FROM customer WHERE id = 1', extra_params => [ '-U', 'bi' ]);
    gate('far', qr/role "bi" runs on standby "host=.*", seen .* ago, 1 calls in all: SELECT name FROM customer/, 'somebody does');
    query('far', "UPDATE bellows.statement_use SET grew_at = grew_at - interval '2 h'");
    $standby->stop('immediate');
    gate('far', qr/the statements of standby .* were not looked at|nothing is known of standby/, 'a standby that does not answer');
};

done_testing();
