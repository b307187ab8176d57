# SPDX-License-Identifier: PostgreSQL
#
# The plans of the catalogue as cases, {name, path, sql, changes, tables, naive, hints}: those of plans/ and those of
# tests/catalogue/<name>/, which holds
#   schema.sql   the tables before the change, with rows
#   plan.yaml    the plan
#   naive.sql    what it does in a maintenance window; without it, naive_sql() derives it from the plan
#   expect       "refused before 14: P305": what `plan` says on older servers
#   writers      hints for the writers, see Bellows::Writers
# The hints for a plan of plans/ are in tests/catalogue/<slug>/writers.
package Bellows::Plan;

use strict;
use warnings;

use CPAN::Meta::YAML;
use Exporter qw(import);
use File::Basename qw(basename);

use Bellows;

our @EXPORT = qw(catalogue_cases plan_case statements_of naive_sql list_items bare_name);

my $name = qr/"(?:[^"]|"")+"|\w+/;

sub catalogue_cases
{
    my ($row_count) = @_;
    my $own = "$ENV{BELLOWS_ROOT}/tests/catalogue";
    my @cases = map {
        my ($slug) = m{/\d{14}_([^/]+)\.yaml$};
        plan_case(basename($_, '.yaml'), $_, few_rows(example_sql(), $row_count), "$own/$slug")
    } sort glob "$ENV{BELLOWS_ROOT}/plans/*.yaml";
    for my $yaml (sort glob "$own/*/plan.yaml")
    {
        my ($folder, $name) = $yaml =~ m{^(.*/([^/]+))/plan\.yaml$};
        push @cases, plan_case($name, write_plan($name, slurp($yaml)), slurp("$folder/schema.sql"), $folder);
    }
    return @cases;
}

# The example tables with fewer rows, references among them included.
sub few_rows
{
    my ($sql, $count) = @_;
    return $count ? $sql =~ s/generate_series\(1, \K\d{4}|customer_id.*\n?SELECT 1 \+ n % \K5000/$count/gr : $sql;
}

sub plan_case
{
    my ($name, $path, $sql, $folder, $more_hints) = @_;
    my $changes = read_changes(slurp($path));
    my ($naive, $hints) = map { slurp("$folder/$_") } qw(naive.sql writers);
    $hints .= $more_hints // '';
    my ($before, $code) = slurp("$folder/expect") =~ /^refused before (\d+): (\w+)$/m;
    my $is_repaired = $hints =~ s/^keeps-repairs$//m;
    my @volatile;
    push @volatile, $1 while $hints =~ s/^(\S+) volatile$//m;
    return {
        name => $name, path => $path, sql => $sql, changes => $changes, tables => [ tables_of($changes) ],
        naive => $naive ne '' ? $naive : naive_sql($changes), hints => $hints, is_repaired => $is_repaired,
        volatile => \@volatile,
        refused => defined $code ? [ $before, $code ] : undef,
    };
}

# {sql, up, down, as, on_conflict} of each change. The flow mappings of a plan ({name: shop, …}) are none of its changes,
# and CPAN::Meta::YAML, which comes with Perl, does not read them.
sub read_changes
{
    my ($yaml) = @_;
    utf8::decode($yaml);
    $yaml = join "\n", grep { !/^\s*- \{|^(?:applications|\w+): *(?:\{.*)?$/ || /^changes:/ } split /\n/, $yaml;
    $yaml =~ s/\n( +)allow:(?=\n|$)//g;
    my $root = CPAN::Meta::YAML->read_string("$yaml\n")->[0];
    my @changes = @{ $root->{changes} };
    for my $change (@changes)
    {
        utf8::encode($_) for grep { defined } values %$change;
        # "as" is a name as it is; all else here is SQL.
        $change->{as} = '"' . $change->{as} =~ s/"/""/gr . '"' if defined $change->{as};
    }
    return \@changes;
}

# A name as the catalog has it.
sub bare_name
{
    my ($sql) = @_;
    return $sql =~ /^"(.*)"$/s ? $1 =~ s/""/"/gr : lc $sql;
}

sub tables_of
{
    my ($changes) = @_;
    my $table = qr/((?:$name)(?:\.(?:$name))?)/;
    my %seen;
    return grep { !$seen{$_}++ }
      map { /^\s*ALTER TABLE (?:ONLY )?$table/ || /^\s*CREATE TABLE $table/ || /^\s*CREATE (?:UNIQUE )?INDEX .*? ON $table/s ? $1 : () }
      map { statements_of($_->{sql}) } @$changes;
}

sub statements_of { my ($sql) = @_; return grep { /\S/ } list_items($sql, ';') }

# Splits at a sign that stands neither in quotes nor in brackets.
sub list_items
{
    my ($text, $sign) = @_;
    my ($depth, @items) = (0, '');
    while ($text =~ /\G('(?:[^']|'')*'|"(?:[^"]|"")*"|.)/gs)
    {
        my $token = $1;
        $depth += $token eq '(' ? 1 : $token eq ')' ? -1 : 0;
        if ($depth == 0 && $token eq $sign) { push @items, ''; }
        else                                 { $items[-1] .= $token; }
    }
    s/^\s+|\s+$//g for @items;
    return @items;
}

# Whether "up" assigns a column that is there already and that the CHECK reads.
sub is_repaired
{
    my ($change, $check) = @_;
    my ($assignments) = ($change->{up} // '') =~ /\bSET\s+(.*)$/s or return 0;
    my %is_added = map { $_ => 1 } $change->{sql} =~ /\bADD (?:COLUMN )?(?!CONSTRAINT|CHECK)($name)/g;
    return 0 + grep { !$is_added{$_} && $check =~ /(?<!\w)\Q$_\E(?!\w)/ } map { /^($name)\s*=/ ? $1 : () } list_items($assignments, ',');
}

# What a person would run in a maintenance window: what is new, then "up" as one UPDATE, then what restricts or takes away.
sub naive_sql
{
    my ($changes) = @_;
    my @sql;
    for my $change (@$changes)
    {
        my (@first, @last, @repaired, @renamed);
        for my $statement (statements_of($change->{sql}))
        {
            my ($table, $actions) = $statement =~ /^ALTER TABLE ((?:ONLY )?(?:$name)(?:\.(?:$name))?)\s+(.*)$/s;
            for my $action (defined $table ? list_items($actions, ',') : $statement)
            {
                my $sql = defined $table ? "ALTER TABLE $table $action" : $action;
                my $is_filled = $change->{up} && $action =~ /^ADD (?:COLUMN )?($name) .*\bNOT NULL/ && $action !~ /DEFAULT|CONSTRAINT/;
                push @repaired, "$1 IS NULL" if $change->{up} && $action =~ /^ALTER (?:COLUMN )?($name) SET NOT NULL/;
                push @repaired, "$1 IS FALSE" if $action =~ /^ADD (?:CONSTRAINT $name )?CHECK (\(.*\))/s && is_repaired($change, $1);
                if ($is_filled)
                {
                    push @last, "ALTER TABLE $table ALTER COLUMN $1 SET NOT NULL" if $action =~ /^ADD (?:COLUMN )?($name)/;
                    $sql =~ s/ NOT NULL//;
                }
                my $is_last = $sql =~ /^DROP /i
                  || defined $table && $action =~ /^(?:DROP|ALTER (?:COLUMN )?(?:$name) SET NOT NULL|ADD (?:CONSTRAINT|CHECK|UNIQUE|PRIMARY))/;
                push @{ $is_last ? \@last : \@first }, $sql;
                push @renamed, "ALTER TABLE $table RENAME COLUMN $1 TO $change->{as}"
                  if defined $change->{as} && !@renamed
                  && ($action =~ /^ALTER (?:COLUMN )?($name) (?:(?:SET DATA )?TYPE|DROP NOT NULL)/
                    || $action =~ /^DROP CONSTRAINT/ && $change->{down} =~ /^UPDATE \S+ SET ($name)/);
            }
        }
        my $up = $change->{up};
        $up .= ' WHERE ' . join ' OR ', @repaired if $up && @repaired;
        push @sql, @first, @renamed, $up // (), @last;
    }
    return join '', map { s/;?\s*$/;\n/r } @sql;
}

1;
