# SPDX-License-Identifier: PostgreSQL
#
# Old = map(new), or new = map(old), for each row, by the plan's own UPDATEs and without bellows: they run on temporary copies
# of the table, which stand before it in the search_path. Changes that lack one of the two say less, and are left to verify.
#
# A checker is a process that looks again and again, from before expand until the old columns are dropped: while the backfill
# runs (a row whose new columns are all NULL may be unfilled then), while expanded, while the fence falls, and while the old
# columns are held. It finds those by their numbers, which a rename does not change.
package Bellows::Checker;

use strict;
use warnings;

use Exporter qw(import);
use IPC::Open2 qw(open2);
use POSIX ();

use Bellows;
use Bellows::Plan;

our @EXPORT = qw(start_checker stop_checker wait_for_look);

my $name = qr/"(?:[^"]|"")+"|\w+/;

# The states in which old and new are both there; in the first ones rows may be unfilled.
my %may_be_unfilled = (expanding => 1, map { $_ => 0 } qw(expanded fencing fenced sealing sealed unsealing));

# (table, up, down) as two UPDATEs, or nothing.
sub both_ways
{
    my ($change) = @_;
    my ($sql) = statements_of($change->{sql});
    my ($table, $action) = $sql =~ /^ALTER TABLE (?:ONLY )?($name(?:\.$name)?)\s+(.*)$/s or return;
    return ($table, "UPDATE $table SET $2 = $1", "UPDATE $table SET $1 = $2") if $action =~ /^RENAME (?:COLUMN )?($name) TO ($name)/;
    return if !defined $change->{down};
    return ($table, "UPDATE $table SET $change->{as} = " . ($2 // "CAST($1 AS " . type_in($action) . ')'), $change->{down} =~ s/;\s*$//r)
      if defined $change->{as} && $action =~ /^ALTER (?:COLUMN )?($name) (?:SET DATA )?TYPE .*?(?:\bUSING (.*))?$/s;
    return ($table, "UPDATE $table SET $change->{as} = $1", $change->{down} =~ s/;\s*$//r)
      if defined $change->{as} && $change->{sql} !~ /\bTYPE\b/ && $change->{down} =~ /\bSET ($name)\s*=/;    # loosened: of the same type
    return ($table, $change->{up} =~ s/;\s*$//r, $change->{down} =~ s/;\s*$//r) if defined $change->{up};
    return;
}

sub type_in
{
    my ($action) = @_;
    return $action =~ /TYPE (.*?)(?: COLLATE .*| USING .*)?$/s ? $1 : die "no type in $action\n";
}

# What can be checked of a case: {table, up, down, added, old}; old: number => name of each column before the change.
sub checks_of
{
    my ($case, $start) = @_;
    my @checks;
    for my $change (@{ $case->{changes} })
    {
        my ($table, $up, $down) = both_ways($change);
        next unless defined $down;
        my ($bare) = $table =~ /($name)$/;
        my ($assignments) = $up =~ /\bSET\s+(.*)$/s;
        my @added = map { /^($name)\s*=/ ? bare_name($1) : () } list_items($assignments, ',');
        s/\Q$table\E/$bare/ for $up, $down;
        (my $literal = $table) =~ s/'/''/g;
        my %old = map { split / /, $_, 2 } split /\n/, query($start,
            "SELECT attnum || ' ' || quote_ident(attname) FROM pg_attribute WHERE attrelid = '$literal'::regclass AND attnum > 0 AND NOT attisdropped");
        my $rows = query($start, "SELECT relkind FROM pg_class WHERE oid = '$literal'::regclass") eq 'p' ? $table : "ONLY $table";
        push @checks, { table => $table, rows => $rows, literal => $literal, bare => $bare, up => $up, down => $down, added => \@added, old => \%old };
    }
    return @checks;
}

# The number of rows that differ and one of them, or ''.
sub look_sql
{
    my ($check, $columns, $unfilled) = @_;
    my $where = $unfilled ? 'WHERE num_nonnulls(' . join(', ', map { my $column = $_; '"' . $column =~ s/"/""/gr . '"' } @{ $check->{added} }) . ') > 0' : '';
    return <<"END";
CREATE TEMP TABLE "before#" ON COMMIT DROP AS SELECT row_number() OVER () AS "row#", $columns FROM $check->{rows} $where;
CREATE TEMP TABLE $check->{bare} ON COMMIT DROP AS TABLE "before#";
$check->{up};
CREATE TEMP TABLE "up#" ON COMMIT DROP AS
SELECT "b#".* FROM "before#" AS "b#" JOIN pg_temp.$check->{bare} AS "t#" USING ("row#") WHERE to_jsonb("b#") <> to_jsonb("t#");
DROP TABLE pg_temp.$check->{bare};
CREATE TEMP TABLE $check->{bare} ON COMMIT DROP AS TABLE "up#";
$check->{down};
SELECT count(*) || ' rows: ' || min(to_jsonb("b#")::text)
FROM "up#" AS "b#" JOIN pg_temp.$check->{bare} AS "t#" USING ("row#") WHERE to_jsonb("b#") <> to_jsonb("t#") HAVING count(*) > 0;
END
}

# CASE's plan in DATABASE, a copy of START; rest_ms between two looks. Undef where no change can be checked.
sub start_checker
{
    my ($database, $case, $start, $rest_ms) = @_;
    my @checks = checks_of($case, $start);
    return if !@checks;
    my $checker = { stem => sprintf('%s/checker-%s-%d', plan_folder(), $database, int rand 1e9), checks => \@checks, rest_ms => $rest_ms };
    my $pid = fork // die "could not fork: $!\n";
    if ($pid == 0)
    {
        open STDERR, '>', "$checker->{stem}.err";
        eval { watch($database, $checker, $case->{path} =~ m{(\d{14})_[^/]*$}); 1 } or print STDERR "died: $@";
        POSIX::_exit(0);
    }
    return { %$checker, pid => $pid };
}

sub watch
{
    my ($database, $checker, $version) = @_;
    local $ENV{PGAPPNAME} = 'checker';
    my $pid = open2(my $from, my $to, 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', url($database), '-f', '-');
    my $ask = sub {
        print $to "$_[0]\n\\echo done#\n";
        $to->flush;
        my @lines;
        while (1)
        {
            my $line = <$from> // die "psql is gone\n";
            return @lines if $line eq "done#\n";
            chomp $line;
            push @lines, $line;
        }
    };
    $ask->('SET client_min_messages = error; SET max_parallel_workers_per_gather = 0;');
    my %looks;
    until (-e "$checker->{stem}.stop")
    {
        for my $check (@{ $checker->{checks} })
        {
            my $state = look($ask, $check, $version, $database) // next;
            $looks{$state}++;
        }
        open my $file, '>', "$checker->{stem}.new" or die;
        print $file map { "$_ $looks{$_}\n" } sort keys %looks;
        close $file;
        rename "$checker->{stem}.new", "$checker->{stem}.looks";
        select undef, undef, undef, ($checker->{rest_ms} || 1) / 1000;
    }
    close $to;
    waitpid $pid, 0;
    return;
}

# One look at the rows of one change; the plan's state, or undef where there is nothing to see. The lock comes before the
# snapshot: state, names and rows are those of one moment.
sub look
{
    my ($ask, $check, $version, $database) = @_;
    my ($state, @columns) = $ask->(<<"END");
BEGIN ISOLATION LEVEL REPEATABLE READ;
LOCK TABLE $check->{table} IN ACCESS SHARE MODE;
SELECT to_regclass('bellows.plan') IS NOT NULL AS is_there \\gset
\\if :is_there
SELECT coalesce((SELECT state FROM bellows.plan WHERE version = '$version'), '');
\\else
SELECT '';
\\endif
SELECT attnum || ' ' || quote_ident(attname) FROM pg_attribute
WHERE attrelid = '$check->{literal}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
END
    my %now = map { split / /, $_, 2 } @columns;
    my %is_there = map { bare_name($_) => 1 } values %now;
    my $is_seen = exists $may_be_unfilled{$state} && !(grep { !$now{$_} } keys %{ $check->{old} }) && !(grep { !$is_there{$_} } @{ $check->{added} });
    my @found;
    if ($is_seen)
    {
        my $list = join ', ', map { $check->{old}{$_} ? "$now{$_} AS $check->{old}{$_}" : $now{$_} } sort { $a <=> $b } keys %now;
        @found = $ask->(look_sql($check, $list, $may_be_unfilled{$state}));
    }
    $ask->('ROLLBACK;');
    die "while $state, old and new differ by the plan's own SQL in $found[0]\n" if @found;
    return $is_seen ? $state : undef;
}

sub looks_of
{
    my ($checker) = @_;
    return map { split ' ' } split /\n/, slurp("$checker->{stem}.looks");
}

# Returns when a look in this state that began after this call has ended well.
sub wait_for_look
{
    my ($checker, $state) = @_;
    return 1 if !$checker;
    my %before = looks_of($checker);
    my $goal = ($before{$state} // 0) + 2;
    return wait_until("the checker looks while $state", sub {
        my %now = looks_of($checker);
        return ($now{$state} // 0) >= $goal || slurp("$checker->{stem}.err") ne '';
    });
}

# {errors, looks: how many, in all states}
sub stop_checker
{
    my ($checker) = @_;
    open my $file, '>', "$checker->{stem}.stop" or die;
    close $file;
    waitpid $checker->{pid}, 0;
    my %looks = looks_of($checker);
    my $errors = slurp("$checker->{stem}.err");
    my $count = 0;
    $count += $_ for values %looks;
    return { errors => $errors =~ /\S/ ? 'checker: ' . substr($errors, 0, 1200) : '', looks => $count };
}

1;
