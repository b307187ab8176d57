# SPDX-License-Identifier: PostgreSQL
#
# What bellows says about a plan, compared with what it said when somebody last read it: tests/golden/steps/NN_name/ holds
#   schema.sql           the database
#   *_slug.yaml          the plan; or plan, a file with the slug of one in plans/
#   steps.sql            bellows plan --format sql: every step, byte for byte as it is run
#   classification.json  from bellows plan --format json: what each statement does, what falls
# BELLOWS_GOLDEN_UPDATE=1 writes the last two; read the difference before you commit it.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use Bellows;
use File::Basename qw(basename);
use JSON::PP ();
use Test::More;

my $golden = "$ENV{BELLOWS_ROOT}/tests/golden/steps";
my @cases = sort grep { -d } glob "$golden/*";

start_server();
ok(@cases > 0, 'there are golden plans');
for my $case (@cases)
{
    my $name = basename($case);
    my $database = 'golden';
    new_database($database, sql => schema_of($case));
    my $steps = runs($database, 'plan', '--format', 'sql', plan_of($case), { name => "$name: the plan is accepted" });
    my $facts = bellows($database, 'plan', '--format', 'json', plan_of($case));
    compare("$case/steps.sql", without_place($steps->{out}), "$name: the steps");
    compare("$case/classification.json", classification($facts->{out}), "$name: the classification");
    lives($database, $name, plan_of($case));
}
done_testing();

sub schema_of
{
    my ($case) = @_;
    return -e "$case/schema.sql" ? slurp("$case/schema.sql") : example_sql();
}

sub plan_of
{
    my ($case) = @_;
    my ($own) = glob "$case/*.yaml";
    return $own if defined $own;
    my $slug = slurp("$case/plan");
    chomp $slug;
    return example_plan($slug);
}

# Where the server is and how large a table is differ from run to run.
sub without_place
{
    my ($text) = @_;
    $text =~ s/^-- server: .*\n//m;
    $text =~ s/^(--   \S.*: )(?:never analysed|about [\d,. ]+\S* rows?), .*$/$1…/mg;
    return $text;
}

sub classification
{
    my ($text) = @_;
    my $facts = eval { JSON::PP::decode_json($text) } // return "no JSON: $@";
    delete @{$facts}{ grep { !/^(?:statements|falls|semver|needs_contract)$/ } keys %{$facts} };
    delete $_->{scanned} for @{ $facts->{statements} };    # with sizes
    return JSON::PP->new->pretty->canonical->encode($facts);
}

sub compare
{
    my ($file, $got, $name) = @_;
    if ($ENV{BELLOWS_GOLDEN_UPDATE})
    {
        open my $out, '>:raw', $file or die "could not write $file: $!\n";
        print $out $got;
        close $out;
    }
    my $expected = -e $file ? slurp($file) : '';
    ok($got eq $expected, $name) or diag(unified_diff($file, $got));
    return;
}

sub unified_diff
{
    my ($file, $got) = @_;
    my $own = "$PostgreSQL::Test::Utils::tmp_check/got";
    open my $out, '>:raw', $own or die "could not write $own: $!\n";
    print $out $got;
    close $out;
    my $base = -e $file ? $file : '/dev/null';
    return scalar `diff -u --label expected --label got '$base' '$own'`;
}

# The server takes the steps, too: what is golden is not only what was written last time.
sub lives
{
    my ($database, $name, $plan) = @_;
    my $folder = plan_folder();
    system('cp', $plan, $folder) == 0 or die "could not copy $plan\n";
    my $copy = "$folder/" . basename($plan);
    runs($database, 'expand', $copy, { name => "$name: expand" });
    register_app($database, '1.5.0', 'golden');
    runs($database, 'contract', '--grace=0s', $copy, { name => "$name: contract" });
    runs($database, 'purge', '--skip-hold=golden', $copy, { name => "$name: purge" });
    unlink $copy;
    return;
}
