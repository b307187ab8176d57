#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Constraints that come with "up": old rows, and writes of V in whatever way, are repaired, while nothing else is touched; at no
# moment of an expand or a rollback does V's statement fail. And those that fall for V+1 only, with "as" and "down".
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;

start_server();
new_database('start', sql => <<'END');
CREATE TABLE customer (
    id bigint PRIMARY KEY,
    score integer,
    low integer DEFAULT 1,
    high integer DEFAULT 2,
    note text,
    code text NOT NULL,
    seen integer NOT NULL DEFAULT 0
);
INSERT INTO customer SELECT n, n % 10 - 5, n % 7, n % 5, nullif('note ' || n % 3, 'note 0'), 'code ' || n FROM generate_series(1, 90) AS n;
CREATE FUNCTION count_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.seen := NEW.seen + 1; RETURN NEW; END';
CREATE TRIGGER count_update BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION count_update();
END

sub plan_of
{
    my ($slug, @changes) = @_;
    my $text = '';
    for my $change (@changes)
    {
        my $sign = '-';
        for my $key (grep { defined $change->{$_} } qw(sql as up down))
        {
            $text .= $key eq 'as' ? "  $sign as: $change->{as}\n" : "  $sign $key: |\n      $change->{$key}\n";
            $sign = ' ';
        }
    }
    return write_plan($slug, "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n$text");
}

my @checks = (
    { sql => 'ALTER TABLE customer ADD CONSTRAINT score_is_positive CHECK (score > 0)', up => 'UPDATE customer SET score = 100 - score' },
    { sql => 'ALTER TABLE customer ADD CONSTRAINT low_below_high CHECK (low <= high)', up => 'UPDATE customer SET low = high, high = low' },
);
my $repairs = plan_of('repairs', @checks,
    { sql => 'ALTER TABLE customer ALTER COLUMN note SET NOT NULL', up => q{UPDATE customer SET note = 'none of ' || id} });
my $broken = 'score <= 0 OR low > high OR note IS NULL';

scenario 'old rows and writes are repaired, and nothing else is touched', sub {
    my $db = new_database('repaired', template => 'start');
    query($db, "CREATE TABLE before AS SELECT * FROM customer; SET session_replication_role = replica; CREATE TABLE fine AS SELECT id, xmin::text AS version FROM customer WHERE NOT ($broken)");
    runs($db, 'expand', $repairs);
    is(query($db, "SELECT count(*) FROM customer WHERE $broken"), 0, 'no row breaks a constraint');
    is(query($db, q{SELECT count(*) FROM pg_constraint WHERE conrelid = 'customer'::regclass AND contype = 'c' AND convalidated}), 3, 'they are in force');
    is(query($db, 'SELECT count(*) FROM fine AS f JOIN customer AS c USING (id) WHERE c.xmin::text <> f.version'), 0, 'rows that complied are what they were');
    is(query($db, <<'END'), 0, 'each column got its value where its own constraint was broken, both ends of a range from the row as it was');
SELECT count(*) FROM customer AS c JOIN before AS b USING (id)
WHERE c.score <> CASE WHEN b.score <= 0 THEN 100 - b.score ELSE b.score END OR c.low <> least(b.low, b.high) OR c.high <> greatest(b.low, b.high)
   OR c.note <> coalesce(b.note, 'none of ' || b.id)
END
    my @writes = (
        [ 'INSERT',           q{INSERT INTO customer (id, score, low, high, code) VALUES (201, -3, 9, 4, 'x')}, 201, '103|4|9|none of 201' ],
        [ 'of NULL',          q{INSERT INTO customer (id, score, low, high, note, code) VALUES (202, NULL, NULL, 4, NULL, 'x')}, 202, '||4|none of 202' ],
        [ 'upsert',           q{INSERT INTO customer (id, score, code) VALUES (201, -4, 'x') ON CONFLICT (id) DO UPDATE SET score = EXCLUDED.score - 200}, 201, '196|4|9|none of 201' ],
        [ 'COPY',             "COPY customer (id, score, low, high, code) FROM STDIN;\n203\t0\t7\t6\tx\n\\.\n", 203, '100|6|7|none of 203' ],
        [ 'UPDATE',           q{UPDATE customer SET high = 1, score = 0 WHERE id = 203}, 203, '100|1|6|none of 203' ],
        [ 'of what complies', q{UPDATE customer SET score = 5, note = '' WHERE id = 203}, 203, '5|1|6|' ],
    );
    for my $write (@writes)
    {
        my ($name, $sql, $id, $row) = @$write;
        query($db, $sql);
        is(query($db, "SELECT score, low, high, note FROM customer WHERE id = $id"), $row, $name);
    }
    seen($db);
    runs($db, 'contract', '--grace=0s', $repairs);
    is((try_sql($db, 'UPDATE customer SET score = -1 WHERE id = 5'))[0], '23514', 'behind the seal V+1 is refused, as after the plain SQL');
    runs($db, 'rollback', $repairs);
    is((try_sql($db, 'UPDATE customer SET score = -1, note = NULL WHERE id = 5'))[0], '', 'after a rollback all is allowed again');
    is(query($db, 'SELECT score FROM customer WHERE id = 5'), -1, 'and stays as it is written');
    drop_database($db);
};

scenario 'what "up" does not repair is named before anything is changed', sub {
    my $db = new_database('unrepaired', template => 'start');
    my $plan = plan_of('unrepaired',
        { sql => 'ALTER TABLE customer ADD CONSTRAINT score_is_high CHECK (score > 2)', up => 'UPDATE customer SET score = score + 6' });
    my $result = bellows($db, 'expand', $plan);
    fails_with($result, 3, qr/error\[P303\].*constraint "score_is_high", repaired by "up": 18 rows violate it: id=1; id=10; id=11; /, 'rows that still break it');
    is(query($db, q{SELECT to_regnamespace('bellows') IS NULL}), 't', 'nothing was written');
    query($db, 'UPDATE customer SET score = 2 WHERE score < -3');
    runs($db, 'expand', $plan, { name => 'once they are corrected' });
    is((try_sql($db, 'UPDATE customer SET score = -9 WHERE id = 1'))[0], '23514', 'such a write is refused by the constraint itself');
    is((try_sql($db, 'UPDATE customer SET score = -3 WHERE id = 1'))[0], '', 'another is not');
    drop_database($db);
};

# At each of them V inserts what breaks the constraints, and updates another column of an old row that does.
my $checks = plan_of('checks', @checks);
scenario 'V can write whenever expand or rollback is interrupted', sub {
    my $expanded = new_database('expanded', template => 'start');
    runs($expanded, 'expand', $checks);
    for my $way ([ 'start', 'expand', 7 ], [ 'expanded', 'rollback', 4 ])
    {
        my ($from, $command, $stride) = @$way;
        my ($n, $kills, $shims, @wrong) = (1 + int(time / 86400) % $stride, 0, 0);
        while ($n < 500)
        {
            my $db = new_database('killed', template => $from);
            last if bellows($db, $command, $checks, { env => { BELLOWS_FAULT => "after:$n" } })->{exit} != -9;
            my ($is_installed) = query($db, q{SELECT EXISTS (SELECT FROM pg_trigger WHERE tgname LIKE '~bellows%')}) eq 't';
            my ($state, undef, $message) = try_sql($db, q{
                INSERT INTO customer (id, score, low, high, code) VALUES (300, -9, 8, 7, 'x');
                UPDATE customer SET code = 'y' WHERE id IN (3, 4, 5, 13)});
            push @wrong, "after:$n: $message" if $state ne '';
            # The constraint may come at any time now: not one of those rows breaks it.
            ($state, undef, $message) = try_sql($db, q{BEGIN; ALTER TABLE customer ADD CONSTRAINT meanwhile CHECK (score > 0) NOT VALID;
                UPDATE customer SET code = 'z' WHERE id BETWEEN 1 AND 20; ROLLBACK}) if $is_installed;
            push @wrong, "after:$n, NOT VALID: $message" if $state ne '';
            ($n, $kills, $shims) = ($n + $stride, $kills + 1, $shims + $is_installed);
        }
        ok($kills > 3 && $shims > 0, "$command was killed $kills times, $shims times with the shim in place");
        is(join("\n", @wrong), '', 'and no write failed');
    }
};

scenario 'what falls for V+1 only', sub {
    my $db = new_database('loosened', template => 'start');
    query($db, q{ALTER TABLE customer ADD CONSTRAINT low_is_low CHECK (low < 1000); CREATE VIEW codes AS SELECT id, code FROM customer});
    my $plan = plan_of('loosened',
        { sql => 'ALTER TABLE customer ALTER COLUMN code DROP NOT NULL', as => 'label', down => q{UPDATE customer SET code = coalesce(label, 'none')} },
        { sql => 'ALTER TABLE customer DROP CONSTRAINT low_is_low', as => 'least', down => q{UPDATE customer SET low = least("least", 999)} });
    runs($db, 'expand', $plan);
    my $row = sub { return query($db, qq{SELECT code, coalesce(label, 'NULL'), low, "least" FROM customer WHERE id = $_[0]}) };
    query($db, 'INSERT INTO customer (id, "least") VALUES (401, 5000)');
    is($row->(401), 'none|NULL|999|5000', 'V+1 leaves its column out');
    query($db, q{INSERT INTO customer (id, label, "least") VALUES (402, NULL, 3), (403, 'x', 4)});
    is($row->(402), 'none|NULL|3|3', 'or gives NULL');
    query($db, 'UPDATE customer SET label = NULL WHERE id = 403');
    is($row->(403), 'none|NULL|4|4', 'or sets it');
    query($db, q{UPDATE customer SET code = 'y' WHERE id = 403});
    like($row->(403), qr/^y\|y\|/, 'V writes it again');
    query($db, q{INSERT INTO customer (id, code) VALUES (404, 'z')});
    is($row->(404), 'z|z|1|1', 'and inserts');
    is((try_sql($db, 'UPDATE customer SET code = NULL WHERE id = 404'))[0], '23502', 'what V was refused it is refused');
    is((try_sql($db, 'UPDATE customer SET low = 1000 WHERE id = 404'))[0], '23514', 'also by the CHECK');
    query($db, 'UPDATE customer SET note = NULL WHERE id = 401');
    like($row->(401), qr/^none\|NULL\|/, 'an UPDATE of another column leaves both as they are');
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    query($db, 'INSERT INTO customer (id) VALUES (405)');
    is(query($db, 'SELECT count(*) FROM codes WHERE code IS NULL AND id > 400'), 3, 'a view follows to the new column') or diag(query($db, q{SELECT pg_get_viewdef('codes')}));
    runs($db, 'rollback', '--to', 'expanded', $plan);
    is($row->(405), 'none|NULL|1|1', 'V sees what "down" says of what was written meanwhile');
    drop_database($db);
};

done_testing();
