#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Constraints that change in place, with rows that break them: told when expand begins, refused before contract fences anybody
# out, and both versions write meanwhile. A constraint that was dropped comes back with a rollback, unless V+1's rows
# forbid it, which are then named. What the server would not take is refused before the first write.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;

start_server();
new_database('start', sql => <<'END');
CREATE TABLE region (id bigint PRIMARY KEY, name text);
CREATE TABLE customer (
    id bigint PRIMARY KEY,
    region_id bigint,
    email text,
    note text CONSTRAINT note_is_short CHECK (length(note) < 20),
    home_id bigint CONSTRAINT customer_home REFERENCES region,
    score integer CONSTRAINT score_once UNIQUE
);
CREATE TABLE visit (customer_id bigint, day date, score integer REFERENCES customer (score));
INSERT INTO region SELECT n FROM generate_series(1, 9) AS n;
INSERT INTO customer SELECT n, 1 + n % 9, n || '@example.org', 'note', 1 + n % 9, n FROM generate_series(1, 90) AS n;
INSERT INTO visit SELECT n, '2026-11-23' FROM generate_series(1, 90) AS n;
END

sub constraint_plan
{
    my ($slug, $sql, $allow) = @_;
    $sql =~ s/^/      /mg;
    $allow = $allow ? "    allow:\n      - {rule: $allow, reason: a test}\n" : '';
    return write_plan($slug, "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n  - sql: |\n$sql\n$allow");
}

# [ name, what is added, a write of V that breaks it, the key of its row, a write that corrects it ]
my @added = (
    [
        'foreign_key',
        'ALTER TABLE customer ADD FOREIGN KEY (region_id) REFERENCES region',
        'INSERT INTO customer (id, region_id) VALUES (:id, 77)',
        'UPDATE customer SET region_id = 1 WHERE region_id = 77',
        qr/1 row violates it: id=:id/,
    ],
    [
        'unique',
        'ALTER TABLE customer ADD UNIQUE (email, region_id)',
        q{INSERT INTO customer (id, email, region_id) VALUES (:id, '5@example.org', 6)},
        q{UPDATE customer SET email = id::text WHERE id > 90},
        qr/2 rows violate it: id=5; id=:id/,
    ],
    [
        'primary_key',
        'ALTER TABLE visit ADD PRIMARY KEY (customer_id)',
        q{INSERT INTO visit (customer_id, day) VALUES (nullif(:id, :id), NULL)},
        q{UPDATE visit SET customer_id = 2000 WHERE customer_id IS NULL},
        qr/1 row violates it: ctid=/,
    ],
    [
        'exclude',
        q{ALTER TABLE customer ADD EXCLUDE USING gist (int8range(region_id, region_id + 5) WITH &&) WHERE (note = 'booked')},
        q{INSERT INTO customer (id, region_id, note) VALUES (:id, 500, 'booked'), (:id9, 502, 'booked'), (:id8, 503, 'other')},
        q{UPDATE customer SET note = 'other' WHERE id > 90},
        qr/2 rows violate it: id=:id9?; id=:id9?/,
        'blocking-build',
    ],
);

for my $case (@added)
{
    my ($name, $sql, $write, $correct, $named, $allow) = @$case;
    scenario "$name: rows that break it", sub {
        my $db = new_database('broken', template => 'start');
        my $plan = constraint_plan($name, $sql, $allow);
        my $expected = $named =~ s/:id/1000/gr;
        query($db, $write =~ s/:id/1000/gr);
        my $expand = runs($db, 'expand', $plan, { name => 'expand may begin all the same' });
        like($expand->{err}, qr/$expected.*contract is refused/, 'and names the rows');
        is(query($db, q{SELECT count(*) FROM pg_constraint WHERE NOT convalidated}), 0, 'nothing is in force yet');
        seen($db);
        fails_with(bellows($db, 'contract', $plan), 7, qr/error\[R730\].*$expected/, 'contract is refused');
        is(state_of($db, $plan), 'expanded', 'nobody was fenced out');
        query($db, $correct);
        runs($db, 'contract', $plan, { name => 'once they are corrected, contract goes on' });
        like((try_sql($db, $write =~ s/:id/2001/gr))[0], qr/^23/, 'now such a row is refused');
        runs($db, 'rollback', '--to', 'expanded', $plan, { name => 'and back' });
        is((try_sql($db, $write =~ s/:id/3000/gr))[0], '', 'V writes as before');
        runs($db, 'rollback', $plan, { name => 'and further back' });
        drop_database($db);
    };
}

scenario 'a dropped constraint', sub {
    my $db = new_database('dropped', template => 'start');
    my $plan = constraint_plan('dropped', 'ALTER TABLE customer DROP CONSTRAINT note_is_short, DROP CONSTRAINT customer_home');
    runs($db, 'expand', $plan);
    query($db, q{INSERT INTO customer (id, note, home_id) VALUES (500, repeat('x', 50), NULL), (501, 'short', 99)});
    my $result = bellows($db, 'rollback', $plan);
    isnt($result->{exit}, 0, 'what V+1 wrote is not what V allows');
    like($result->{err}, qr/note_is_short/, 'the constraint is named');
    query($db, q{UPDATE customer SET note = 'short' WHERE id = 500});
    $result = bellows($db, 'rollback', $plan);
    like($result->{err}, qr/customer_home/, 'then the next one');
    query($db, q{UPDATE customer SET home_id = 1 WHERE id = 501});
    runs($db, 'rollback', $plan, { name => 'once they are corrected, the rollback goes on' });
    is(query($db, q{SELECT count(*) FROM pg_constraint WHERE conname IN ('note_is_short', 'customer_home') AND convalidated}),
        2, 'and both are in force again');
    drop_database($db);
};

# [ code, what is written ]
my @refused = (
    [ 'P318', 'ALTER TABLE customer ADD FOREIGN KEY (email) REFERENCES region (name)' ],
    [ 'P318', 'ALTER TABLE customer ADD FOREIGN KEY (email, id) REFERENCES region' ],
    [ 'P301', 'ALTER TABLE customer ADD FOREIGN KEY (email) REFERENCES nowhere' ],
    [ 'P301', 'ALTER TABLE customer ADD FOREIGN KEY (email) REFERENCES region (nothing)' ],
    [ 'P301', 'ALTER TABLE customer DROP CONSTRAINT note_is_shor' ],
    [ 'P311', 'ALTER TABLE customer ADD PRIMARY KEY (email)' ],
    [ 'P311', 'ALTER TABLE customer ADD CONSTRAINT customer_home UNIQUE (email)' ],
    [ 'P311', 'ALTER TABLE customer RENAME CONSTRAINT customer_home TO note_is_short' ],
    [ 'P316', 'ALTER TABLE customer DROP COLUMN note; ALTER TABLE customer RENAME CONSTRAINT note_is_short TO small' ],
    [ 'P212', 'ALTER TABLE customer RENAME CONSTRAINT customer_home TO a; ALTER TABLE customer DROP CONSTRAINT customer_home' ],
    [ 'R729', 'ALTER TABLE customer DROP CONSTRAINT customer_pkey' ],
    [ 'R720', 'ALTER TABLE customer DROP CONSTRAINT score_once' ],
    [ 'R744', 'ALTER TABLE customer ADD EXCLUDE USING btree (email WITH =)' ],
);
scenario 'what is refused by plan', sub {
    for my $case (@refused)
    {
        my ($code, $sql) = @$case;
        my $result = bellows('start', 'plan', constraint_plan('refused', $sql));
        like($result->{err}, qr/error\[$code\]/, "$code: $sql");
    }
};

# [ what is added NOT VALID, its name, a row that breaks it, that row's key ]
my @validated = (
    [ 'CHECK (length(email) > 3)', 'email_is_long', q{UPDATE customer SET email = 'x' WHERE id = 7}, 'id=7' ],
    [ 'FOREIGN KEY (region_id) REFERENCES region', 'customer_region', 'UPDATE customer SET region_id = 77 WHERE id IN (8, 9)', 'id=8; id=9' ],
);
for my $case (@validated)
{
    my ($definition, $name, $break, $keys) = @$case;
    scenario "rows that break $name, which is to be validated", sub {
        my $db = new_database('validated', template => 'start');
        query($db, $break);
        query($db, "ALTER TABLE customer ADD CONSTRAINT $name $definition NOT VALID");
        my $before = schema_of($db);
        my $plan = constraint_plan("validate_$name", "ALTER TABLE customer VALIDATE CONSTRAINT $name");
        fails_with(bellows($db, 'expand', $plan), 7, qr/error\[R730\].*\Q$keys\E/, 'expand is refused, and names them');
        is(query($db, q{SELECT to_regnamespace('bellows') IS NULL}), 't', 'nothing was written');
        query($db, q{UPDATE customer SET email = 'long enough', region_id = 1});
        runs($db, 'expand', $plan, { name => 'once they are corrected, expand goes on' });
        is(query($db, "SELECT convalidated FROM pg_constraint WHERE conname = '$name'"), 't', 'it is valid');
        runs($db, 'rollback', $plan);
        is(query($db, "SELECT convalidated FROM pg_constraint WHERE conname = '$name'"), 'f', 'and no more after a rollback');
        drop_database($db);
    };
}

scenario 'what is not taken as an attribute is refused before the first write', sub {
    my $db = new_database('attribute', template => 'start');
    for my $sql ('ALTER TABLE customer ALTER score SET STORAGE EXTERNAL', 'ALTER TABLE customer ALTER score SET (fillfactor = 7)',
        'CREATE UNIQUE INDEX half ON customer (email) WHERE id > 7; ALTER TABLE customer ADD UNIQUE USING INDEX half')
    {
        my $result = bellows($db, 'expand', constraint_plan('attribute', $sql));
        is($result->{exit}, 3, $sql) or diag($result->{err});
        is(query($db, q{SELECT to_regnamespace('bellows') IS NULL}), 't', 'nothing was written');
    }
    drop_database($db);
};

scenario 'what the server does not take is refused before the first write', sub {
    my $db = new_database('untouched', template => 'start');
    my $result = bellows($db, 'expand', constraint_plan('types', 'ALTER TABLE customer ADD FOREIGN KEY (email) REFERENCES region'));
    is($result->{exit}, 3, 'a foreign key between types that do not fit');
    like($result->{err}, qr/foreign key customer_email_fkey: .*cannot be implemented/, 'in the words of the server');
    is(query($db, q{SELECT to_regnamespace('bellows') IS NULL}), 't', 'nothing was written');
    drop_database($db);
};

scenario 'a table that another plan changes is not referenced', sub {
    my $db = new_database('claimed', template => 'start');
    my $rename = constraint_plan('rename', 'ALTER TABLE region RENAME COLUMN name TO title');
    my $key = constraint_plan('key', 'ALTER TABLE customer ADD FOREIGN KEY (region_id) REFERENCES region');
    runs($db, 'expand', $rename);
    fails_with(bellows($db, 'expand', $key), 7, qr/error\[R705\].*public\.region/, 'one plan at a time');
    runs($db, 'rollback', $rename);
    runs($db, 'purge', $rename);
    runs($db, 'expand', $key);
    drop_database($db);
};

# Every seventh statement; which ones, the day decides, as in crash.t.
scenario 'killed after a statement, the same command goes on', sub {
    my $all = constraint_plan('all', join ";\n",
        'ALTER TABLE customer ADD FOREIGN KEY (region_id) REFERENCES region',
        'ALTER TABLE customer ADD UNIQUE (email)',
        'ALTER TABLE visit ADD PRIMARY KEY (customer_id)',
        'ALTER TABLE customer RENAME CONSTRAINT note_is_short TO short_note',
        'ALTER TABLE customer DROP CONSTRAINT customer_home');
    my $expanded = new_database('expanded', template => 'start');
    runs($expanded, 'expand', $all);
    seen($expanded);
    my $sealed = new_database('sealed', template => 'expanded');
    runs($sealed, 'contract', '--grace=0s', $all);
    my $back = new_database('back', template => 'sealed');
    runs($back, 'rollback', $all);
    my @ways = ([ 'expanded', 'sealed', 'contract', '--grace=0s' ], [ 'sealed', 'back', 'rollback' ]);
    for my $way (@ways)
    {
        my ($from, $to, @command) = @$way;
        my ($n, $kills, @wrong) = (1 + int(time / 86400) % 7, 0);
        while ($n < 500)
        {
            my $db = new_database('killed', template => $from);
            last if bellows($db, @command, $all, { env => { BELLOWS_FAULT => "after:$n" } })->{exit} != -9;
            my $again = bellows($db, @command, $all);
            push @wrong, "after:$n: $again->{err}" if $again->{exit} != 0 || schema_dump($db) ne schema_dump($to);
            ($n, $kills) = ($n + 7, $kills + 1);
        }
        ok($kills > 3, "$command[0] was killed $kills times");
        is(join("\n", @wrong), '', "$command[0] came to the same end");
    }
};

done_testing();
