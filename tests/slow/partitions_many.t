#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# A partition tree of 1,000 partitions through the whole life of a plan, there and back.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../tap/lib";
use Bellows;
use Bellows::Backfill;
use Test::More;
use Time::HiRes qw(time);

use constant { PARTITIONS => 1_000, PER_PARTITION => 20 };

# Strong locks are taken on all partitions and their indexes together, which is more than PostgreSQL's default has room for.
start_server('max_locks_per_transaction = 512');

my $count = PARTITIONS * PER_PARTITION;
my $sql = sprintf <<'END', PER_PARTITION, PARTITIONS - 1, $count;
CREATE TABLE item (id integer NOT NULL, code text NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id);
DO $$ BEGIN
    FOR n IN 0..%2$d LOOP
        EXECUTE format('CREATE TABLE item_%%s PARTITION OF item FOR VALUES FROM (%%s) TO (%%s)', n, n * %1$d + 1, (n + 1) * %1$d + 1);
    END LOOP;
END $$;
INSERT INTO item SELECT n, 'code ' || n FROM generate_series(1, %3$d) AS n;
CREATE INDEX item_code_idx ON item (code);
ANALYZE item;
END
new_database('tree', sql => $sql);

sub timed
{
    my ($db, @command) = @_;
    my $started = time;
    my $result = runs($db, @command, { timeout => 1200 });
    note(sprintf 'figures: %s of %d partitions: %.0f s', $command[0], PARTITIONS, time - $started);
    return $result;
}

scenario 'there' => sub {
    my $db = new_database('there', template => 'tree');
    my $plan = plan_with('there', 'connections: 2');
    timed($db, 'expand', $plan);
    is_filled($db, $count);
    is(query($db, 'SELECT rows_done FROM bellows.backfill'), $count, 'every row was filled once');
    seen($db);
    timed($db, 'contract', '--grace=0s', $plan);
    timed($db, 'purge', '--skip-hold', 'test', $plan);
    is(query($db, q{SELECT count(*) FROM item WHERE sku = 'code ' || id}), $count, 'and is there in the end');
    is(query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid IN (SELECT relid FROM pg_partition_tree('item')) AND attname = 'code'}), 0, 'in the new shape alone');
    is(query($db, q{SELECT count(*) FROM pg_index WHERE NOT indisvalid}), 0, 'with all of its indexes');
};

scenario 'and back' => sub {
    my $db = new_database('back', template => 'tree');
    my $plan = plan_with('back', 'connections: 2');
    timed($db, 'expand', $plan);
    timed($db, 'rollback', $plan);
    timed($db, 'purge', $plan);
    is(query($db, q{SELECT count(*) FROM item WHERE code = 'code ' || id}), $count, 'every row is as it was');
    is(query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid IN (SELECT relid FROM pg_partition_tree('item')) AND attname LIKE '%sku%' AND NOT attisdropped}), 0, 'in the old shape alone');
};

done_testing();
