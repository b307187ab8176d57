# SPDX-License-Identifier: PostgreSQL
#
# bellows rehearse from outside: SQL of all kinds and a plan on a throw-away server, what it says, its exit codes, and
# that nothing of it is left behind. tests/golden/rehearse/NAME.txt holds what it said when somebody last read it, without
# its times; BELLOWS_GOLDEN_UPDATE=1 writes it anew.
use strict;
use warnings;

use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use JSON::PP qw(decode_json);
use Test::More;

my $bellows = $ENV{BELLOWS} or plan skip_all => 'BELLOWS names no program';
my $root = $ENV{BELLOWS_ROOT} // "$FindBin::RealBin/../..";

# The server is made in TMPDIR; a socket's path must be short. What PG* says is about another server.
my $folder = tempdir('r-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $work = tempdir('w-XXXXXX', TMPDIR => 1, CLEANUP => 1);
local $ENV{TMPDIR} = $folder;
local $ENV{PGPORT} = '1';
local $ENV{PGHOST} = '/nowhere';
local $ENV{DATABASE_URL} = 'postgresql:///nowhere';
chdir $work or die "chdir: $!\n";

a_folder_that_is_as_predicted();
statements_that_fail();
each_file_in_one_transaction();
what_comes_before();
a_whole_life_of_a_plan();
a_plan_that_does_not_fit();
usage();
done_testing();

# Migrations with data, transactions, a down migration, and what cannot run in a transaction.
sub a_folder_that_is_as_predicted
{
    put('good/1_tables.sql', <<'SQL');
CREATE TABLE customer (id bigint PRIMARY KEY, name text);
COPY customer FROM STDIN;
1	Ada; DROP TABLE customer
2	'Grace
\.
CREATE TABLE purchase (id int PRIMARY KEY, customer_id bigint REFERENCES customer);
INSERT INTO purchase VALUES (1, 1);
SQL
    put('good/2_transaction.up.sql', <<'SQL');
BEGIN;
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
ALTER TABLE customer ADD COLUMN phone text, ALTER COLUMN name SET NOT NULL;
UPDATE purchase SET customer_id = 2;
ALTER TABLE purchase RENAME TO sale;
ALTER TABLE sale ALTER COLUMN id TYPE bigint;
COMMIT;
SQL
    put('good/2_transaction.down.sql', <<'SQL');
ALTER TABLE sale RENAME TO purchase;
ALTER TABLE customer DROP COLUMN phone;
SQL
    put('good/3_index.sql', <<'SQL');
CREATE INDEX CONCURRENTLY sale_customer_id ON sale (customer_id);
GRANT SELECT ON sale TO reporting;
SELECT :'unknown';
SQL
    my ($code, $out, $err) = run('rehearse', '-v', 'good');
    is($code, 0, 'a folder that is as predicted ends with 0') or diag("$out\n$err");
    golden('as_predicted', $out);

    ($code, $out, $err) = run('rehearse', 'good', '--format', 'json');
    my $report = eval { decode_json($out) } // {};
    is($code, 0, 'as JSON, too');
    is_deeply([ @$report{qw(format differs failed not_run passed)} ], [ 1, 0, 0, 1, JSON::PP::true ], 'its sums');
    my ($type) = grep { $_->{statement} =~ /TYPE/ } @{ $report->{statements} };
    is_deeply($type->{measured}{rewritten}, ['sale'], 'it names what was rewritten');
    is_deeply([ $type->{path}, $type->{line}, $type->{column} ], [ 'good/2_transaction.up.sql', 6, 1 ], 'and where it says so');
    nothing_is_left('of SQL');
    return;
}

sub statements_that_fail
{
    put('bad.sql', <<'SQL');
CREATE TABLE t (id int);
ALTER TABLE t
    ADD COLUMN id int;
SELEC 1;
BEGIN;
DROP TABLE missing;
DROP TABLE t;
COMMIT;
ALTER TABLE t ADD COLUMN still_there int;
SQL
    my ($code, $out) = run('rehearse', 'bad.sql');
    is($code, 1, 'a statement that fails ends with 1');
    golden('failing', $out);
    return;
}

sub each_file_in_one_transaction
{
    put('one/1.sql', "CREATE TABLE t (id int);\n");
    put('one/2.sql', "ALTER TABLE t ADD COLUMN a int;\nALTER TABLE nothing ADD COLUMN a int;\n");
    put('one/3.sql', "ALTER TABLE t ADD COLUMN a int;\n");
    my ($code, $out) = run('rehearse', '--single-transaction', 'one');
    is($code, 1, 'with --single-transaction a file fails as a whole');
    like($out, qr{one/2\.sql:2:\d+: error: .*42P01}, 'where it failed is said');
    unlike($out, qr{^one/3\.sql.*error}m, 'and what it did before that is gone') or diag($out);
    return;
}

# --schema, --history and --sample are run first and not compared; roles that they miss are made.
sub what_comes_before
{
    put('dump.sql', <<'SQL');
SET statement_timeout = 0;
SET setting_of_a_newer_release = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE EXTENSION IF NOT EXISTS nowhere_installed WITH SCHEMA public;
CREATE TABLE public.t (id integer NOT NULL);
ALTER TABLE public.t OWNER TO "App Owner";
ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
SQL
    put('history/1.up.sql', "ALTER TABLE t ADD COLUMN a int;\n");
    put('history/1.down.sql', "ALTER TABLE t DROP COLUMN a;\n");
    put('history/2.up.sql', "CREATE TABLE u (id int REFERENCES t);\n");
    put('rows.sql', "COPY t (id, a) FROM STDIN;\n1\t1\n2\t2\n\\.\n");
    put('new.sql', "ALTER TABLE t ALTER COLUMN a TYPE bigint;\nINSERT INTO u VALUES (2);\nCREATE UNIQUE INDEX ON t (a);\n");
    my ($code, $out, $err) =
      run('rehearse', '--schema', 'dump.sql', '--history', 'history', '--sample', 'rows.sql', 'new.sql', '--format', 'json');
    my $report = eval { decode_json($out) } // {};
    is($code, 0, 'it runs on what --schema, --history and --sample have made') or diag("$out\n$err");
    is($report->{run_before}, 10, 'all of that was run');
    is(scalar @{ $report->{statements} }, 3, 'and is not reported');
    like($report->{notes}[0], qr{^dump\.sql:4: .*nowhere_installed}, 'an extension that is not installed is warned of');
    is($report->{notes}[1], 'the role "App Owner" does not exist here and was made', 'a role that is missing is made');

    put('rows.sql', "INSERT INTO t (id) VALUES (1), (1);\n");
    ($code, $out) = run('rehearse', '--schema', 'dump.sql', '--sample', 'rows.sql', 'new.sql');
    is($code, 1, 'what fails before it is an error, too');
    like($out, qr{^rows\.sql:1:1: error: INSERT: 23505}m, 'with its place');
    return;
}

sub a_whole_life_of_a_plan
{
    my ($plan) = glob "$root/plans/*_phone_to_bigint.yaml";
    my ($code, $out, $err) = run('rehearse', '--seconds', '2', '--schema', "$root/plans/example_schema.sql", $plan, '--format', 'json');
    my $report = eval { decode_json($out) } // {};
    my $life = $report->{plans}[0] // {};
    is($code, 0, 'a plan lives its whole life') or diag("$out\n$err");
    is_deeply([ map { $_->{title} } @{ $life->{phases} } ],
        [ 'the old version alone', 'expand', 'both versions', 'contract', 'the new version alone', 'rollback to expanded',
            'both versions again', 'contract again', 'purge', 'the new version at the end' ], 'phase by phase');
    is_deeply([ map { $_->{errors} } @{ $life->{phases} } ], [ (0) x 10 ], 'no write fails');
    cmp_ok($life->{phases}[2]{"writes_$_"}, '>', 0, "the $_ version writes while both do") for qw(old new);
    is_deeply([ @$life{qw(checks mismatches)} ], [ 2, 0 ], 'verify finds no difference');
    my @steps = @{ $report->{statements} };
    cmp_ok(scalar @steps, '>', 5, 'its steps are measured');
    is_deeply([ grep { $_->{verdict} ne 'as_predicted' } @steps ], [], 'and are as they say');
    nothing_is_left('of a plan');
    return;
}

sub a_plan_that_does_not_fit
{
    my ($plan) = glob "$root/plans/*_phone_to_bigint.yaml";
    put('good/empty.sql', "SELECT 1;\n");
    my ($code, $out) = run('rehearse', $plan, 'good/empty.sql');
    is($code, 1, 'a plan for another database ends with 1');
    like($out, qr{\Q$plan\E: error: .*P301.*"customer" does not exist}, 'and says why');
    return;
}

sub usage
{
    is((run('rehearse'))[0], 2, 'without an argument it is a mistake of usage');
    my ($code, $out) = run('rehearse', 'missing.sql');
    is($code, 1, 'a file that is not there fails');
    like($out, qr{^missing\.sql: error: could not read}m, 'and is named');
    return;
}

sub put
{
    my ($path, $text) = @_;
    make_path($1) if $path =~ m{(.*)/};
    open my $file, '>', $path or die "$path: $!\n";
    print {$file} $text;
    close $file or die "$path: $!\n";
    return;
}

sub run
{
    my (@arguments) = @_;
    my $pid = fork // die "could not fork: $!\n";
    if ($pid == 0)
    {
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$work/out";
        open STDERR, '>', "$work/err";
        exec {$bellows} 'bellows', @arguments or die "exec: $!\n";
    }
    waitpid $pid, 0;
    return ($? >> 8, slurp("$work/out"), slurp("$work/err"));
}

sub slurp
{
    my ($path) = @_;
    local $/ = undef;
    open my $file, '<', $path or return '';
    return <$file> // '';
}

sub golden
{
    my ($name, $text) = @_;
    my $path = "$root/tests/golden/rehearse/$name.txt";
    $text =~ s/\b\d+\.\d ms/N ms/g;
    $text =~ s/(?<=\S) {2,}/  /g;
    $text =~ s/ +$//mg;
    $text =~ s/^PostgreSQL .*$/PostgreSQL V, N s/mg;

    # Without -v the slowest come first.
    $text =~ s/^slowest.*?\n\n//ms;
    if ($ENV{BELLOWS_GOLDEN_UPDATE})
    {
        put($path, $text);
    }
    is($text, slurp($path), "what it says: $name");
    return;
}

sub nothing_is_left
{
    my ($what) = @_;
    is_deeply([ glob "$folder/*" ], [], "nothing is left $what");
    return;
}
