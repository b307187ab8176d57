#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Every plan of the catalogue (plans/, tests/catalogue/, and random ones) under every oracle of Bellows::Oracles.
# `make check-catalogue` shows the table; each of its cells is an assertion.
#
#   BELLOWS_CATALOGUE=all    all rows, many writes, every statement as a crash point; else a sample that moves with the day
#   BELLOWS_ONLY=REGEX       only plans of that name
#   BELLOWS_RANDOM=N         as many random plans (5)
#   BELLOWS_SEED=N           the seed of writers, random plans and crash points
#   BELLOWS_TABLE=FILE       the table is written there as well
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Oracles;
use Bellows::Plan;
use Bellows::Random;
use JSON::PP ();
use Test::More;
use Time::HiRes qw(time);

use constant { WORKERS => 2, WRITES => 40, WRITES_ALL => 2000, POINTS => 2, ROWS => 200, REST_MS => 20 };

my $takes_all = ($ENV{BELLOWS_CATALOGUE} // '') eq 'all';
my $only = $ENV{BELLOWS_ONLY} // '';
my $seed = $ENV{BELLOWS_SEED} // int(time / 86400);

start_bare_server(q{log_line_prefix = '%m [%p] %d %a '}, 'log_min_messages = log');
mkdir server()->host . '/space';
query('postgres', "CREATE TABLESPACE catalogue_space LOCATION '" . server()->host . "/space'");
my ($version) = query('postgres', 'SHOW server_version') =~ /^(\d+)/;
note("server $version, seed $seed");

my @cases = grep { $_->{name} =~ /(?:$only)/ } catalogue_cases($takes_all ? 0 : ROWS), random_cases($seed, $ENV{BELLOWS_RANDOM} // 5);
my @lines;
my @texts = in_parallel(WORKERS, \@cases, sub {
    my ($case, $worker) = @_;
    my %result = judge($case, "w$worker");
    return JSON::PP->new->ascii->encode(\%result);
});
for my $i (0 .. $#cases)
{
    my $result = eval { JSON::PP->new->decode($texts[$i]) } // { walk => [ $texts[$i] ] };
    report($cases[$i]{name}, $result);
}
if (defined $ENV{BELLOWS_TABLE})
{
    open my $file, '>', $ENV{BELLOWS_TABLE} or die "$ENV{BELLOWS_TABLE}: $!\n";
    print $file map { "$_\n" } @lines;
    close $file;
}
done_testing();

# Oracle => {failures, note}; "walk" where the plan does not come through its life at all.
sub judge
{
    my ($case, $prefix) = @_;
    my %result;
    return (refusal => refusal($case, $prefix)) if $case->{refused} && $version < $case->{refused}[0];
    my $started = time;
    my $walk = eval { walk($case, $prefix) };
    my @seconds = sprintf 'walk %.1f', time - $started;
    return (walk => ["$@"]) if !$walk;
    my %oracle = (
        equivalence => sub { equivalence($walk) },
        rollback => sub { rollback($walk) },
        coexistence => sub { coexistence($walk, seed => $seed, writes => $takes_all ? WRITES_ALL : WRITES, looks => $takes_all ? 5 : 1,
            rest_ms => $takes_all ? 0 : REST_MS) },
        log => sub { log_of_server($walk) },
        crash => sub { crash($walk, seed => $seed, points => $takes_all ? 0 : POINTS) },
    );
    for my $name (grep { $oracle{$_} } grep { !$case->{only} || $case->{only}{$_} } oracle_names())
    {
        $started = time;
        $result{$name} = eval { $oracle{$name}->() } // { failures => ["died: $@"] };
        push @seconds, sprintf '%s %.1f', $name, time - $started;
    }
    return (%result, seconds => join ', ', @seconds);
}

sub report
{
    my ($name, $result) = @_;
    my @cells = map {
        my $r = $result->{$_};
        sprintf '%s %s%s', $_, @{ $r->{failures} } ? 'FAILED' : 'ok', defined $r->{note} ? " ($r->{note})" : ''
    } grep { $result->{$_} } oracle_names();
    @cells = ('FAILED before any oracle') if $result->{walk};
    push @lines, sprintf '%-42s %s', $name, join '  ', @cells;
    my $longest = ($result->{coexistence} // {})->{longest} // {};
    note(sprintf '%s; longest write %.0f ms, read %.0f ms; seconds: %s', $lines[-1], $longest->{write} // 0, $longest->{read} // 0, $result->{seconds} // '-');
    subtest $name => sub {
        if ($result->{walk})
        {
            fail("$name comes through its life") or diag(@{ $result->{walk} });
            return;
        }
        for my $oracle (grep { $result->{$_} } oracle_names())
        {
            my @failures = @{ $result->{$oracle}{failures} };
            is(scalar @failures, 0, "$oracle: " . ($result->{$oracle}{note} // 'ok')) or diag("seed $seed\n", map { "$_\n" } @failures);
        }
    };
    return;
}
