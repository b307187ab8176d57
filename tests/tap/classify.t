# SPDX-License-Identifier: PostgreSQL
#
# What classify claims, against what a server does: each statement is run in a transaction that is rolled back; its own
# rows of pg_locks, the counters of sequential scans and the file node of the table are compared with the claim.
# With the catalog the claim must be exact; without, it must never be milder than the truth.
use strict;
use warnings;

use File::Basename qw(dirname);
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $build = dirname($ENV{BELLOWS} // 'build/san/bellows');
my ($helper) = grep { -x } map { "$build/$_/classify" } qw(tools tests/tools);
plan skip_all => "the program tests/tools/classify.c is not built" unless defined $helper;

my @modes = qw(none AccessShareLock RowShareLock RowExclusiveLock ShareUpdateExclusiveLock ShareLock
  ShareRowExclusiveLock ExclusiveLock AccessExclusiveLock);
my %strength = map { $modes[$_] => $_ } 0 .. $#modes;

my $node = PostgreSQL::Test::Cluster->new('classify');
$node->init;
$node->append_conf('postgresql.conf', "timezone = 'Europe/Berlin'");
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN plain AS integer;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE t (
    id int PRIMARY KEY, a int, b varchar(10), c numeric(10, 2), d timestamp(3), e text NOT NULL DEFAULT 'x',
    f int REFERENCES p (id), g int CHECK (g > 0), h int, i varchar(5), j json, k varchar(8), l varchar(9), m date,
    CONSTRAINT "h is there" CHECK (h IS NOT NULL));
CREATE TABLE q (t_id int REFERENCES t (id));
CREATE INDEX t_a ON t (a);
CREATE UNIQUE INDEX t_e ON t (e);
CREATE INDEX t_k ON t (lower(k));
CREATE INDEX t_l ON t (l);
INSERT INTO p VALUES (1, 'one');
INSERT INTO t (id, a, b, c, d, f, g, h, i, j, k, l, m, e)
    SELECT n, n, 'b', 1.25, now(), 1, 1, 1, 'i', '{}', 'k', 'l', now(), n FROM generate_series(1, 3) n;
INSERT INTO q VALUES (1);
ANALYZE;
SQL

my @statements = (
    'ALTER TABLE t ADD COLUMN x int',
    'ALTER TABLE t ADD COLUMN x int DEFAULT 1',
    "ALTER TABLE t ADD COLUMN x text NOT NULL DEFAULT 'a'::text",
    'ALTER TABLE t ADD COLUMN x int DEFAULT NULL',
    'ALTER TABLE t ADD COLUMN x timestamptz DEFAULT now()',
    "ALTER TABLE t ADD COLUMN x text DEFAULT md5('q') || current_date",
    'ALTER TABLE t ADD COLUMN x timestamptz DEFAULT clock_timestamp()',
    'ALTER TABLE t ADD COLUMN x uuid DEFAULT gen_random_uuid()',
    'ALTER TABLE t ADD COLUMN x double precision DEFAULT pg_catalog.random()',
    'ALTER TABLE t ADD COLUMN x serial',
    'ALTER TABLE t ADD COLUMN x bigint GENERATED ALWAYS AS IDENTITY',
    'ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (a + 1) STORED',
    'ALTER TABLE t ADD COLUMN x int CHECK (x > 0)',
    'ALTER TABLE t ADD COLUMN x int UNIQUE',
    'ALTER TABLE t ADD COLUMN x int REFERENCES p (id)',
    'ALTER TABLE t ADD COLUMN x int DEFAULT 1 REFERENCES p (id)',
    'ALTER TABLE t ADD COLUMN x positive',
    'ALTER TABLE t DROP COLUMN a',
    'ALTER TABLE t DROP COLUMN f',
    'ALTER TABLE t DROP COLUMN IF EXISTS h CASCADE',
    'ALTER TABLE t RENAME COLUMN a TO x',
    'ALTER TABLE t ALTER COLUMN a TYPE bigint',
    'ALTER TABLE t ALTER COLUMN a TYPE int',
    'ALTER TABLE t ALTER COLUMN a TYPE text',
    'ALTER TABLE t ALTER COLUMN a TYPE int USING a + 1',
    'ALTER TABLE t ALTER COLUMN b TYPE varchar(20)',
    'ALTER TABLE t ALTER COLUMN b TYPE varchar',
    'ALTER TABLE t ALTER COLUMN b TYPE text',
    'ALTER TABLE t ALTER COLUMN b TYPE varchar(20) USING b::varchar(20)',
    'ALTER TABLE t ALTER COLUMN b TYPE varchar(5)',
    'ALTER TABLE t ALTER COLUMN k TYPE varchar(20)',
    'ALTER TABLE t ALTER COLUMN l TYPE text',
    'ALTER TABLE t ALTER COLUMN c TYPE numeric(12, 2)',
    'ALTER TABLE t ALTER COLUMN c TYPE numeric',
    'ALTER TABLE t ALTER COLUMN c TYPE numeric(12, 4)',
    'ALTER TABLE t ALTER COLUMN c TYPE integer',
    'ALTER TABLE t ALTER COLUMN d TYPE timestamp(6)',
    'ALTER TABLE t ALTER COLUMN d TYPE timestamp',
    'ALTER TABLE t ALTER COLUMN d TYPE timestamp(0)',
    'ALTER TABLE t ALTER COLUMN d TYPE timestamptz',
    'ALTER TABLE t ALTER COLUMN f TYPE bigint',
    'ALTER TABLE t ALTER COLUMN id TYPE bigint',
    'ALTER TABLE t ALTER COLUMN g TYPE bigint',
    'ALTER TABLE t ALTER COLUMN j TYPE jsonb',
    'ALTER TABLE t ALTER COLUMN m TYPE timestamp',
    'ALTER TABLE t ALTER COLUMN l TYPE varchar(9) COLLATE "C"',
    'ALTER TABLE t ALTER COLUMN a SET NOT NULL',
    'ALTER TABLE t ALTER COLUMN h SET NOT NULL',
    'ALTER TABLE t ALTER COLUMN e SET NOT NULL',
    'ALTER TABLE t ALTER COLUMN e DROP NOT NULL',
    "ALTER TABLE t ALTER COLUMN e SET DEFAULT 'y'",
    'ALTER TABLE t ALTER COLUMN e DROP DEFAULT',
    'ALTER TABLE t ALTER COLUMN a DROP DEFAULT',
    'ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0)',
    'ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0) NOT VALID',
    'CREATE TABLE x (id int PRIMARY KEY)',
    'CREATE TABLE x (id int REFERENCES p (id), again int REFERENCES t)',
    'CREATE TABLE x (LIKE t INCLUDING ALL)',
    'CREATE INDEX x ON t (b)',
    'CREATE UNIQUE INDEX x ON t (e, id)',
    'DROP INDEX t_a',
    'DROP INDEX t_e',
    'UPDATE t SET a = 1',
    'DELETE FROM q WHERE t_id = 5',
    "INSERT INTO p VALUES (2, 'two')",
    'TRUNCATE q',
    'ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES p (id) NOT VALID',
    'ALTER TABLE t ALTER COLUMN a SET STATISTICS 50',
    'ALTER TABLE t ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE t DISABLE TRIGGER ALL',
    'ALTER TABLE q SET UNLOGGED',
    'COMMENT ON TABLE t IS \'t\'',
);

# The server's answer: {locks => {table => mode}, scans, rewrites}, or undef with the reason.
sub measure
{
    my ($sql) = @_;
    my $filenodes = q{SELECT 'filenodes ' || string_agg(relname || ':' || coalesce(pg_relation_filenode(oid), 0), ' '
        ORDER BY oid) FROM known WHERE relkind = 'r'};
    my ($rc, $out, $err) = $node->psql('postgres', <<"SQL", on_error_stop => 1);
\\pset format unaligned
\\pset tuples_only on
CREATE TEMP TABLE known AS SELECT oid, relname::text, relkind::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace;
BEGIN;
$filenodes;
$sql;
$filenodes;
SELECT 'lock public.' || quote_ident(k.relname) || ' ' || k.relkind || ' ' || l.mode
    FROM pg_locks l JOIN known k ON k.oid = l.relation WHERE l.pid = pg_backend_pid() AND l.granted;
SELECT 'scan ' || k.relname FROM pg_stat_xact_user_tables s JOIN known k ON k.oid = s.relid WHERE s.seq_tup_read > 0;
ROLLBACK;
SQL
    return (undef, $err) if $rc != 0;
    my %truth = (locks => {}, scans => 0, rewrites => 0);
    my @filenodes;
    for my $line (split /\n/, $out)
    {
        push @filenodes, $1 if $line =~ /^filenodes (.*)/;
        $truth{scans} = 1 if $line =~ /^scan /;
        if ($line =~ /^lock (\S+) (\w) (\w+)/)
        {
            my $kind = \$truth{kind}{$1};
            $$kind = $2;
            my $mode = \$truth{locks}{$1};
            $$mode = $3 if $strength{$3} > $strength{ $$mode // 'none' };
        }
    }
    $truth{rewrites} = 1 if ($filenodes[0] // '') ne ($filenodes[1] // '');
    return (\%truth, '');
}

sub claims
{
    my ($sql, @arguments) = @_;
    my ($out, $err) = ('', '');
    my $in = join '', map { "$_\n" } @$sql;
    IPC::Run::run([ $helper, @arguments ], '<', \$in, '>', \$out, '2>', \$err)
      or BAIL_OUT("$helper failed: $err");
    return map {
        my @field = split /\t/, $_, -1;
        my %locks = map { /^(.*)=(\w+)$/ ? ($1 => $2) : () } split / /, $field[9] // '';
        {
            tag => $field[0], lock => $field[2], scans => $field[3], rewrites => $field[4], locks => \%locks,
            note => $field[10]
        }
    } split /\n/, $out;
}

# Tables are compared whole, of indexes only those that are claimed.
sub show
{
    my ($locks, $claimed, $kind) = @_;
    return join ' ', map { s/^public\.//r . "=$locks->{$_}" }
      sort grep { exists $claimed->{$_} || ($kind->{$_} // '') eq 'r' } keys %$locks;
}

sub qualified
{
    my ($locks) = @_;
    return { map { (/^public\./ ? $_ : "public.$_") => $locks->{$_} } keys %$locks };
}

my @offline = claims(\@statements);
my @online = claims(\@statements, $node->connstr('postgres'));
is(scalar @offline, scalar @statements, 'every statement is classified without a server');
is(scalar @online, scalar @statements, 'every statement is classified with the catalog');
for my $i (0 .. $#statements)
{
    my $sql = $statements[$i];
    my ($truth, $reason) = measure($sql);
    my ($exact, $safe) = ($online[$i], $offline[$i]);
    if (!defined $truth)
    {
        fail("$sql: $reason");
        next;
    }
    my $claimed = qualified($exact->{locks});
    is(show($claimed, $claimed, $truth->{kind}), show($truth->{locks}, $claimed, $truth->{kind}), "$sql: locks");
    if ($exact->{note} =~ /assumed|or may be/)
    {
        cmp_ok($exact->{rewrites}, '>=', $truth->{rewrites}, "$sql: rewrite, assumed");
    }
    else
    {
        is("$exact->{scans} $exact->{rewrites}", "$truth->{scans} $truth->{rewrites}", "$sql: scan and rewrite");
    }
    my ($strongest) = sort { $b <=> $a } 0, map { $strength{ $truth->{locks}{$_} } }
      grep { $truth->{kind}{$_} eq 'r' } keys %{ $truth->{locks} };
    ok( $strength{ $safe->{lock} } >= $strongest
          && $safe->{scans} >= $truth->{scans}
          && $safe->{rewrites} >= $truth->{rewrites},
        "$sql: not milder without the catalog");
}

# CONCURRENTLY runs outside a transaction: a writer that stays open makes it wait with its lock held.
for my $sql ('CREATE INDEX CONCURRENTLY x ON t (b)', 'DROP INDEX CONCURRENTLY t_l')
{
    my ($in, $out) = ('', '');
    my $writer = $node->background_psql('postgres');
    $writer->query_safe('BEGIN');
    $writer->query_safe('UPDATE t SET a = a');
    my ($claim) = claims([$sql], $node->connstr('postgres'));
    my $builder = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c', $sql ], '<', \$in, '>', \$out,
        '2>', \$out);
    my $seen = $node->poll_query_until('postgres', <<"SQL");
SELECT count(*) = 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE a.query = '$sql' AND l.relation = 't'::regclass AND l.granted AND l.mode = '$claim->{lock}'
SQL
    ok($seen, "$sql: holds $claim->{lock}");
    $writer->query_safe('COMMIT');
    $writer->quit;
    $builder->finish;
    is($out, '', "$sql: done");
}

$node->stop;
done_testing();
