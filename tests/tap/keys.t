#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Keys that get successors, where both versions use what hangs on them: numbers that are given by sequences through seal and unseal,
# the actions of foreign keys in both directions, ON CONFLICT; and what is refused before the first write.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Test::More;

start_server();
new_database('start', sql => <<'END');
CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE cascaded (id bigint PRIMARY KEY, customer integer REFERENCES customer ON UPDATE CASCADE ON DELETE CASCADE);
CREATE TABLE emptied (id bigint PRIMARY KEY, customer integer REFERENCES customer ON UPDATE CASCADE ON DELETE SET NULL);
CREATE TABLE neighbour (id bigint PRIMARY KEY, customer integer REFERENCES customer ON UPDATE CASCADE ON DELETE SET NULL);
CREATE TABLE counted (id integer GENERATED ALWAYS AS IDENTITY (INCREMENT BY 10) PRIMARY KEY, note text);
CREATE TABLE other (id integer DEFAULT nextval('customer_id_seq'));
INSERT INTO customer (name) SELECT 'Customer ' || n FROM generate_series(1, 9) AS n;
INSERT INTO cascaded SELECT n, n FROM generate_series(1, 9) AS n;
INSERT INTO emptied TABLE cascaded;
INSERT INTO neighbour TABLE cascaded;
INSERT INTO counted (note) SELECT 'note' FROM generate_series(1, 3) AS n;
END

sub key_plan
{
    my ($slug, @changes) = @_;
    my $text = join '', map {
        my ($sql, $as, $down) = @$_;
        "  - sql: |\n      $sql\n" . (defined $as ? "    as: $as\n    down: |\n      UPDATE $down\n" : '')
    } @changes;
    return write_plan($slug, "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n$text");
}

my $plan = key_plan('bigint',
    [ "ALTER TABLE customer ALTER COLUMN id TYPE bigint;\n      ALTER SEQUENCE customer_id_seq AS bigint", 'number', 'customer SET id = number::integer' ],
    [ 'ALTER TABLE cascaded ALTER COLUMN customer TYPE bigint', 'number', 'cascaded SET customer = number::integer' ],
    [ 'ALTER TABLE emptied ALTER COLUMN customer TYPE bigint', 'number', 'emptied SET customer = number::integer' ]);

scenario 'the default of another table uses the sequence', sub {
    like(bellows('start', 'plan', $plan)->{err}, qr/error\[R720\].*default value for column id of table public\.other/s, 'is refused, and named');
    query('start', 'ALTER TABLE other ALTER COLUMN id DROP DEFAULT');
};

scenario 'a serial key with three tables that reference it', sub {
    my $db = new_database('serial', template => 'start');
    runs($db, 'expand', $plan);
    is(query($db, q{INSERT INTO customer (name) VALUES ('old') RETURNING id}), 10, 'V gets its number');
    is(query($db, q{INSERT INTO customer (name) VALUES ('new') RETURNING number}), 11, 'V+1 gets the next one');
    is(query($db, q{INSERT INTO customer (number, name) VALUES (500, 'given') ON CONFLICT (number) DO NOTHING RETURNING id}), 500, 'or gives one');
    is(query($db, q{INSERT INTO customer (number, name) VALUES (500, 'twice') ON CONFLICT (number) DO UPDATE SET name = 'again' RETURNING name}), 'again',
        'ON CONFLICT knows the new key');
    for my $side ('id', 'number')
    {
        my ($from, $gone) = $side eq 'id' ? (1, 2) : (3, 4);
        query($db, "UPDATE customer SET $side = $side + 100 WHERE $side = $from; DELETE FROM customer WHERE $side = $gone");
        is(query($db, "SELECT customer, number FROM cascaded WHERE id IN ($from, $gone) ORDER BY id"), (100 + $from) . '|' . (100 + $from), "$side: cascaded");
        is(query($db, "SELECT customer, number FROM emptied WHERE id IN ($from, $gone) ORDER BY id"), (100 + $from) . '|' . (100 + $from) . "\n|", "$side: set to NULL");
        is(query($db, "SELECT customer FROM neighbour WHERE id IN ($from, $gone) ORDER BY id"), 100 + $from . "\n", "$side: where nothing changes along");
        is((try_sql($db, "INSERT INTO cascaded (id, " . ($side eq 'id' ? 'customer' : 'number') . ') VALUES (99, 99)'))[0], '23503', "$side: nothing else is taken");
    }
    runs($db, 'verify', $plan);
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    is(query($db, q{INSERT INTO customer (name) VALUES ('sealed') RETURNING number}), 14, 'no number is used up twice (two were given, and one upserted)');
    is(query($db, q{SELECT pg_get_serial_sequence('customer', 'number')}), 'public.customer_id_seq', 'the sequence is the new column\'s');
    query($db, 'UPDATE customer SET number = number + 100 WHERE number = 5; DELETE FROM customer WHERE number = 6');
    is(query($db, 'SELECT number FROM cascaded WHERE id IN (5, 6) ORDER BY id'), 105, 'cascaded while the old key is held');
    is(query($db, 'SELECT number FROM emptied WHERE id IN (5, 6) ORDER BY id'), "105\n", 'set to NULL');
    is(query($db, 'SELECT customer FROM neighbour WHERE id IN (5, 6) ORDER BY id'), "105\n", 'where nothing changes along');
    runs($db, 'verify', $plan);
    runs($db, 'rollback', '--to', 'expanded', $plan);
    is(query($db, q{INSERT INTO customer (name) VALUES ('back') RETURNING id}), 15, 'V goes on counting');
    is(query($db, 'SELECT customer FROM cascaded WHERE id = 5'), 105, 'and finds what was written');
    query($db, q{SELECT setval('customer_id_seq', 3000000000)});
    fails_with(bellows($db, 'rollback', $plan), 1, qr/sequence public\.customer_id_seq has reached 3000000000/, 'no rollback behind what V can count');
    query($db, q{SELECT setval('customer_id_seq', 20)});
    runs($db, 'rollback', $plan);
    runs($db, 'purge', $plan);
    is(query($db, q{INSERT INTO customer (name) VALUES ('end') RETURNING id}), 21, 'and the sequence is as before');
    drop_database($db);
};

scenario 'an identity that is always generated', sub {
    my $db = new_database('identity', template => 'start');
    my $identity = key_plan('identity', [ 'ALTER TABLE counted ALTER COLUMN id TYPE bigint', 'number', 'counted SET id = number::integer' ]);
    query($db, 'CREATE VIEW place AS SELECT last_value FROM counted_id_seq');
    like(bellows($db, 'plan', $identity)->{err}, qr/error\[R720\].*view public\.place/s, 'a view on its sequence is refused, and named');
    query($db, 'DROP VIEW place');
    runs($db, 'expand', $identity);
    is(query($db, q{INSERT INTO counted (note) VALUES ('new') RETURNING number}), 31, 'counts for V+1');
    is((try_sql($db, 'INSERT INTO counted (id) VALUES (1000)'))[0], '428C9', 'V may still not give a number');
    seen($db);
    runs($db, 'contract', '--grace=0s', $identity);
    is(query($db, q{INSERT INTO counted (note) VALUES ('sealed') RETURNING number}), 41, 'goes on at the seal');
    is((try_sql($db, 'INSERT INTO counted (number) VALUES (1000)'))[0], '428C9', 'V+1 may not give a number either');
    runs($db, 'rollback', '--to', 'expanded', $identity);
    is(query($db, q{INSERT INTO counted (note) VALUES ('back') RETURNING id}), 51, 'comes back with its place');
    seen($db);
    runs($db, 'contract', '--grace=0s', $identity);
    runs($db, 'purge', '--skip-hold', 'a test', $identity);
    is(query($db, q{INSERT INTO counted (note) VALUES ('end') RETURNING number}), 61, 'and ends with the new column');
    drop_database($db);
};

scenario 'what the server does not compare is refused before the first write', sub {
    my $db = new_database('untouched', template => 'start');
    my $text = key_plan('text', [ 'ALTER TABLE customer ALTER COLUMN id TYPE text', 'code', 'customer SET id = code::integer' ]);
    my $result = bellows($db, 'expand', $text);
    is($result->{exit}, 3, 'an integer does not reference a text');
    like($result->{err}, qr/the equal of foreign key \w+_customer_fkey: .*cannot be implemented/, 'in the words of the server');
    is(query($db, q{SELECT to_regnamespace('bellows') IS NULL}), 't', 'nothing was written');
    drop_database($db);
};

scenario 'a table of which a foreign key alone gets an equal is claimed', sub {
    my $db = new_database('claimed', template => 'start');
    my $rename = key_plan('rename', ['ALTER TABLE neighbour ADD COLUMN note text']);
    runs($db, 'expand', $plan);
    fails_with(bellows($db, 'expand', $rename), 7, qr/error\[R705\].*public\.neighbour/, 'one plan at a time');
    drop_database($db);
};

scenario 'a key of a plan that drops it needs another one', sub {
    like(bellows('start', 'plan', key_plan('none', ['ALTER TABLE counted DROP CONSTRAINT counted_pkey']))->{err}, qr/error\[R729\]/, 'else R729');
    like(bellows('start', 'plan', key_plan('used', ['ALTER TABLE customer DROP CONSTRAINT customer_pkey, ADD PRIMARY KEY (id, name)']))->{err},
        qr/error\[R720\].*foreign key/s, 'and nothing may reference it');
};

done_testing();
