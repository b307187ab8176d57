# SPDX-License-Identifier: PostgreSQL
#
# Random cases for the catalogue: a table with a random key, columns, NULLs, indexes and rows, and a plan with one to three random
# changes of its columns. The same seed and number give the same case; tests/catalogue/random prints it.
package Bellows::Random;

use strict;
use warnings;

use Exporter qw(import);
use List::Util qw(shuffle);

use Bellows;
use Bellows::Plan;

our @EXPORT = qw(random_cases random_sql);

# name, a value of row n, a wider type, values for what is left out.
my @types = (
    [ 'smallint', 'n % 1000', 'integer', '0' ],
    [ 'integer', 'n * 37 % 10000', 'bigint', '0' ],
    [ 'integer', 'n * 41 % 10000', 'numeric(14,2)', '0' ],
    [ 'bigint', 'n * 1000003', 'numeric', '0' ],
    [ 'text', q{'text ' || n % 40}, undef, q{''} ],
    [ 'varchar(20)', q{'v' || n}, 'text', q{''} ],
    [ 'varchar(12)', q{'w' || n % 50}, 'varchar(40)', q{''} ],
    [ 'numeric(8,2)', 'n / 4.0', 'numeric(12,2)', '0' ],
    [ 'real', 'n / 8.0', 'double precision', '0' ],
    [ 'boolean', 'n % 2 = 0', undef, 'false' ],
    [ 'date', q{date '2026-01-01' + n % 100}, undef, q{'2000-01-01'} ],
    [ 'timestamptz', q{timestamptz '2026-01-01 12:00+00' + n * interval '1 min'}, undef, q{'2000-01-01 00:00+00'} ],
    [ 'jsonb', q{jsonb_build_object('n', n)}, undef, q{'{}'} ],
    [ 'uuid', 'md5(n::text)::uuid', undef, q{'00000000-0000-0000-0000-000000000000'} ],
    [ 'text[]', q{ARRAY['a', 'b' || n]}, undef, q{'{}'} ],
);
my @keys = (
    [ 'id bigint PRIMARY KEY', 'n', 'id' ],
    [ 'id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY', undef, undef ],
    [ 'id uuid PRIMARY KEY', q{md5('k' || n)::uuid}, 'id' ],
    [ 'code text PRIMARY KEY', q{'code ' || n}, 'code' ],
    [ 'a integer, b text, PRIMARY KEY (a, b)', q{n % 7, 'b' || n}, 'a, b' ],
    [ '', undef, undef ],
);

sub random_cases
{
    my ($seed, $count) = @_;
    return map {
        my ($sql, $yaml) = random_sql($seed, $_);
        my $name = sprintf 'random_%d_%d', $seed, $_;
        my $case = plan_case($name, write_plan($name, $yaml), $sql, '');
        $case->{refused} = [ 14, 'P305' ] if $sql !~ /PRIMARY KEY/;
        $case->{only} = { map { $_ => 1 } qw(equivalence rollback coexistence) };
        $case
    } 1 .. $count;
}

# (schema, plan)
sub random_sql
{
    my ($seed, $number) = @_;
    srand $seed * 1000 + $number;
    my $key = $keys[ rand @keys ];
    my @columns = map { random_column("c$_") } 1 .. 4 + int rand 4;
    my @definitions = ($key->[0] || (), map { "$_->{name} $_->{type}" . ($_->{not_null} ? ' NOT NULL' : '') . ($_->{default} // '') } @columns);
    my $rows = 40 + int rand 100;
    my $sql = sprintf "CREATE TABLE thing (%s);\n", join ', ', @definitions;
    $sql .= sprintf "INSERT INTO thing (%s) SELECT %s FROM generate_series(1, %d) AS n;\n",
      join(', ', $key->[2] // (), map { $_->{name} } @columns), join(', ', $key->[1] // (), map { $_->{value} } @columns), $rows;
    for my $column (grep { $_->{type} !~ /jsonb|\[\]/ && rand() < 0.3 } @columns)
    {
        $sql .= sprintf "CREATE INDEX thing_%s ON thing (%s%s)%s;\n", $column->{name}, $column->{name}, rand() < 0.5 ? ' DESC' : '',
          rand() < 0.3 ? " WHERE $column->{name} IS NOT NULL" : '';
    }
    my @changed = (shuffle(@columns))[ 0 .. int rand 3 ];
    my %is_changed = map { $_->{name} => 1 } @changed;
    my @staying = grep { !$is_changed{ $_->{name} } } @columns;
    my $changes = join '', map { random_change($_, \@staying) } @changed;
    return ($sql, "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n$changes");
}

sub random_column
{
    my ($name) = @_;
    my ($type, $value, $wider, $empty) = @{ $types[ rand @types ] };
    my $not_null = rand() < 0.5;
    $value = sprintf 'CASE WHEN n %% %d > 0 THEN %s END', 3 + int rand 5, $value unless $not_null;
    return { name => $name, type => $type, value => $value, wider => $wider, empty => $empty, not_null => $not_null,
        default => rand() < 0.3 ? " DEFAULT $empty" : '' };
}

sub random_change
{
    my ($column, $staying) = @_;
    my $name = $column->{name};
    my $dice = rand;
    return change("ALTER TABLE thing ALTER COLUMN $name TYPE $column->{wider}", as => "new_$name",
        down => "UPDATE thing SET $name = new_$name\::$column->{type}")
      if defined $column->{wider} && $dice < 0.5;
    return change("ALTER TABLE thing DROP COLUMN $name", down => $column->{default} ? undef : "UPDATE thing SET $name = $column->{empty}")
      if $dice < 0.65;
    my $source = $staying->[ rand @$staying ];
    return change("ALTER TABLE thing ADD COLUMN added_$name text" . ($source->{not_null} ? ' NOT NULL' : ''),
        up => "UPDATE thing SET added_$name = 'is ' || ($source->{name} IS NOT NULL)::text") if $dice < 0.8;
    return change("ALTER TABLE thing RENAME COLUMN $name TO new_$name");
}

sub change
{
    my ($sql, %more) = @_;
    my $yaml = "  - sql: |\n      $sql\n";
    $yaml .= "    as: $more{as}\n" if $more{as};
    $yaml .= join '', map { $more{$_} ? "    $_: |\n      $more{$_}\n" : '' } qw(up down);
    return $yaml;
}

1;
