#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# What an expand needs on disk: "plan" says it, for tables with and without statistics, and expand refuses where it is not there.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use JSON::PP qw(decode_json);
use Test::More;

start_server();

sub plan_of
{
    my ($slug, $sql, $rest) = @_;
    return write_plan($slug, <<"END");
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: $sql
@{[ $rest // '' ]}
END
}

sub needs
{
    my ($db, $plan) = @_;
    return decode_json(runs($db, 'plan', '--format=json', $plan)->{out})->{tables}[0]{disk};
}

my $rename = 'ALTER TABLE item RENAME COLUMN code TO sku';

scenario 'what is needed is what is used', sub {
    my $db = new_database('used', sql => <<'END');
CREATE TABLE item (id integer PRIMARY KEY, code text NOT NULL, number integer, filler text NOT NULL DEFAULT repeat('x', 200));
INSERT INTO item SELECT n, 'code ' || n, n FROM generate_series(1, 60000) AS n;
CREATE INDEX ON item (code); CREATE INDEX ON item (number);
END
    my $plan = plan_of('used', $rename);
    like(runs($db, 'plan', $plan)->{out}, qr/^disk that expand needs, about\n  public\.item: \d+ MB: heap \d+ [kM]B, TOAST 0 B, indexes \d+ kB, sorting \d+ kB, WAL \d+ MB/m, 'one line for each table');
    my $need = needs($db, $plan);
    my $before = query($db, q{SELECT pg_table_size('item') || ' ' || pg_indexes_size('item') || ' ' || pg_current_wal_lsn()});
    my ($heap, $indexes, $lsn) = split / /, $before;
    runs($db, 'expand', $plan);
    my %used = (
        heap => query($db, q{SELECT pg_table_size('item')}) - $heap,
        indexes => query($db, q{SELECT pg_indexes_size('item')}) - $indexes,
        wal => query($db, "SELECT pg_current_wal_lsn() - '$lsn'::pg_lsn"),
    );
    for my $what (sort keys %used)
    {
        my $ratio = $need->{$what} / $used{$what};
        note(sprintf '%s: %d estimated, %d used', $what, $need->{$what}, $used{$what});
        cmp_ok($ratio, '>', 0.7, "$what is not under-estimated") and cmp_ok($ratio, '<', 3, 'nor far too high');
    }
};

scenario 'without statistics, and with them', sub {
    my $db = new_database('statistics', sql => q{CREATE TABLE item (id integer PRIMARY KEY, code text) WITH (autovacuum_enabled = false);
        INSERT INTO item SELECT n, 'code ' || n FROM generate_series(1, 40000) AS n});
    my $plan = plan_of('statistics', $rename);
    my $unknown = needs($db, $plan);
    query($db, 'VACUUM ANALYZE item');
    my $known = needs($db, $plan);
    cmp_ok(abs($unknown->{heap} / $known->{heap} - 1), '<', 0.1, 'a table that was never analysed is estimated as well');
    query($db, 'TRUNCATE item');
    is(needs($db, $plan)->{$_}, 0, "an empty table needs no $_") for qw(heap toast);
};

scenario 'a value out of line', sub {
    my $db = new_database('toast', sql => q{CREATE TABLE item (id integer PRIMARY KEY, code text, other text);
        ALTER TABLE item ALTER code SET STORAGE EXTERNAL, ALTER other SET STORAGE EXTERNAL;
        INSERT INTO item SELECT n, repeat('c', 10000), repeat('o', 50000) FROM generate_series(1, 200) AS n});
    my $need = needs($db, plan_of('toast', $rename));
    cmp_ok($need->{toast}, '>', 2_000_000, 'is stored once more');
    cmp_ok($need->{toast}, '<', 3_000_000, 'and no other with it');
};

scenario 'a partition tree, unlogged tables, an index alone', sub {
    my $db = new_database('kinds', sql => q{
        CREATE TABLE item (id integer, code text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
        CREATE TABLE item_1 PARTITION OF item FOR VALUES FROM (0) TO (20000);
        CREATE TABLE item_2 PARTITION OF item FOR VALUES FROM (20000) TO (40001);
        INSERT INTO item SELECT n, 'code ' || n FROM generate_series(1, 40000) AS n;
        CREATE UNLOGGED TABLE loose (id integer PRIMARY KEY, code text);
        INSERT INTO loose SELECT n, 'code ' || n FROM generate_series(1, 10000) AS n});
    my $tree = needs($db, plan_of('tree', $rename));
    my $one = needs($db, plan_of('one', 'ALTER TABLE loose RENAME COLUMN code TO sku'));
    cmp_ok($tree->{heap}, '>', 3.5 * $one->{heap}, 'all partitions count');
    my $loose = needs($db, plan_of('loose', 'ALTER TABLE loose RENAME COLUMN code TO sku'));
    is($loose->{wal}, 0, 'what is not logged needs no WAL');
    cmp_ok($loose->{heap}, '>', 0, 'but its heap');
    my $index = needs($db, plan_of('index', 'CREATE INDEX item_code_idx ON item (code)'));
    is($index->{heap}, 0, 'an index alone fills nothing');
    cmp_ok($index->{indexes}, '>', 0, 'but is built');
};

scenario 'an owner who may not read the table', sub {
    my $db = new_database('unread', sql => q{CREATE TABLE item (id integer PRIMARY KEY, code text);
        INSERT INTO item SELECT n, 'code ' || n FROM generate_series(1, 10000) AS n; ANALYZE item});
    query($db, 'DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; ALTER TABLE item OWNER TO reader; REVOKE SELECT ON item FROM reader');
    my $plan = plan_of('unread', 'CREATE INDEX item_code_idx ON item (code)');
    my $result = bellows($db, 'plan', '--format=json', $plan, { url => url($db, 'reader') });
    is($result->{exit}, 0, 'plan goes without the sample') or diag($result->{err});
    cmp_ok(decode_json($result->{out})->{tables}[0]{disk}{indexes}, '>', 100_000, 'and guesses');
};

scenario 'the disk is too small', sub {
    my $db = new_database('small', sql => q{CREATE TABLE item (id integer PRIMARY KEY, code text);
        INSERT INTO item SELECT n, 'code ' || n FROM generate_series(1, 10000) AS n});
    my $plan = plan_of('small', $rename, 'backfill: {health: {free_disk: 1000TB}}');
    my $result = bellows($db, 'expand', $plan);
    fails_with($result, 7, qr/R793.*expand needs about \d+ kB on the server's disk, which has [\d.]+ [GT]B free \(limit free_disk: 1000 TB\)/, 'expand is refused');
    like($result->{err}, qr/public\.item: \d+ kB: heap \d+ kB/, 'with the numbers of each table');
    like($result->{err}, qr/Nothing was changed/, 'and what to do');
    is(state_of($db, $plan), '', 'before anything was written');
    runs($db, 'expand', plan_of('off', $rename, 'backfill: {health: {free_disk: 0B}}'), { name => 'it can be switched off' });
};

scenario "the server's disk cannot be seen", sub {
    my $db = new_database('unseen', sql => q{CREATE TABLE item (id integer PRIMARY KEY, code text); INSERT INTO item VALUES (1, 'a')});
    query($db, 'DROP ROLE IF EXISTS plain_owner; CREATE ROLE plain_owner LOGIN; GRANT CREATE ON DATABASE unseen TO plain_owner; '
          . 'GRANT CREATE ON SCHEMA public TO plain_owner; ALTER TABLE item OWNER TO plain_owner');
    my $result = runs($db, 'expand', plan_of('unseen', $rename, 'backfill: {health: {free_disk: 1000TB}}'), { url => url($db, 'plain_owner') });
    like($result->{err}, qr/the server's disk cannot be seen from here; expand needs about, for public\.item: \d+ kB: heap /, 'it is told, not refused');
};

done_testing();
