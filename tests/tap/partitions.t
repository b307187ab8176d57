#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Partition trees, as far as the catalogue cannot say it: rows that an UPDATE moves to another partition, partitions that are
# made, attached or detached while a plan is in flight, and what is refused. The conversions lose something in either
# direction, so that a row which is converted once too often shows.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Backfill qw(waits_for);
use Bellows::Database;
use Test::More;

start_server();
my $version = int(query('postgres', 'SHOW server_version_num') / 10000);
plan skip_all => 'partitioned tables have no BEFORE triggers for each row before 13' if $version < 13;

# up(NULL) is 0, down(0) is +0; blanks of a phone are lost in a number, signs of a number are lost in a phone.
new_database('start', sql => <<'END');
CREATE TABLE account (id bigint, day integer, phone text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE account_1 PARTITION OF account FOR VALUES FROM (0) TO (10);
CREATE TABLE account_2 PARTITION OF account FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (day);
CREATE TABLE account_2a PARTITION OF account_2 FOR VALUES FROM (10) TO (15);
CREATE TABLE account_2b PARTITION OF account_2 FOR VALUES FROM (15) TO (20);
CREATE INDEX account_phone ON account (phone);
INSERT INTO account SELECT n, n % 20, CASE WHEN n % 3 > 0 THEN '+49 ' || n END FROM generate_series(1, 200) AS n;
END

my $flag = plan_folder() . '/hold.flag';    # while it is there a backfill waits
my $plan = write_plan('phone', <<"END");
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: |
      ALTER TABLE account ADD COLUMN number bigint;
      ALTER TABLE account DROP COLUMN phone
    up: |
      UPDATE account SET number = CASE WHEN phone IS NULL THEN 0 ELSE replace(replace(phone, '+', ''), ' ', '')::bigint END
    down: |
      UPDATE account SET phone = '+' || abs(number)
backfill: {health: {flag_file: "$flag"}}
END
my $rename = write_plan('rename', <<"END");
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: |
      ALTER TABLE account RENAME COLUMN phone TO number
backfill: {health: {flag_file: "$flag"}}
END

sub plan_of
{
    my ($slug, $sql) = @_;
    $sql =~ s/^/      /mg;
    return write_plan($slug, "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n  - sql: |\n$sql\n");
}

# "partition|old|new" of a row.
sub row
{
    my ($db, $id, $old) = @_;
    $old //= 'phone';
    return query($db, qq{SELECT tableoid::regclass, coalesce("$old", 'NULL'), coalesce(number::text, 'NULL') FROM account WHERE id = $id});
}

sub held_name { my ($db) = @_; return query($db, q{SELECT attname FROM pg_attribute WHERE attrelid = 'account'::regclass AND attname LIKE 'bellows%'}) }

# The shim is there, and the backfill was killed before its first row.
sub half_expanded
{
    my ($db, $of) = @_;
    open my $file, '>', $flag or die "could not write $flag\n";
    close $file;
    my $run = start_bellows($db, 'expand', $of);
    waits_for($db, 'is there');
    kill KILL => $run->{pid};
    finish_bellows($run);
    unlink $flag;
    return query($db, q{SELECT state FROM bellows.step WHERE id LIKE 'expand/01%'}) eq 'done';
}

my @rows = (
    [ 'V, NULL',                       q{INSERT INTO account (id, day) VALUES (:id, 1)},                          'NULL|0' ],
    [ 'V, with what a number loses',   q{INSERT INTO account (id, day, phone) VALUES (:id, 1, '+1 23')},          '+1 23|123' ],
    [ 'V+1, with what a phone loses',  q{INSERT INTO account (id, day, number) VALUES (:id, 1, -5)},              '+5|-5' ],
    [ 'V+1, NULL',                     q{INSERT INTO account (id, day, number) VALUES (:id, 1, NULL)},            'NULL|NULL' ],
    [ 'V+1, what up makes of NULL',    q{INSERT INTO account (id, day, number) VALUES (:id, 1, 0)},               '+0|0' ],
    [ 'V, straight into a partition',  q{INSERT INTO account_1 (id, day, phone) VALUES (:id, 1, '+1 2')},         '+1 2|12' ],
    [ 'V+1, straight into a partition', q{INSERT INTO account_1 (id, day, number) VALUES (:id, 1, -6)},           '+6|-6' ],
);

scenario 'a row that moves keeps both of its sides' => sub {
    my $db = new_database('moves', template => 'start');
    runs($db, 'expand', $plan);
    my $id = 1000;
    for my $case (@rows)
    {
        my ($name, $insert, $values) = @$case;
        $id++;
        query($db, $insert =~ s/:id/$id/r);
        is(row($db, $id), "account_1|$values", "$name: as it was written");
        query($db, "UPDATE account SET day = 12 WHERE id = $id");
        is(row($db, $id), "account_2a|$values", '  moved to another partition');
        query($db, "UPDATE account_2 SET day = 17 WHERE id = $id");
        is(row($db, $id), "account_2b|$values", '  and within a partition that has partitions');
    }
    query($db, q{UPDATE account SET day = 1, phone = '+7 7' WHERE id = 1001});
    is(row($db, 1001), 'account_1|+7 7|77', 'V moves a row and writes to it');
    query($db, q{UPDATE account SET day = 12, number = -8 WHERE id = 1001});
    is(row($db, 1001), 'account_2a|+8|-8', 'V+1 moves a row and writes to it');
    query($db, q{BEGIN; UPDATE account SET day = 13 WHERE id = 1002; DELETE FROM account WHERE id = 1002;
                 INSERT INTO account (id, day, number) VALUES (1002, 1, 0); COMMIT});
    is(row($db, 1002), 'account_1|+0|0', 'what is inserted behind an UPDATE and a DELETE of a row has not moved');
    query($db, q{BEGIN; SAVEPOINT s; UPDATE account SET day = 13 WHERE id = 1002; ROLLBACK TO s; DELETE FROM account WHERE id = 1002;
                 INSERT INTO account (id, day, number) VALUES (1002, 1, 0); COMMIT});
    is(row($db, 1002), 'account_1|+0|0', 'nor behind a move that was taken back');
    query($db, q{WITH m AS (UPDATE account SET day = 16 WHERE id = 1003 RETURNING *)
                 INSERT INTO account (id, day, number) SELECT 2000 + id, 1, 0 FROM m});
    is(row($db, 3003), 'account_1|+0|0', 'nor beside one');
    is(row($db, 1003), 'account_2b|+5|-5', '  which is one');
    query($db, q{INSERT INTO account (id, day, number) VALUES (1004, 17, 9) ON CONFLICT (id, day) DO UPDATE SET number = EXCLUDED.number});
    is(row($db, 1004), 'account_2b|+9|9', 'an upsert finds a row that has moved');
    is(query($db, 'SELECT last_value, is_called FROM bellows.' . query($db, q{SELECT relname FROM pg_class WHERE relname LIKE 'conflicts%'})),
        '1|f', 'none of it was a conflict');
    runs($db, 'verify', $plan);

    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    my $held = held_name($db);
    query($db, q{UPDATE account SET day = 3 WHERE id IN (1005, 1006)});
    is(row($db, 1006, $held), 'account_1|+1 2|12', 'moved while it is held, a row keeps what V wrote');
    query($db, q{UPDATE account SET day = 13, number = -9 WHERE id = 1006});
    is(row($db, 1006, $held), 'account_2a|+9|-9', '  until V+1 writes');
    query($db, q{INSERT INTO account (id, day, number) VALUES (4000, 1, 0)});
    is(row($db, 4000, $held), 'account_1|+0|0', 'V+1 inserts');
    runs($db, 'rollback', '--to', 'expanded', $plan);
    is(row($db, 1005), 'account_1|+0|0', 'and back again');
    runs($db, 'rollback', $plan);
    runs($db, 'purge', $plan);
    is(query($db, q{SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%bellows%'}), 0, 'no trigger is left, on no partition');
    drop_database($db);
};

scenario 'a row that was not filled yet moves' => sub {
    my $db = new_database('unfilled', template => 'start');
    ok(half_expanded($db, $plan), 'the shim is there, the backfill is not done');
    is(row($db, 1), 'account_1|+49 1|NULL', 'a row that nobody has touched');
    query($db, q{UPDATE account SET day = 12 WHERE id IN (1, 3)});
    is(row($db, 1), 'account_2a|+49 1|491', 'it is filled as it moves');
    is(row($db, 3), 'account_2a|NULL|0', 'also from NULL');
    query($db, q{UPDATE account SET day = 12, number = -4 WHERE id = 4});
    is(row($db, 4), 'account_2a|+4|-4', 'V+1 writes and moves it');
    runs($db, 'expand', $plan);
    is(query($db, 'SELECT count(*) FROM account WHERE number IS NULL'), 0, 'the backfill has the rest');
    drop_database($db);
};

scenario 'partitions that come and go while a plan is in flight' => sub {
    my $db = new_database('late', template => 'start');
    query($db, q{CREATE TABLE old (LIKE account INCLUDING ALL); INSERT INTO old SELECT n, 45, '+44 ' || n FROM generate_series(5000, 5100) AS n;
                 CREATE TABLE gone PARTITION OF account FOR VALUES FROM (90) TO (99); INSERT INTO account VALUES (7000, 91, 'x')});
    query($db, q{DELETE FROM gone});
    ok(half_expanded($db, $plan), 'the shim is there');
    query($db, q{CREATE TABLE made PARTITION OF account FOR VALUES FROM (20) TO (40);
                 INSERT INTO made (id, day, phone) VALUES (6000, 21, '+1 1'); INSERT INTO account (id, day, number) VALUES (6001, 21, -2);
                 UPDATE account SET day = 22 WHERE id = 1; DROP TABLE gone;
                 ALTER TABLE old ADD COLUMN number bigint; ALTER TABLE account ATTACH PARTITION old FOR VALUES FROM (40) TO (50)});
    is(row($db, 6000), 'made|+1 1|11', 'V inserts straight into a partition that was made meanwhile');
    is(row($db, 6001), 'made|+2|-2', 'V+1 through the root');
    is(row($db, 1), 'made|+49 1|491', 'a row that was not filled yet moves there');
    my $expand = bellows($db, 'expand', $plan);
    isnt($expand->{exit}, 0, 'a partition that was attached without the default of the new column stops expand');
    like($expand->{err}, qr/without its default: ALTER TABLE ONLY old ALTER COLUMN number SET DEFAULT/, 'with what to do');
    is(query($db, 'SELECT count(*) FROM old WHERE number IS NULL'), 0, 'its old rows were filled');
    my ($fix) = $expand->{err} =~ /default: (ALTER TABLE ONLY old .* END)/;
    query($db, $fix);
    runs($db, 'expand', $plan, { name => 'once that is done, the same command goes on' });
    query($db, q{INSERT INTO old (id, day, phone) VALUES (6100, 46, '+3 3')});
    is(row($db, 6100), 'old|+3 3|33', 'and V may insert straight into it');

    query($db, q{CREATE TABLE raw (id bigint NOT NULL, day integer NOT NULL, phone text, number bigint); INSERT INTO raw VALUES (8000, 55, '+5 5');
                 ALTER TABLE account ATTACH PARTITION raw FOR VALUES FROM (50) TO (60);
                 INSERT INTO raw (id, day, phone) VALUES (8001, 55, '+6 6')});
    is(row($db, 8001), 'raw|+6 6|66', 'what V wrote straight into a partition without the default is not lost');
    my $verify = bellows($db, 'verify', $plan);
    isnt($verify->{exit}, 0, 'rows that came with a partition are found');
    like("$verify->{out}$verify->{err}", qr/id=8000 day=55 in raw/, 'by key and partition');
    ($fix) = "$verify->{out}$verify->{err}" =~ /default: (ALTER TABLE ONLY raw .* END)/;
    query($db, "$fix; SET session_replication_role = replica; UPDATE raw SET number = 55 WHERE id = 8000");
    runs($db, 'verify', $plan, { name => 'and once they are filled, all is well' });
    query($db, q{ALTER TABLE account DETACH PARTITION raw});
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    query($db, q{CREATE TABLE held PARTITION OF account FOR VALUES FROM (60) TO (70); INSERT INTO held (id, day, number) VALUES (9000, 61, 3)});
    is(row($db, 9000, held_name($db)), 'held|+3|3', 'a partition that is made during the hold');
    runs($db, 'purge', '--skip-hold', 'a test does not wait', $plan);
    is(query($db, q{SELECT DISTINCT string_agg(attname, ' ' ORDER BY attname) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid IN
                    (SELECT relid FROM pg_partition_tree('account')) GROUP BY attrelid}), 'day id number', 'the end is the same for all partitions');
    drop_database($db);
};

scenario 'a partition that is dropped, and one that is made, between backfill and index' => sub {
    my $db = new_database('between', template => 'start');
    query($db, 'CREATE TABLE gone PARTITION OF account DEFAULT');
    ok(half_expanded($db, $rename), 'the shim is there');
    query($db, 'DROP TABLE gone; CREATE TABLE made PARTITION OF account FOR VALUES FROM (20) TO (40)');
    runs($db, 'expand', $rename);
    is(query($db, q{SELECT count(*) FROM pg_index AS i JOIN pg_inherits AS h ON h.inhrelid = i.indexrelid WHERE i.indrelid = 'made'::regclass AND i.indisvalid}),
        3, 'the new partition has its part of each index');
    is(query($db, q{SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid = 'account'::regclass}), 't', 'all of which are valid');
    seen($db);
    runs($db, 'contract', '--grace=0s', $rename);
    runs($db, 'purge', '--skip-hold', 'a test does not wait', $rename);
    is(query($db, q{SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY indexrelid::regclass::text COLLATE "C") FROM (SELECT indexrelid FROM pg_index WHERE indrelid::regclass::text LIKE
        'account%' AND NOT indisprimary) AS i}), 'account_1_phone_idx account_2_phone_idx account_2a_phone_idx account_2b_phone_idx account_phone',
        'and the others have the names of their old ones');
    drop_database($db);
};

scenario 'a large partition without the index of a key that waited for contract' => sub {
    my $db = new_database('large', template => 'start');
    my $unique = plan_of('unique', 'ALTER TABLE account ADD CONSTRAINT once UNIQUE (phone, day)');
    query($db, 'UPDATE account SET phone = NULL WHERE phone IS NOT NULL AND id > 150');
    runs($db, 'expand', $unique);
    query($db, q{CREATE TABLE large PARTITION OF account FOR VALUES FROM (20) TO (40);
                 INSERT INTO large SELECT n, 21, rpad(n::text, 150) FROM generate_series(1, 60000) AS n});
    seen($db);
    my $contract = bellows($db, 'contract', '--grace=0s', $unique);
    isnt($contract->{exit}, 0, 'it is not built under a lock');
    like($contract->{err}, qr/without an index like .*: large/, 'but named');
    query($db, 'CREATE UNIQUE INDEX CONCURRENTLY large_once ON large (phone, day)');
    query($db, 'ALTER TABLE large ADD CONSTRAINT large_once UNIQUE USING INDEX large_once');
    runs($db, 'contract', '--grace=0s', $unique, { name => 'built by hand, the same command goes on' });
    is(query($db, q{SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid IN (SELECT relid FROM pg_partition_tree('account'))}), 't', 'it is there');
    runs($db, 'rollback', $unique);
    is(query($db, q{SELECT count(*) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'account%' AND contype = 'u'}), 0, 'and gone again');
    drop_database($db);
};

scenario 'a primary key, and foreign keys, of a tree' => sub {
    my $db = new_database('keys', template => 'start');
    query($db, q{CREATE TABLE land (id bigint PRIMARY KEY); INSERT INTO land SELECT generate_series(0, 300);
                 ALTER TABLE account DROP CONSTRAINT account_pkey, ADD CONSTRAINT account_land FOREIGN KEY (id) REFERENCES land});
    query($db, q{ALTER TABLE account ALTER COLUMN id DROP NOT NULL, ALTER COLUMN day DROP NOT NULL});
    my $before = schema_of($db);
    my $keys = plan_of('keys', "ALTER TABLE account ADD PRIMARY KEY (id, day);\nALTER TABLE account DROP CONSTRAINT account_land;\n"
          . 'ALTER TABLE account ADD CONSTRAINT account_day_land FOREIGN KEY (day) REFERENCES land ON DELETE CASCADE');
    my $twin = new_database('keys_twin', template => 'keys');
    query($twin, q{ALTER TABLE account ADD PRIMARY KEY (id, day); ALTER TABLE account DROP CONSTRAINT account_land;
                   ALTER TABLE account ADD CONSTRAINT account_day_land FOREIGN KEY (day) REFERENCES land ON DELETE CASCADE});
    runs($db, 'expand', $keys);
    seen($db);
    runs($db, 'contract', '--grace=0s', $keys);
    my $sealed = new_database('keys_sealed', template => 'keys');
    runs($sealed, 'purge', '--skip-hold', 'a test does not wait', $keys);
    same_lines(schema_of($sealed), schema_of($twin), 'as the naive SQL makes them');
    runs($db, 'rollback', $keys);
    runs($db, 'purge', $keys);
    same_lines(schema_of($db), $before, 'and back');
    drop_database($_) for $db, $sealed, $twin;
};

# [ code, what is changed before, the plan's SQL, what the message says ]
my @refused = (
    [ 'R723', '', 'ALTER TABLE account_1 ADD COLUMN a text', qr/account_1 is a partition of public\.account/ ],
    [ 'R723', '', 'ALTER TABLE account_2 ADD COLUMN a text', qr/account_2 is a partition of public\.account/ ],
    [ 'R723', 'CREATE TABLE child () INHERITS (plain)', 'ALTER TABLE plain RENAME COLUMN a TO b', qr/plain has child tables by inheritance/ ],
    [ 'R723', 'CREATE TABLE child () INHERITS (plain)', 'ALTER TABLE child ADD COLUMN b text', qr/child inherits from another table/ ],
    [ 'R736', q{ALTER TABLE ONLY account_1 ALTER COLUMN phone SET DEFAULT 'x'}, 'ALTER TABLE account RENAME COLUMN phone TO b', qr/account_1 has a default of its own/ ],
    [ 'R736', q{UPDATE account SET phone = '' WHERE phone IS NULL; ALTER TABLE account_2a ALTER COLUMN phone SET NOT NULL}, 'ALTER TABLE account ALTER COLUMN phone SET NOT NULL', qr/account_2a has a NOT NULL of its own/ ],
    [ 'R736', q{ALTER TABLE account_2a ADD CONSTRAINT own CHECK (phone <> '')}, 'ALTER TABLE account RENAME COLUMN phone TO b', qr/constraint own of column phone is one of partition public\.account_2a alone/ ],
    [ 'R720', 'CREATE VIEW v AS SELECT phone FROM account_1', 'ALTER TABLE account RENAME COLUMN phone TO b', qr/account_1\.phone is used by view public\.v/ ],
    [ 'R720', '', 'ALTER TABLE account RENAME COLUMN day TO b', qr/account\.day is used by/ ],
    [ 'R721', '', 'ALTER TABLE account RENAME COLUMN id TO b', qr/part of the primary key/ ],
    [ 'P321', '', 'ALTER TABLE account ADD UNIQUE (phone)', qr/without day/ ],
    [ 'P321', '', 'CREATE UNIQUE INDEX u ON account (phone) INCLUDE (day)', qr/without day/ ],
    $version < 18 ? [ 'P322', '', 'ALTER TABLE account ADD FOREIGN KEY (id) REFERENCES land NOT VALID', qr/since 18 only/ ] : (),
);
scenario 'what is refused by plan' => sub {
    my $db = new_database('refused', template => 'start');
    query($db, 'CREATE TABLE plain (a text); CREATE TABLE land (id bigint PRIMARY KEY)');
    for my $case (@refused)
    {
        my ($code, $before, $sql, $says) = @$case;
        my $changed = new_database('changed', template => 'refused');
        query($changed, $before) if $before;
        my $result = bellows($changed, 'plan', plan_of('refused', $sql));
        like($result->{err}, qr/error\[$code\].*?$says/, "$code: $sql");
        isnt($result->{exit}, 0, '  which is no success');
        drop_database($changed);
    }
    drop_database($db);
};

scenario 'a lock on one partition holds up the whole tree for no longer than one lock may' => sub {
    my $db = new_database('locked', template => 'start');
    my $session = session($db);
    $session->query_safe('BEGIN; LOCK TABLE account_2b IN ACCESS SHARE MODE');
    my $result = bellows($db, 'expand', '--lock-timeout=300ms', '--timeout=2s', $plan);
    is($result->{exit}, 5, 'it gives up');
    like($result->{err}, qr/error\[E501\]/, 'as with any lock');
    $session->query_safe('COMMIT');
    $session->quit;
    runs($db, 'expand', $plan);
    drop_database($db);
};

done_testing();
