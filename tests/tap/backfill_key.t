#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# A hot table: rows are inserted in the order of the key, faster than they are filled. On 12 and 13, where the backfill goes by key, the
# end of a pass is fixed when it begins; on later servers that of the blocks is. Runs on a server of any version.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Backfill;
use Test::More;

start_bare_server();
new_database('item', sql => item_sql());
my $by_key = query('postgres', 'SHOW server_version_num') < 140000;
note($by_key ? 'by key' : 'by block');

# Inserts 1,000 rows behind the last one each time it is called; returns how many rows there are.
sub insert_more
{
    my ($db) = @_;
    return query($db, q{INSERT INTO item SELECT m.last + n, 'code ' || (m.last + n) FROM (SELECT max(id) AS last FROM item) AS m, generate_series(1, 1000) AS n;
        SELECT count(*) FROM item});
}

scenario 'inserts in the order of the key, faster than rows are filled' => sub {
    my $db = new_database('hot', template => 'item');
    my ($run, $flag, $plan) = start_held($db, 'batch: 10ms, pause: 40ms');
    insert_more($db) for 1 .. 2;
    is(query($db, 'SELECT key_end FROM bellows.backfill'), '{' . ROWS . '}', 'its end is that of the beginning') if $by_key;
    unlink $flag;
    my ($count, $faster) = (0, 0);
    while (kill(0, $run->{pid}) && state_of($db, $plan) eq 'expanding')
    {
        my $done = rows_done($db);
        $count = insert_more($db);
        $faster++ if rows_done($db) - $done < 1000;
        last if $count > 200 * ROWS;
    }
    ends_well($run, 'it comes to its end');
    note("$count rows in the end, of " . ROWS);
    cmp_ok($faster, '>', 0, 'while rows came faster than they were filled');
    is_filled($db, query($db, 'SELECT count(*) FROM item'));
    is(query($db, 'SELECT rows_done FROM bellows.backfill'), ROWS, 'rows of the shim were not its business');
    is(query($db, 'SELECT pass FROM bellows.backfill'), 1, 'in one pass');
};

scenario 'the rows with the largest keys go meanwhile' => sub {
    my $db = new_database('shrinks', template => 'item');
    my ($run, $flag) = start_held($db, 'batch: 5ms');
    query($db, 'DELETE FROM item WHERE id > 3000');
    unlink $flag;
    ends_well($run, 'it comes to its end');
    is_filled($db, 3000);
};

scenario 'an empty table' => sub {
    my $db = new_database('empty', sql => 'CREATE TABLE item (id integer PRIMARY KEY, code text NOT NULL)');
    runs($db, 'expand', plan_with('empty', 'connections: 2'));
    is_filled($db, 0);
};

scenario 'a key of several columns' => sub {
    my $db = new_database('several', sql => q{CREATE TABLE item (a text COLLATE "C", b integer, code text NOT NULL, PRIMARY KEY (a, b));
        INSERT INTO item SELECT chr(65 + n % 7), n, 'code ' || n FROM generate_series(1, 3000) AS n});
    my ($run, $flag) = start_held($db, 'connections: 2, batch: 5ms');
    is(query($db, q{SELECT key_end FROM bellows.backfill}), '{G,2995}', 'its end is the largest key') if $by_key;
    query($db, q{INSERT INTO item SELECT 'H', n, 'code ' || n FROM generate_series(1, 1000) AS n});
    unlink $flag;
    ends_well($run, 'it comes to its end');
    is_filled($db, 4000);
    is(query($db, 'SELECT rows_done FROM bellows.backfill'), 3000, 'rows behind the end were not its business');
};

scenario 'kill -9 of the tool, with inserts behind the end' => sub {
    my $db = new_database('killed', template => 'item');
    my $plan = plan_with('killed', 'connections: 2, ' . slow);
    my $run = start_bellows($db, 'expand', $plan);
    is_under_way($db);
    kill KILL => $run->{pid};
    finish_bellows($run);
    my $end = query($db, 'SELECT key_end FROM bellows.backfill');
    insert_more($db);
    runs($db, 'expand', $plan);
    is($end, '{' . ROWS . '}', 'the end was in the journal') if $by_key;
    is_filled($db, ROWS + 1000);
    is(query($db, 'SELECT rows_done FROM bellows.backfill'), ROWS, 'every row was filled once');
};

done_testing();
