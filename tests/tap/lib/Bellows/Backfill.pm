# SPDX-License-Identifier: PostgreSQL
#
# What the tests of the backfill share: a table to fill, plans that fill it slowly enough to be met half-way, and what must hold in
# the end. ROWS rows, of which each becomes sku = code.
package Bellows::Backfill;

use strict;
use warnings;

use Exporter qw(import);
use Test::More;

use Bellows;

our @EXPORT = qw(ROWS item_sql plan_with slow rows_done is_under_way is_filled ends_well start_held waits_for);

use constant ROWS => 6_000;

# A pace at which a backfill of ROWS rows takes seconds, so that it can be met half-way.
use constant slow => 'batch: 5ms, pause: 15ms';

sub item_sql
{
    my ($rows) = @_;
    return sprintf <<'END', $rows // ROWS;
CREATE TABLE item (id integer PRIMARY KEY, code text NOT NULL, filler text NOT NULL DEFAULT repeat('x', 200));
INSERT INTO item SELECT n, 'code ' || n FROM generate_series(1, %d) AS n;
ANALYZE item;
END
}

sub plan_with
{
    my ($slug, $backfill) = @_;
    return write_plan($slug, <<"END");
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: ALTER TABLE item RENAME COLUMN code TO sku
backfill: {$backfill}
END
}

# As "status" counts: the rows that the journal has folded, and those of the ranges.
sub rows_done
{
    my ($db) = @_;
    return (try_sql($db, 'SELECT coalesce((SELECT sum(rows_done) FROM bellows.backfill), 0)'
          . ' + coalesce((SELECT sum(rows_done) FROM bellows.backfill_range), 0)'))[1] || 0;
}

sub is_under_way
{
    my ($db, $least) = @_;
    return wait_until('the backfill is in its middle', sub { rows_done($db) > ($least // 0) });
}

sub is_filled
{
    my ($db, $count) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is(query($db, 'SELECT count(*) FROM item WHERE sku = code'), $count // ROWS, 'every row is filled');
    is(query($db, 'SELECT count(*) FROM item WHERE sku IS DISTINCT FROM code'), 0, 'and none is not');
    return;
}

sub ends_well
{
    my ($run, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $result = finish_bellows($run, 300);
    is($result->{exit}, 0, $name) or diag($result->{err});
    return $result;
}

sub waits_for
{
    my ($db, $what) = @_;
    return wait_until("it waits for $what", sub { (try_sql($db, 'SELECT waiting_for FROM bellows.backfill'))[1] =~ /$what/ });
}

# A run that has installed the shim and waits before its first row, until the file that comes with it is removed. The last argument
# may be a hash of options for start_bellows().
sub start_held
{
    my ($db, $backfill, @options) = @_;
    my $how = ref $options[-1] ? pop @options : {};
    my $flag = plan_folder() . "/$db.flag";
    open my $file, '>', $flag or die "could not write $flag\n";
    close $file;
    my $plan = plan_with($db, qq{$backfill, health: {flag_file: "$flag"}});
    my $run = start_bellows($db, 'expand', @options, $plan, $how);
    waits_for($db, 'is there');
    return ($run, $flag, $plan);
}

1;
