# SPDX-License-Identifier: PostgreSQL
#
# What classify_command() claims, against what a server does. Every statement of oracle/statements.sql is run in a
# transaction on the tables of oracle/schema.sql and rolled back; its own rows of pg_locks, the counters of sequential
# scans and the file nodes are compared with the claim, which is made from the same schema.sql, folded.
# An exact claim must name every table, partition, view, materialized view, sequence and foreign table that is locked,
# with its mode, and no other; indexes that it names must be locked so. A claim that is not exact must not be milder.
#
# The server is that of ORACLE_BINDIR, else of PG_BINDIR. It is started without PostgreSQL::Test::Cluster, which needs a
# psql and a pg_config of the server's own version.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IPC::Run ();
use Test::More;

my $build = dirname($ENV{BELLOWS} // 'build/san/bellows');
my ($helper) = grep { -x } map { "$build/$_/judge" } qw(tools tests/tools);
plan skip_all => "the program tests/tools/judge.c is not built" unless defined $helper;
my $data = dirname(__FILE__) . '/oracle';

my @modes = qw(none AccessShareLock RowShareLock RowExclusiveLock ShareUpdateExclusiveLock ShareLock
  ShareRowExclusiveLock ExclusiveLock AccessExclusiveLock);
my %strength = map { $modes[$_] => $_ } 0 .. $#modes;

my $bindir = $ENV{ORACLE_BINDIR} // $ENV{PG_BINDIR} // dirname(abs_path((sort glob '/usr/lib/postgresql/*/bin/postgres')[-1]));
my $owner_pid = $$;
my $server = start_server();
run_sql('postgres', 'CREATE DATABASE oracle');
run_sql('oracle', slurp_file("$data/schema.sql"));
# Composite types have rows in pg_class too; nobody reads or writes them.
run_sql('oracle', <<'SQL');
CREATE SCHEMA kept;
CREATE TABLE kept.known AS SELECT oid, relkind::text AS kind, CASE WHEN relnamespace = 'public'::regnamespace THEN ''
    ELSE quote_ident(relnamespace::regnamespace::text) || '.' END || quote_ident(relname) AS name FROM pg_class
    WHERE relnamespace IN ('public'::regnamespace, 'other'::regnamespace) AND relkind <> 'c'
SQL
my $version = run_sql('postgres', 'SHOW server_version_num');
my @statements = read_statements("$data/statements.sql");
my %claim = claims();
compare_rows();
my @inside = grep { !$_->{outside} } @statements;
my %truth = measure(@inside);

for my $statement (@statements)
{
    my $claim = $claim{ $statement->{line} };
    next if $statement->{outside};
    Test::More->builder->todo_start($statement->{todo}) if defined $statement->{todo};
    if (defined $claim) { compare($statement, $claim, $truth{ $statement->{line} }); }
    else { fail("$statement->{sql}: is judged"); }
    Test::More->builder->todo_end if defined $statement->{todo};
}
compare_outside($_, $claim{ $_->{line} }) for grep { $_->{outside} } @statements;
done_testing();

# A cluster in a folder of its own, which is also where its socket is: {folder}.
sub start_server
{
    my $folder = tempdir('oracle-XXXXXX', DIR => $ENV{TMPDIR} // '/tmp', CLEANUP => 1);
    my $said = '';
    local $ENV{LC_ALL} = 'C.UTF-8';
    IPC::Run::run([ "$bindir/initdb", '-A', 'trust', '-U', 'postgres', '-N', '--locale=C.UTF-8', '-D', "$folder/data" ],
        '>&', \$said)
      or BAIL_OUT("initdb: $said");
    open my $settings, '>>', "$folder/data/postgresql.conf" or BAIL_OUT("$folder: $!");
    print $settings "listen_addresses = ''\nunix_socket_directories = '$folder'\nfsync = off\n",
      "timezone = 'Europe/Berlin'\nmax_locks_per_transaction = 256\nmax_prepared_transactions = 2\n",
      "allow_in_place_tablespaces = on\n";
    close $settings;
    system("$bindir/pg_ctl", '-s', '-w', '-t', 60, '-D', "$folder/data", '-l', "$folder/log", 'start') == 0
      or BAIL_OUT('the server does not start: ' . slurp_file("$folder/log"));
    return { folder => $folder };
}

END
{
    if (defined $server && $$ == $owner_pid)
    {
        my $status = $?;
        system("$bindir/pg_ctl", '-s', '-w', '-m', 'immediate', '-D', "$server->{folder}/data", 'stop');
        $? = $status;
    }
}

# psql's exit code, output and errors.
sub psql
{
    my ($database, $sql) = @_;
    my ($out, $err) = ('', '');
    local $ENV{PGOPTIONS} = '-c client_min_messages=warning';
    IPC::Run::run([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', $server->{folder}, '-U', 'postgres', '-d', $database ],
        '<', \$sql, '>', \$out, '2>', \$err);
    my $code = $? >> 8;
    chomp $out;
    return ($code, $out, $err);
}

sub run_sql
{
    my ($database, $sql) = @_;
    my ($code, $out, $err) = psql($database, $sql);
    BAIL_OUT("$err in: $sql") if $code != 0;
    return $out;
}

sub slurp_file
{
    my ($path) = @_;
    open my $file, '<', $path or BAIL_OUT("$path: $!");
    local $/;
    my $text = <$file>;
    return $text;
}

# Statements for this version: {sql, line, outside, before, todo}.
sub read_statements
{
    my ($path) = @_;
    my ($line, @found, %marks) = (0);
    for my $text (split /\n/, slurp_file($path))
    {
        $line++;
        if ($text =~ /^-- (since|until) (\d+)$/) { $marks{$1} = $2; }
        elsif ($text eq '-- outside') { $marks{outside} = 1; }
        elsif ($text =~ /^-- (before|todo) (.+)/) { $marks{$1} = $2; }
        elsif ($text ne '' && $text !~ /^--/)
        {
            my $major = int($version / 10000);
            push @found, { %marks, sql => $text, line => $line }
              if $major >= ($marks{since} // 0) && $major <= ($marks{until} // 99);
            %marks = ();
        }
    }
    return @found;
}

# Every row of classify_facts.def must have a statement here, but those that no server of the tests can run.
sub compare_rows
{
    my %reason = (
        'DETACH_PARTITION_FINALIZE ANY 0' => 'needs a DETACH CONCURRENTLY that was interrupted',
        'IMPORT_FOREIGN_SCHEMA ANY 0'     => 'needs a foreign data wrapper with a handler',
        'RENAME TABLESPACE 0'             => 'needs a tablespace of its own, which no transaction can make',
        (map { ("SECURITY_LABEL $_ 0" => 'needs a label provider') }
              qw(ANY TABLE VIEW MATERIALIZED_VIEW SEQUENCE FOREIGN_TABLE COLUMN)),
    );
    my $in = join "\n", map { $_->{sql} } @statements;
    my $out = '';
    IPC::Run::run([ $helper, '--rows', '--server-version', $version, '--schema', "$data/schema.sql" ], '<', \$in, '>', \$out);
    my @missing = grep { !exists $reason{$_} } split /\n/, $out;
    # Before 13 and 14 some statements do not exist.
    @missing = grep { !/^(?:DEPENDS_ON_EXTENSION|DROP_EXPRESSION|SET_COMPRESSION|MERGE|SET_ACCESS_METHOD) / } @missing
      if $version < 150000;
    is("@missing", '', 'every kind of statement is run');
}

# By line: what is said of all commands of the statement together.
sub claims
{
    my ($out, $err, %found) = ('', '');
    my $in = slurp_file("$data/statements.sql");
    IPC::Run::run([ $helper, '--each', '--server-version', $version, '--schema', "$data/schema.sql" ],
        '<', \$in, '>', \$out, '2>', \$err)
      or BAIL_OUT("$helper failed: $err");
    is($err, '', 'schema.sql is understood');
    for my $row (split /\n/, $out)
    {
        my @field = split /\t/, $row, -1;
        next if $field[1] eq 'ERROR';
        my $claim = $found{ $field[0] } //= { locks => {}, scans => 0, rewrites => 0, exact => 1, alone => 0, data => 1 };
        strongest($claim->{locks}, /^(.*)=(\w+)$/) for split /,/, $field[4];
        $claim->{scans} ||= $field[5];
        $claim->{rewrites} ||= $field[6];
        $claim->{exact} &&= $field[12];
        $claim->{alone} ||= $field[13];
        $claim->{data} &&= $field[2] =~ /^(data|session)$/;
    }
    return %found;
}

sub strongest
{
    my ($locks, $relation, $mode) = @_;
    $locks->{$relation} = $mode if $strength{$mode} > $strength{ $locks->{$relation} // 'none' };
}

# The server's answers by line: {locks, kinds, scans, rewrites} or {error}. One session runs all.
sub measure
{
    my $files = q{SELECT 'file ' || name || ' ' || pg_relation_filenode(oid) FROM kept.known
        WHERE kind IN ('r', 'm') AND pg_relation_filenode(oid) IS NOT NULL};
    my $reads = q{SELECT 'read ' || k.name || ' ' || s.seq_tup_read FROM pg_stat_xact_user_tables s
        JOIN kept.known k ON k.oid = s.relid};
    my $script = join '', map {
        my $before = defined $_->{before} ? "$_->{before};" : '';
        <<"SQL"
\\echo statement $_->{line}
BEGIN;
$before
$files;
$reads;
\\echo ran
$_->{sql};
\\echo after
$files;
$reads;
SELECT 'lock ' || k.name || ' ' || k.kind || ' ' || l.mode FROM pg_locks l JOIN kept.known k ON k.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND l.granted;
\\echo end
ROLLBACK;
SQL
    } @_;
    my ($out, $err) = ('', '');
    IPC::Run::run([ 'psql', '-XAtq', '-h', $server->{folder}, '-U', 'postgres', '-d', 'oracle' ],
        '<', \$script, '>', \$out, '2>&1');
    my %found;
    for my $part (split /^statement /m, $out)
    {
        $found{$1} = read_answer($2) if $part =~ /^(\d+)\n(.*)/s;
    }
    return %found;
}

sub read_answer
{
    my ($text) = @_;
    my %truth = (locks => {}, kinds => {}, scans => '', rewrites => '');
    my ($before, $after) = $text =~ /^(.*?)^ran\n.*?^after\n(.*)^end$/ms;
    return { error => $text } if $text =~ /ERROR:|FATAL:/ || !defined $after;
    my %old = $before =~ /^((?:file|read) \S+) (\d+)$/mg;
    my %new = $after =~ /^((?:file|read) \S+) (\d+)$/mg;
    for my $what (sort keys %new)
    {
        my $changed = $new{$what} != ($old{$what} // 0);
        $truth{scans} .= " $1" if $changed && $what =~ /^read (.*)/;
        $truth{rewrites} .= " $1" if $changed && $what =~ /^file (.*)/ && defined $old{$what};
    }
    while ($after =~ /^lock (\S+) (\w) (\w+)$/mg)
    {
        strongest($truth{locks}, $1, $3);
        $truth{kinds}{$1} = $2;
    }
    return \%truth;
}

sub compare
{
    my ($statement, $claim, $truth) = @_;
    my $sql = $statement->{sql};
    if (!defined $truth || defined $truth->{error})
    {
        fail("$sql: " . ($truth->{error} // 'was not run'));
        return;
    }
    ok(!$claim->{alone} || !$claim->{exact}, "$sql: may run in a transaction");
    if ($claim->{exact})
    {
        is(show($claim->{locks}, $claim, $truth), show($truth->{locks}, $claim, $truth), "$sql: locks");
    }
    else
    {
        my @milder = grep { exists $truth->{locks}{$_} && $strength{ $claim->{locks}{$_} } < $strength{ $truth->{locks}{$_} } }
          sort keys %{ $claim->{locks} };
        is("@milder", '', "$sql: locks are not milder");
    }
    # How a query reads its tables is the planner's choice.
    compare_bit($claim, scans => $truth->{scans}, "$sql: scan") unless $claim->{data};
    compare_bit($claim, rewrites => $truth->{rewrites}, "$sql: rewrite");
}

sub compare_bit
{
    my ($claim, $what, $relations, $name) = @_;
    my $is_true = $relations ne '' ? 1 : 0;
    if ($claim->{exact})
    {
        is($claim->{$what}, $is_true, "$name ($relations)");
    }
    else
    {
        cmp_ok($claim->{$what}, '>=', $is_true, "$name is not milder");
    }
}

# Relations but indexes are compared whole, of indexes those that are claimed.
sub show
{
    my ($locks, $claim, $truth) = @_;
    return join ' ', map { "$_=$locks->{$_}" }
      grep { ($truth->{kinds}{$_} // 'r') !~ /^[iI]$/ || exists $claim->{locks}{$_} } sort keys %$locks;
}

# Refused in a transaction; on its own it does what is claimed to the files of tables.
sub compare_outside
{
    my ($statement, $claim) = @_;
    my $sql = $statement->{sql};
    my $files = q{SELECT string_agg(name || pg_relation_filenode(oid), ' ' ORDER BY name) FROM kept.known
        WHERE kind IN ('r', 'm') AND pg_relation_filenode(oid) IS NOT NULL};
    my ($rc, $out, $err) = psql('oracle', "\\set VERBOSITY sqlstate\nBEGIN;\n$sql;");
    like($err, qr/25001/, "$sql: is refused in a transaction");
    ok($claim->{alone}, "$sql: is known to be refused");
    my $before = run_sql('oracle', $files);
    ($rc, $out, $err) = psql('oracle', $sql);
    is($rc, 0, "$sql: runs alone") or diag($err);
    is($claim->{rewrites}, $before ne run_sql('oracle', $files) ? 1 : 0, "$sql: rewrite");
}
