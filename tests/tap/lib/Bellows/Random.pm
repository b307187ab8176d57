# SPDX-License-Identifier: PostgreSQL
#
# Random cases for the catalogue: one or two tables with random names, keys, columns, NULLs, constraints, indexes and rows, and a
# plan with random changes of their columns, constraints, defaults and indexes. The same seed and number give the same case;
# tests/catalogue/random prints it.
package Bellows::Random;

use strict;
use warnings;

use Digest::MD5 qw(md5_hex);
use Exporter qw(import);
use List::Util qw(shuffle);

use Bellows;
use Bellows::Plan;

our @EXPORT = qw(random_cases random_sql);

# name => a value of row n, what stands for "nothing", and the types that it may become: [type, USING, back]; % is the column.
# text_is: an index or a unique constraint on its text may be built (the cast is immutable).
my %types = (
    smallint => { value => 'n % 1000', empty => '0', text_is => 1, to => [ [ 'integer', undef, '%::smallint' ] ] },
    integer => { value => 'n * 37 % 10000', empty => '0', text_is => 1,
        to => [ [ 'bigint', undef, '%::integer' ], [ 'numeric(14,2)', undef, '%::integer' ], [ 'text', '%::text', '%::integer' ], [ 'bigint', '%', '%' ] ] },
    bigint => { value => 'n * 1000003', empty => '0', text_is => 1, to => [ [ 'numeric', undef, '%::bigint' ] ] },
    text => { value => q{'text ' || n % 40}, empty => q{''}, text_is => 1, to => [ [ 'varchar(60)', undef, '%' ], [ 'text COLLATE "C"', undef, '%' ] ] },
    'varchar(20)' => { value => q{'v' || n}, empty => q{''}, text_is => 1, to => [ [ 'text', undef, '%::varchar(20)' ], [ 'varchar(40)', undef, '%' ] ] },
    'character(6)' => { value => q{'c' || n % 90}, empty => q{''}, to => [ [ 'text', undef, '%::character(6)' ] ] },
    'numeric(8,2)' => { value => 'n / 4.0', empty => '0', text_is => 1, to => [ [ 'numeric(12,2)', undef, '%::numeric(8,2)' ], [ 'numeric', undef, '%' ] ] },
    real => { value => 'n / 8.0', empty => '0', to => [ [ 'double precision', undef, '%::real' ] ] },
    boolean => { value => 'n % 2 = 0', empty => 'false', to => [ [ 'integer', '%::integer', '% = 1' ] ] },
    date => { value => q{date '2026-01-01' + n % 100}, empty => q{'2000-01-01'}, to => [ [ 'timestamp', undef, '%::date' ] ] },
    timestamp => { value => q{timestamp '2026-01-01 12:00' + n * interval '1 min'}, empty => q{'2000-01-01'},
        to => [ [ 'timestamptz', q{% AT TIME ZONE 'UTC'}, q{% AT TIME ZONE 'UTC'} ], [ 'timestamptz', undef, '%::timestamp' ] ] },
    timestamptz => { value => q{timestamptz '2026-01-01 12:00+00' + n * interval '1 min'}, empty => q{'2000-01-01 00:00+00'}, to => [] },
    json => { value => q{json_build_object('n', n)}, empty => q{'{}'}, is_odd => 1, to => [ [ 'jsonb', '%::jsonb', '%::json' ] ] },
    jsonb => { value => q{jsonb_build_object('n', n)}, empty => q{'{}'}, to => [] },
    uuid => { value => 'md5(n::text)::uuid', empty => q{'00000000-0000-0000-0000-000000000000'}, text_is => 1, to => [ [ 'text', '%::text', '%::uuid' ] ] },
    'text[]' => { value => q{ARRAY['a', 'b' || n, NULL]}, empty => q{'{}'}, to => [] },
    'integer[]' => { value => q{ARRAY[n, -n]}, empty => q{'{}'}, to => [ [ 'bigint[]', undef, '%::integer[]' ] ] },
    bytea => { value => q{decode(md5(n::text), 'hex')}, empty => q{''}, to => [] },
    inet => { value => q{inet '10.0.0.0' + n}, empty => q{'::1'}, to => [] },
    point => { value => 'point(n, -n)', empty => q{'(0,0)'}, is_odd => 1, to => [] },
    mood => { value => q{(ARRAY['low', 'so so', 'high'])[1 + n % 3]::mood}, empty => q{'low'}, to => [ [ 'text', '%::text', '%::mood' ] ] },
    # No new column may be of it: R745.
    positive => { is_constrained => 1, value => '1 + n % 77', empty => '1', to => [ [ 'bigint', undef, '%::integer::positive' ] ] },
);
# definitions, values, columns, names in SQL
my @keys = (
    [ 'id bigint PRIMARY KEY', 'n', 'id' ],
    [ 'id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY', undef, undef, 'id' ],
    [ 'id uuid PRIMARY KEY', q{md5('k' || n)::uuid}, 'id' ],
    [ 'code text PRIMARY KEY', q{'code ' || n}, 'code' ],
    [ 'a integer, b text, PRIMARY KEY (a, b)', q{n % 7, 'b' || n}, 'a, b' ],
    [ 'b varchar(30), a bigint, "Z" uuid, PRIMARY KEY (a, "Z", b)', q{'b' || n, n % 5, md5('z' || n)::uuid}, 'b, a, "Z"', 'a, "Z", b' ],
    [ '', undef, undef, '' ],
);
my @tables = ('thing', 'thing', '"The ""Thing"""', 'odd."order"', '"Odd schema".thing', 'odd.' . 't' x 63);
# The two of 63 bytes are the same when anything is put before them and cut.
my @odd_names = ('"select"', '"from ""x"""', q{"it's %s"}, '"Größe"', '"日本語"', 'l' x 62 . 'a', 'l' x 62 . 'b', '"MiXed"', '"$1"', '"a.b"', '"-- no"', '"; --"');

sub random_cases
{
    my ($seed, $count) = @_;
    return map {
        my ($sql, $yaml, $hints) = random_sql($seed, $_);
        my $name = sprintf 'random_%d_%d', $seed, $_;
        my $case = plan_case($name, write_plan($name, $yaml), $sql, '', $hints);
        $case->{refused} = [ 14, 'P305' ] if $sql =~ /^-- without a key to fill by/m;
        $case->{only} = { map { $_ => 1 } qw(equivalence rollback coexistence) };
        $case
    } 1 .. $count;
}

# (schema, plan, hints for the writers)
sub random_sql
{
    my ($seed, $number) = @_;
    # Neighbouring seeds of rand() give neighbouring cases.
    srand hex substr md5_hex("$seed $number"), 0, 8;
    my $sql = <<'END';
DO $$ BEGIN CREATE ROLE catalogue_reader; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
CREATE SCHEMA odd; CREATE SCHEMA "Odd schema";
CREATE TYPE mood AS ENUM ('low', 'so so', 'high');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TABLE ref (id integer PRIMARY KEY);
INSERT INTO ref SELECT generate_series(0, 50);
END
    my ($changes, $hints) = ('', '');
    my @names = (shuffle(@tables))[ 0, rand() < 0.2 ? 1 : () ];
    pop @names if @names > 1 && $names[0] eq $names[1];
    for my $name (@names)
    {
        my ($schema, $change, $hint) = random_table($name);
        $sql .= $schema;
        $changes .= $change;
        $hints .= $hint;
    }
    return ($sql, "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n$changes", $hints);
}

sub dice { my ($chance) = @_; return rand() < $chance; }
sub one_of { return $_[ rand @_ ]; }

sub random_table
{
    my ($name) = @_;
    my $table = { name => $name, key => one_of(@keys), rows => one_of(0, 1, 40, 40, 100, 140), hints => '', odd => [ shuffle(@odd_names) ] };
    $table->{key_columns} = $table->{key}[3] // $table->{key}[2];
    my @columns = map { random_column($table, "c$_") } 1 .. 4 + int rand 5;
    $table->{columns} = \@columns;
    my @changed = (shuffle(@columns))[ 0 .. int rand 4 ];
    my %is_changed = map { $_->{name} => 1 } grep { defined } @changed;
    my @staying = grep { !$is_changed{ $_->{name} } } @columns;
    my @changes = map { random_change($table, $_, \@staying) } grep { defined } @changed;
    my @definitions = ($table->{key}[0] || (), (map { definition($_) } @columns), (map { $_->{constraint} // () } @columns));
    my $sql = '';
    $sql .= sprintf "CREATE %sTABLE %s (%s)%s;\n", dice(0.15) ? 'UNLOGGED ' : '', $name, join(', ', @definitions), dice(0.2) ? ' WITH (fillfactor = 60)' : '';
    $sql .= sprintf "INSERT INTO %s (%s) SELECT %s FROM generate_series(1, %d) AS n;\n",
      $name, join(', ', $table->{key}[2] // (), map { $_->{name} } @columns), join(', ', $table->{key}[1] // (), map { $_->{filled} } @columns), $table->{rows};
    $sql .= join '', map { random_extras($table, $_) } @columns;
    $sql .= "ALTER TABLE $name ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON $name USING (true);\n" if dice(0.15);
    push @changes, random_in_place($table, \@staying) if dice(0.5);
    $sql .= "-- without a key to fill by\n" if $table->{key_columns} eq '' && grep { /^ +(?:as|up):|RENAME COLUMN/m } @changes;
    return ($sql, join('', @changes), $table->{hints});
}

sub random_column
{
    my ($table, $name) = @_;
    my $type = one_of(sort keys %types);
    my $column = { %{ $types{$type} }, name => dice(0.35) ? pop @{ $table->{odd} } : $name, plain => $name, type => $type, not_null => dice(0.5) };
    $column->{filled} = $column->{not_null} ? $column->{value} : sprintf 'CASE WHEN n %% %d > 0 THEN %s END', 3 + int rand 5, $column->{value};
    $column->{default} = dice(0.3) ? $column->{empty} : undef;
    $column->{constraint} = "CONSTRAINT $name\_is_short CHECK (octet_length($column->{name}::text) < 500)" if dice(0.2);
    return $column;
}

sub definition
{
    my ($column) = @_;
    return "$column->{name} $column->{type}" . ($column->{not_null} ? ' NOT NULL' : '') . (defined $column->{default} ? " DEFAULT $column->{default}" : '');
}

# What hangs on a column. Only what its new type, if it gets one, can bear as well: else the naive SQL would be refused.
sub random_extras
{
    my ($table, $column) = @_;
    my ($name, $on) = ($column->{name}, $table->{name});
    my $is_text = 2 == grep { /^(?:text|varchar\(\d+\))$/ } $column->{type}, $column->{becomes} // 'text';
    my $can_cast = $column->{text_is} && ($types{ $column->{becomes} // $column->{type} } // {})->{text_is} || $is_text;
    my $base = "i_$column->{plain}_" . substr $table->{name} =~ s/\W//gr, 0, 20;
    my @kinds = (
        sub { "($name" . one_of('', ' DESC', ' NULLS FIRST', ' DESC NULLS LAST') . ')' . one_of('', '', " WHERE $name IS NOT NULL", ' WITH (fillfactor = 70)') },
        sub { "USING hash ($name)" },
        $can_cast ? sub { "(md5($name\::text), octet_length($name\::text) DESC)" } : (),
        $is_text ? sub { "($name text_pattern_ops)" } : (),
        $is_text ? sub { "($name COLLATE \"C\" DESC, lower($name))" } : (),
        $table->{key_columns} ? sub { "($table->{key_columns}, $name)" } : (),
        $table->{key_columns} ? sub { "($table->{key_columns}) INCLUDE ($name)" } : (),
    );
    my $sql = '';
    if (!$column->{is_odd})
    {
        my $unique = $table->{key_columns} && dice(0.15);
        $sql .= "CREATE UNIQUE INDEX $base\_u ON $on ($table->{key_columns}, $name);\n" if $unique;
        if (dice(0.4))
        {
            my $index = dice(0.9) ? cut($base) : qq{"Index $base"};
            $sql .= "CREATE INDEX $index ON $on " . one_of(@kinds)->() . ";\n";
            $sql .= "COMMENT ON INDEX " . ($on =~ /^(.*\.)/ ? $1 : '') . "$index IS 'it''s';\n" if dice(0.3);
        }
    }
    $sql .= "COMMENT ON COLUMN $on.$name IS 'it''s \\ %';\n" if dice(0.2);
    $sql .= "ALTER TABLE $on ALTER COLUMN $name SET STATISTICS 77;\n" if dice(0.15);
    $sql .= "GRANT SELECT ($name), UPDATE ($name) ON $on TO catalogue_reader;\n" if dice(0.2);
    $sql .= "ALTER TABLE $on ALTER COLUMN $name SET (n_distinct = -0.5);\n" if dice(0.1);
    $sql .= "ALTER TABLE $on ADD CONSTRAINT $column->{plain}_ref FOREIGN KEY ($name) REFERENCES ref ON DELETE CASCADE;\n" if $column->{has_reference};
    return $sql;
}

# Two long names differ in their last byte only.
sub cut { my ($base) = @_; return dice(0.2) ? substr($base . 'x' x 63, 0, 62) . one_of('a', 'b') : $base; }

sub at { my ($template, $name) = @_; return $template =~ s/%(?!')/$name/gr; }

# A change of one column.
sub random_change
{
    my ($table, $column, $staying) = @_;
    my ($on, $name) = ($table->{name}, $column->{name});
    my $new = dice(0.3) && pop @{ $table->{odd} } || "new_$column->{plain}";
    my $dice = $column->{is_constrained} ? rand 0.65 : rand;
    if (@{ $column->{to} } && $dice < 0.5)
    {
        my ($type, $using, $back) = @{ one_of(@{ $column->{to} }) };
        $column->{becomes} = $type =~ s/ COLLATE .*//r;
        $column->{default} = undef if $column->{type} eq 'boolean';    # the server does not cast that one by itself
        return change("ALTER TABLE $on ALTER COLUMN $name TYPE $type" . (defined $using ? ' USING ' . at($using, $name) : ''), as => $new,
            down => "UPDATE $on SET $name = " . at($back, $new));
    }
    $column->{becomes} = 'nothing' if $dice < 0.65;
    return change("ALTER TABLE $on DROP COLUMN $name", down => defined $column->{default} ? undef : "UPDATE $on SET $name = $column->{empty}")
      if $dice < 0.65;
    if ($dice < 0.75 && @$staying)
    {
        my $source = one_of(@$staying);
        $source->{is_read} = 1;
        return change("ALTER TABLE $on ADD COLUMN $new text" . one_of('', ' NOT NULL'), up => "UPDATE $on SET $new = 'is ' || ($source->{name} IS NOT NULL)::text");
    }
    if ($dice < 0.85 && $column->{type} eq 'text')
    {
        return change("ALTER TABLE $on ADD COLUMN $new text;\n      ALTER TABLE $on ADD COLUMN rest_$column->{plain} text;\n      ALTER TABLE $on DROP COLUMN $name",
            up => "UPDATE $on SET $new = substr($name, 1, 2), rest_$column->{plain} = substr($name, 3)", down => "UPDATE $on SET $name = $new || rest_$column->{plain}");
    }
    return change("ALTER TABLE $on ALTER COLUMN $name DROP NOT NULL", as => $new, down => "UPDATE $on SET $name = coalesce($new, $column->{empty})")
      if $column->{not_null} && dice(0.5);
    $column->{has_reference} = $column->{type} eq 'integer' && $column->{value} =~ s/.*/n % 40/ && ($column->{filled} = 'n % 40') && dice(0.5);
    return change("ALTER TABLE $on RENAME COLUMN $name TO $new");
}

# Changes without a new column, of columns that stay.
sub random_in_place
{
    my ($table, $staying) = @_;
    my $on = $table->{name};
    my @parts;
    for my $column (@$staying)
    {
        my $name = $column->{name};
        my @kinds = (
            sub { "ALTER TABLE $on ALTER COLUMN $name SET DEFAULT $column->{empty}" },
            defined $column->{default} ? sub { "ALTER TABLE $on ALTER COLUMN $name DROP DEFAULT" } : (),
            $column->{not_null} ? sub { $table->{hints} .= "$on.$name no-null\n"; "ALTER TABLE $on ALTER COLUMN $name DROP NOT NULL" }
            : (),
            $column->{type} =~ /^(?:integer|bigint|text|varchar\(\d+\))$/ && !$column->{is_read} ? sub {
                $table->{hints} = "keeps-repairs\n$table->{hints}" if $table->{hints} !~ /^keeps-repairs/m;
                my ($is, $should) = map { "octet_length(CAST($_ AS text)) % 2" } $name, $column->{empty};
                return change("ALTER TABLE $on ADD CONSTRAINT $column->{plain}_repaired CHECK ($is = $should)", up => "UPDATE $on SET $name = $column->{empty}");
            } : (),
            !$column->{not_null} && !$column->{is_read} ? sub {
                $table->{hints} = "keeps-repairs\n$table->{hints}" if $table->{hints} !~ /^keeps-repairs/m;
                return change("ALTER TABLE $on ALTER COLUMN $name SET NOT NULL", up => "UPDATE $on SET $name = $column->{empty}");
            } : (),
            sub { "ALTER TABLE $on ADD CONSTRAINT $column->{plain}_checked CHECK (octet_length($name\::text) < 600)" },
            $column->{constraint} ? sub { "ALTER TABLE $on RENAME CONSTRAINT $column->{plain}_is_short TO $column->{plain}_is_brief" } : (),
            $column->{constraint} ? sub { "ALTER TABLE $on DROP CONSTRAINT $column->{plain}_is_short" } : (),
            sub { "ALTER TABLE $on ADD COLUMN plain_$column->{plain} integer" . one_of('', ' DEFAULT 7', ' NOT NULL DEFAULT 7') },
            !$column->{is_odd} ? sub { "CREATE INDEX made_$column->{plain} ON $on ($name" . one_of('', ' DESC') . ')' } : (),
            !$column->{is_odd} && $table->{key_columns} ? sub { "ALTER TABLE $on ADD UNIQUE ($table->{key_columns}, $name)" } : (),
        );
        push @parts, one_of(@kinds)->() if dice(0.4);
    }
    return map { /^  - sql:/ ? $_ : change($_) } @parts;
}

# "as" is a name as it is, not as SQL writes it.
sub change
{
    my ($sql, %more) = @_;
    my $yaml = "  - sql: |\n      $sql\n";
    $yaml .= sprintf "    as: '%s'\n", $more{as} =~ s/^"|"$//gr =~ s/""/"/gr =~ s/'/''/gr if $more{as};
    # Before 13 one of the functions behind it was volatile, which is judged by its name.
    $yaml .= "    allow:\n      - {rule: volatile-up, reason: of another type}\n" if $sql =~ /AT TIME ZONE/;
    $yaml .= join '', map { $more{$_} ? "    $_: |\n      $more{$_}\n" : '' } qw(up down);
    return $yaml;
}

1;
