# SPDX-License-Identifier: PostgreSQL
#
# What must hold for every plan, whatever it changes. walk() takes a plan through its life once, quietly, and keeps a database
# of each stage; the oracles read that off or start from it:
#   equivalence   after expand, contract and purge: schema and data are those of the naive SQL
#   rollback      from expanded and from sealed: schema and data are those of the beginning; --to expanded: those of expanded
#   log           what the server's log says bellows ran is what `plan` had shown, in that order, and no other DDL
#   coexistence   writers of both shapes and a reader all the time: no error, no wait beyond the bound, and in no look of a checker,
#                 which looks all the time, a row in which the two differ
#   refusal       where a plan cannot be done, `plan` says so and nothing is touched; then no other oracle is asked
#   crash         killed after its Nth statement and given again, a command comes to the same end
# Each returns {failures => [texts], note}. Nothing here is an assertion, so that they may run in several processes.
package Bellows::Oracles;

use strict;
use warnings;

use Exporter qw(import);
use JSON::PP ();

use Bellows;
use Bellows::Checker;
use Bellows::Database;
use Bellows::Plan;
use Bellows::Writers;

our @EXPORT = qw(walk refusal equivalence rollback log_of_server coexistence crash oracle_names);

# Every third try for a lock outlasts deadlock_timeout, by a fifth (so that the server ends an autovacuum for it); the rest is for a
# machine that is busy.
use constant { LOCK_TIMEOUT_MS => 1000, BOUND_MS => 1200 + 2300, TRIES => 3 };

sub oracle_names { return qw(refusal equivalence rollback coexistence log crash) }

my @purge = ('--skip-hold', 'a test does not wait');
my %phases = (
    expanded => ['expand'], sealed => [qw(tighten seal)], purged => ['purge'], rolled_back => ['undo'], discarded => ['discard'],
    unsealed => ['unseal'], undone => [qw(unseal undo)], discarded_late => ['discard'],
);

# ---- A life without disturbance ----

# The stages are [from, to, command]; each leaves its database for those behind it.
sub walk
{
    my ($case, $prefix) = @_;
    my $plan = $case->{path};
    my $walk = { case => $case, prefix => $prefix, stages => {}, failures => {} };
    my $start = new_database("${prefix}_start", sql => $case->{sql});
    my $twin = new_database("${prefix}_twin", template => $start);
    query($twin, $case->{naive});
    my $shown = succeed($start, 'plan', '--format', 'json', $plan);
    $walk->{steps} = JSON::PP->new->utf8->decode($shown->{out})->{steps};
    # Without an old shape there is nothing to hold, and no way back behind contract.
    $walk->{is_held} = JSON::PP->new->utf8->decode($shown->{out})->{needs_contract};
    for my $stage (
        [ 'start', 'expanded', 'expand', $plan ],
        [ 'expanded', 'sealed', 'contract', '--grace=0s', $plan ],
        [ 'sealed', 'purged', 'purge', @purge, $plan ],
        [ 'expanded', 'rolled_back', 'rollback', $plan ],
        [ 'rolled_back', 'discarded', 'purge', $plan ],
        $walk->{is_held} ? (
            [ 'sealed', 'unsealed', 'rollback', '--to', 'expanded', $plan ],
            [ 'sealed', 'undone', 'rollback', $plan ],
            [ 'undone', 'discarded_late', 'purge', $plan ],
        ) : (),
      )
    {
        my ($from, $to, @command) = @$stage;
        my $db = new_database("${prefix}_$to", template => "${prefix}_$from");
        my $file = plan_folder() . "/${prefix}_count";
        my $place = -s server()->log;
        succeed($db, @command, { env => { BELLOWS_FAULT_COUNT_FILE => $file, PGOPTIONS => '-c log_statement=all' } });
        my ($count) = slurp($file) =~ /(\d+)/;
        $walk->{stages}{$to} = { from => $from, command => \@command, statements => $count // 0, log => log_of($db, $place) };
        next if $to ne 'expanded';
        of_stage($walk, $to, 'state');    # before the new version registers
        seen($db);
    }
    return $walk;
}

# Of the case's {refused} = [server version below which, code].
sub refusal
{
    my ($case, $prefix) = @_;
    my $code = $case->{refused}[1];
    my $db = new_database("${prefix}_start", sql => $case->{sql});
    my $before = schema_of($db);
    my @failures;
    for my $verb (qw(plan expand))
    {
        my $result = bellows($db, $verb, $case->{path});
        push @failures, "$verb is not refused with $code: exit $result->{exit}: $result->{err}"
          if $result->{exit} == 0 || $result->{err} !~ /error\[\Q$code\E\]/;
    }
    return { failures => [ @failures, differences('schema', schema_of($db), $before) ], note => $code };
}

sub succeed
{
    my ($database, @arguments) = @_;
    my $result = bellows($database, @arguments);
    die "bellows $arguments[0] ended with $result->{exit}: $result->{err}$result->{out}\n" if $result->{exit} != 0;
    return $result;
}

# What a stage's database holds, asked for once: kind is schema, data or state.
sub of_stage
{
    my ($walk, $stage, $kind) = @_;
    my $db = "$walk->{prefix}_$stage";
    return $walk->{known}{$stage}{$kind} //=
        $kind eq 'schema' ? schema_of($db) : $kind eq 'data' ? all_data($db, @{ $walk->{case}{volatile} }) : whole_of($walk, $db);
}

sub whole_of { my ($walk, $database) = @_; return whole_state($database, $walk->{case}{volatile}, user_tables($database)); }

sub stages_differ
{
    my ($walk, $kind, $got, $expected) = @_;
    return differences("$kind, $got", of_stage($walk, $got, $kind), of_stage($walk, $expected, $kind));
}

sub differences
{
    my ($name, $got, $expected) = @_;
    return if $got eq $expected;
    my @lines = Bellows::difference($got, $expected);
    return "$name: " . join "\n", @lines[ 0 .. ($#lines < 11 ? $#lines : 11) ];
}

sub equivalence
{
    my ($walk) = @_;
    return { failures => [ map { stages_differ($walk, $_, 'purged', 'twin') } qw(schema data) ] };
}

# A repaired NULL stays repaired: the hint "keeps-repairs" says that the data differ in that.
sub rollback
{
    my ($walk) = @_;
    my @kinds = $walk->{case}{is_repaired} ? ('schema') : qw(schema data);
    return { failures => [
        (map { stages_differ($walk, $_, 'discarded', 'start') } @kinds),
        ($walk->{is_held} ? map { stages_differ($walk, $_, 'discarded_late', 'start') } @kinds : ()),
        ($walk->{is_held} ? map { stages_differ($walk, $_, 'unsealed', 'expanded') } qw(schema data) : ()),
    ] };
}

# ---- The server's log ----

# The statements of bellows' sessions on a database since a place in the log.
sub log_of
{
    my ($database, $place) = @_;
    open my $file, '<:raw', server()->log or die "the server has no log\n";
    seek $file, $place, 0;
    my $text = do { local $/; <$file> } // '';
    my @statements;
    for my $entry (split /^(?=\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] )/m, $text)
    {
        next unless $entry =~ s{^\S+ \S+ \S+ \[\d+\] \Q$database\E bellows/\S+ \S+ LOG:  (?:statement|execute [^:]+): }{};
        chomp $entry;
        push @statements, $entry =~ s/\n\t/\n/gr;
    }
    return \@statements;
}

# What bellows does to tables of its own, and to temporary ones, is no part of a plan.
sub is_ddl
{
    my ($sql) = @_;
    return $sql =~ /^\s*(?:ALTER|CREATE|DROP|COMMENT|GRANT|REVOKE|REINDEX|TRUNCATE)\b/ && $sql !~ /^\s*\w+(?: \w+)* (?:bellows|pg_temp)\.|^\s*CREATE (?:SCHEMA|TEMP)/;
}

# An index that goes with its constraint is not dropped again: its probe has said so.
sub is_done_by_now
{
    my ($step, $log) = @_;
    my ($sql, $probe) = map { my $text = $_ // ''; utf8::encode($text); $text } @{$step}{qw(sql probe)};
    return $probe ne '' && !(grep { $_ eq $sql } @$log) && grep { $_ eq $probe } @$log;
}

# A backfill of a table without rows has no batch to run.
sub is_empty
{
    my ($walk, $step) = @_;
    return $step->{kind} eq 'backfill' && query("$walk->{prefix}_start", "SELECT count(*) FROM $step->{relation}") == 0;
}

sub log_of_server
{
    my ($walk) = @_;
    my ($count, @failures) = (0);
    for my $to (grep { $walk->{stages}{$_} } sort keys %phases)
    {
        my @log = @{ $walk->{stages}{$to}{log} };
        my %is_shown = map { $_ => 1 } my @shown = map { my $sql = $_->{sql}; utf8::encode($sql); $sql }
          map { my $phase = $_; grep { $_->{phase} eq $phase && defined $_->{sql} && !is_done_by_now($_, \@log) && !is_empty($walk, $_) } @{ $walk->{steps} } }
          @{ $phases{$to} };
        push @failures, map { "$to: ran without being shown: " . substr $_, 0, 300 } grep { is_ddl($_) && !$is_shown{$_} } @log;
        for my $sql (@shown)
        {
            shift @log while @log && $log[0] ne $sql;
            push @failures, "$to: shown, and not run there: " . substr $sql, 0, 300 and last if !@log;
            $count++;
        }
    }
    push @failures, 'no step of the plan was seen in the log' if $count == 0;
    return { failures => \@failures, note => "$count steps" };
}

# ---- Writers ----

# The writers of both shapes through a whole life, there and back twice. From beginning to end somebody reads, and the checker
# looks; the old version's writers run wherever it may run: while V+1 is rolled back, and while its remains are dropped, too.
sub coexistence
{
    my ($walk, %options) = @_;
    my ($case, $prefix) = @$walk{qw(case prefix)};
    my ($plan, $seed, $enough) = ($case->{path}, @options{qw(seed writes)});
    my $shapes = shapes_of($case, "${prefix}_start", "${prefix}_twin");
    my $db = new_database("${prefix}_both", template => "${prefix}_start");
    my %running;
    my %longest = (read => 0, write => 0);
    my (@failures, $statements) = ();
    my $start = sub {
        my ($shape, $number) = @_;
        $running{$shape} = start_writer($db, shape => $shape, shapes => $shapes, number => $number, seed => $seed,
            limit_ms => BOUND_MS, rest_ms => $options{rest_ms});
    };
    my $stop = sub {
        for my $shape (@_)
        {
            my $end = stop_writer(delete $running{$shape} // next);
            push @failures, $end->{errors} || ();
            $statements += $end->{writes};
            my $kind = $shape eq 'read' ? 'read' : 'write';
            $longest{$kind} = $end->{longest_ms} if $end->{longest_ms} > $longest{$kind};
        }
    };
    my $await = sub { my ($count) = @_; wait_for_writes($running{$_}, $count) for sort keys %running; };
    my $command = sub {
        my $result = bellows($db, @_);
        push @failures, "bellows @_[0, -2] ended with $result->{exit}: $result->{err}$result->{out}" if $result->{exit} != 0;
        return $result->{exit} == 0;
    };
    my $checker = start_checker($db, $case, "${prefix}_start", $options{rest_ms});
    # What bellows says, and what the plan's own SQL says.
    my $check = sub {
        my ($state) = @_;
        return $command->('verify', $plan) && wait_for_look($checker, $state);
    };
    my $expand = sub { return $command->('expand', "--lock-timeout=${\LOCK_TIMEOUT_MS}ms", $plan) && $check->('expanded'); };
    my $life = sub {
        $start->('read', 0);
        $start->('old', 1);
        $await->($enough / 4);
        return if !$expand->();
        $start->('new', 2);
        $start->('both', 3);
        for my $part (1 .. $options{looks})
        {
            $await->($enough / $options{looks});
            return if !$check->('expanded');
        }
        $stop->(qw(new both));
        return if !$command->('rollback', $plan) || !$command->('purge', $plan);
        $await->($enough / 8);
        return if !$expand->();
        $stop->('old');
        $start->('new', 4);
        $await->($enough / 8);
        seen($db);
        return if !$command->('contract', '--grace=0s', $plan);
        $await->($enough / 4);
        return push @failures, end_differs($walk, $db) if !$walk->{is_held};
        return if !$check->('sealed') || !$command->('rollback', '--to', 'expanded', $plan);
        $start->('old', 5);
        $await->($enough / 4);
        return if !$check->('expanded');
        $stop->('old');
        return if !$command->('contract', '--grace=0s', $plan) || !$command->('purge', @purge, $plan);
        $await->($enough / 8);
        push @failures, end_differs($walk, $db);
    };
    my $is_whole = eval { $life->(); 1 };
    push @failures, "died: $@" if !$is_whole;
    $stop->(sort keys %running);
    my $seen = $checker ? stop_checker($checker) : { errors => '', looks => 0 };
    push @failures, $seen->{errors} || ();
    push @failures, map { "a $_ took $longest{$_} ms, the bound is ${\BOUND_MS} ms" } grep { $longest{$_} > BOUND_MS } sort keys %longest;
    return { failures => \@failures, note => sprintf('%d statements, %d looks', $statements // 0, $seen->{looks}), longest => \%longest };
}

sub end_differs
{
    my ($walk, $database) = @_;
    return differences('schema after it all', schema_of($database), of_stage($walk, 'twin', 'schema'));
}

# ---- Crashes ----

# POINTS: how many, or 0 for every statement. They are spread over the commands, and SEED moves them. Every fourth statement is
# killed on its way: the server may still be at it when the command comes again. A command that looks around as time passes may have
# made fewer statements this time; then the point comes a little earlier.
sub crash
{
    my ($walk, %options) = @_;
    my $prefix = $walk->{prefix};
    my @all = map { my $to = $_; map { [ $to, $_ ] } 1 .. $walk->{stages}{$to}{statements} }
      grep { $walk->{stages}{$_} } qw(expanded sealed purged rolled_back discarded unsealed undone discarded_late);
    my $every = $options{points} ? @all / $options{points} : 1;
    my @points = map { $all[ ($_ * $every + $options{seed} * 7919) % @all ] } 0 .. ($options{points} || @all) - 1;
    my @failures;
    for (@points)
    {
        my ($to, $n) = @$_;
        my $stage = $walk->{stages}{$to};
        my ($db, $fault, $killed);
        for (my $try = 1; $try == 1 || ($try <= TRIES && $killed->{exit} == 0); $try++)
        {
            $db = new_database("${prefix}_crash", template => "${prefix}_$stage->{from}");
            $fault = $n % 4 == 0 ? "sent:$n" : "after:$n";
            $killed = bellows($db, @{ $stage->{command} }, { env => { BELLOWS_FAULT => $fault } });
            $n = int($n * 0.9) || 1;
        }
        my $resumed = bellows($db, @{ $stage->{command} });
        my $place = "$stage->{command}[0] to $to, $fault";
        if ($killed->{exit} != -9) { push @failures, "$place: was not killed: exit $killed->{exit}: $killed->{err}"; }
        elsif ($resumed->{exit} != 0) { push @failures, "$place: the second run ended with $resumed->{exit}: $resumed->{err}"; }
        else { push @failures, differences($place, whole_of($walk, $db), of_stage($walk, $to, 'state')); }
    }
    return { failures => \@failures, note => scalar(@points) . ' points' };
}

1;
