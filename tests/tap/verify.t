#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# What "verify" says of rows that differ: those that a writer under way explains are waited for, all others are reported.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Backfill;
use Test::More;

use constant COUNT => 3_000;

start_server();
my $plan = plan_with('verified', 'connections: 2');
new_database('verified', sql => item_sql(COUNT));
runs('verified', 'expand', $plan);

# Goes past the shim, as a writer in replica mode does.
sub past_the_shim { my ($sql) = @_; return "SET session_replication_role = replica; $sql" }

sub stderr_of { my ($run) = @_; return slurp("$run->{stem}.err") }

scenario 'all is well' => sub {
    like(runs('verified', 'verify', $plan)->{out}, qr/item/, 'every comparison is listed');
};

scenario 'a writer under way explains it' => sub {
    my $db = new_database('explained', template => 'verified');
    my $writer = session($db);
    query($db, past_the_shim(q{UPDATE item SET code = 'half' WHERE id IN (5, 2500)}));
    # The other half of that change is not committed when verify comes by.
    $writer->query_safe(q{SET application_name = 'second half'});
    $writer->query_safe('BEGIN; ' . past_the_shim(q{UPDATE item SET sku = 'half' WHERE id IN (5, 2500)}));
    my $run = start_bellows($db, 'verify', $plan);
    ok(wait_until('it waits', sub { stderr_of($run) =~ /rows differ; waiting for the transactions that may explain it: pid \d+ \(idle in transaction, app "second half"\)/ }),
        'it waits for the writer, and names it');
    $writer->query_safe('COMMIT');
    $writer->quit;
    is(finish_bellows($run)->{exit}, 0, 'behind its commit nothing differs');
};

scenario 'a writer under way does not explain it' => sub {
    my $db = new_database('unexplained', template => 'verified');
    query($db, past_the_shim(q{UPDATE item SET code = 'lost' WHERE id BETWEEN 101 AND 125}));
    my $writer = session($db);
    $writer->query_safe(q{BEGIN; UPDATE item SET code = 'mine' WHERE id = 1});
    my $run = start_bellows($db, 'verify', $plan);
    ok(wait_until('it waits', sub { stderr_of($run) =~ /rows differ; waiting/ }), 'it waits for it');
    $writer->query_safe('COMMIT');
    $writer->quit;
    my $result = finish_bellows($run);
    is($result->{exit}, 1, 'then it fails');
    my $text = $result->{out} . $result->{err};
    like($text, qr/\b25 (?:rows )?(?:differ|mismatches)/, 'with the count');
    my @keys = $text =~ /\bid=(\d+)/g;
    is(scalar(grep { $_ >= 101 && $_ <= 125 } @keys), 20, 'and the keys of the first 20, in the order of the table');
    is(scalar @keys, 20, 'and no others');
    unlike($text, qr/\bid=1\b/, 'the row of the writer is not among them');
};

scenario 'a writer that does not end' => sub {
    my $db = new_database('endless', template => 'verified');
    query($db, past_the_shim(q{UPDATE item SET code = 'half' WHERE id = 7}));
    my $writer = session($db);
    $writer->query_safe(q{SET application_name = 'endless'});
    $writer->query_safe('BEGIN; ' . past_the_shim(q{UPDATE item SET sku = 'half' WHERE id = 7}));
    my $result = bellows($db, 'verify', $plan);
    is($result->{exit}, 1, 'the difference is reported when the time is over');
    like($result->{out} . $result->{err}, qr/app "endless"/, 'with whom it may be explained by');
    $writer->query_safe('COMMIT');
    $writer->quit;
    runs($db, 'verify', $plan, { name => 'the same command finds no difference once it has ended' });
};

scenario 'a transaction that has written nothing yet' => sub {
    my $db = new_database('reader', template => 'verified');
    query($db, past_the_shim(q{UPDATE item SET code = 'half' WHERE id = 9}));
    my $reader = session($db);
    $reader->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM item');
    my $result = bellows($db, 'verify', $plan);
    is($result->{exit}, 1, 'is not waited for');
    unlike($result->{out} . $result->{err}, qr/may be explained by|waiting for the transactions/, 'nor blamed');
    $reader->quit;
};

done_testing();
