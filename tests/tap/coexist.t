#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Two versions of an application on one table: what each kind of statement of V and of V+1 leaves in a row, while the plan
# is expanded, on rows that the backfill has not reached, and while the old columns are held. One plan with five changes of
# one table; each case is one line of a table. Then types and names that need care, and writers under load.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Test::More;
use POSIX ();

my $server = start_server();
my $version = query('postgres', 'SHOW server_version_num');
my $applications = "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\n";

# ---- One table, five changes ----

# name is renamed; contact is split; street and house are merged; fax goes; total comes.
my $person_sql = <<'END';
CREATE TABLE person (
    id bigint PRIMARY KEY,
    name text DEFAULT 'anon',
    contact text,
    street text,
    house text,
    fax text NOT NULL,
    qty integer NOT NULL DEFAULT 1,
    price numeric(10,2) NOT NULL DEFAULT 0,
    other text
);
CREATE SCHEMA evil;
CREATE FUNCTION evil.split_part(text, text, integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'evil'::text $$;
CREATE FUNCTION evil.rtrim(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'evil'::text $$;
CREATE FUNCTION evil.cat(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'evil'::text $$;
CREATE OPERATOR evil.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.cat);
END

my $person_plan = write_plan('person', <<"END");
${applications}changes:
  - sql: |
      ALTER TABLE person RENAME COLUMN name TO full_name
    on_conflict: new
  - sql: |
      ALTER TABLE person ADD COLUMN first_name text;
      ALTER TABLE person ADD COLUMN last_name text;
      ALTER TABLE person DROP COLUMN contact;
    up: |
      UPDATE person SET first_name = split_part(contact, ' ', 1), last_name = split_part(contact, ' ', 2)
    down: |
      UPDATE person SET contact = rtrim(first_name || ' ' || last_name)
    on_conflict: old
  - sql: |
      ALTER TABLE person ADD COLUMN line text;
      ALTER TABLE person DROP COLUMN street;
      ALTER TABLE person DROP COLUMN house;
    up: |
      UPDATE person SET line = street || ' ' || house
    down: |
      UPDATE person SET street = split_part(line, ' ', 1), house = split_part(line, ' ', 2)
    on_conflict: error
  - sql: |
      ALTER TABLE person DROP COLUMN fax
    down: |
      UPDATE person SET fax = ''
  - sql: |
      ALTER TABLE person ADD COLUMN total numeric(12,2) NOT NULL
    up: |
      UPDATE person SET total = qty * price
END

# The row of a case before its statement; :id is the case's own, :id1 … are the next ones.
my $row_before = q{INSERT INTO person (id, name, contact, street, house, fax, qty, price, other)
    VALUES (:id, 'Ann', 'Ann Lee', 'Main', '5', 'f1', 2, 10, 'o')};
my %row_now = (name => 'Ann', full_name => 'Ann', contact => 'Ann Lee', first_name => 'Ann', last_name => 'Lee',
    street => 'Main', house => '5', line => 'Main 5', fax => 'f1', qty => 2, total => '20.00', other => 'o');

# by: V, V+1 or both. want: the columns of the rows :id, :id1, …; undef for a row that is not there; what is not
# named of a row that was there before is as before. conflicts: how many are counted. fails: the SQLSTATE. leaves: the row as it
# was, and unfilled if it was so.
my @cases = (
    [ 'V inserts its columns', by => 'V', empty => 1,
        sql => q{INSERT INTO person (id, name, contact, street, house, fax, qty, price) VALUES (:id, 'Bob', 'Bob Ray', 'Elm', '3', 'f', 3, 2)},
        want => [ { full_name => 'Bob', first_name => 'Bob', last_name => 'Ray', line => 'Elm 3', total => '6.00' } ] ],
    [ 'V inserts and leaves out all that has a default', by => 'V', empty => 1,
        sql => q{INSERT INTO person (id, fax) VALUES (:id, 'f')},
        want => [ { name => 'anon', full_name => 'anon', first_name => undef, line => undef, total => '0.00' } ] ],
    [ 'V inserts an explicit NULL', by => 'V', empty => 1,
        sql => q{INSERT INTO person (id, name, contact, fax) VALUES (:id, NULL, NULL, 'f')},
        want => [ { name => undef, full_name => undef, first_name => undef } ] ],
    [ 'V inserts several rows with DEFAULT among them', by => 'V', empty => 1,
        sql => q{INSERT INTO person (id, name, fax) VALUES (:id, 'a', 'f'), (:id1, DEFAULT, 'f'), (:id2, NULL, 'f')},
        want => [ { full_name => 'a' }, { full_name => 'anon' }, { full_name => undef } ] ],
    [ 'V inserts from a query', by => 'V', empty => 1,
        sql => q{INSERT INTO person (id, name, fax) SELECT :id + n, 'n' || n, 'f' FROM generate_series(0, 2) AS n ORDER BY n DESC},
        want => [ { full_name => 'n0' }, { full_name => 'n1' }, { full_name => 'n2' } ] ],
    [ 'V copies rows in, a NULL among them', by => 'V', empty => 1,
        sql => "COPY person (id, name, contact, fax) FROM STDIN;\n:id\tCopied\tCo Py\tf\n:id1\t\\N\t\\N\tf\n\\.\n",
        want => [ { full_name => 'Copied', first_name => 'Co', last_name => 'Py' }, { full_name => undef, first_name => undef } ] ],
    [ 'V inserts by a data-modifying CTE', by => 'V', empty => 1,
        sql => q{WITH x AS (INSERT INTO person (id, name, fax) VALUES (:id, 'cte', 'f') RETURNING full_name)
                 INSERT INTO person (id, name, fax) SELECT :id1, full_name || '2', 'f' FROM x},
        want => [ { full_name => 'cte' }, { full_name => 'cte2' } ] ],
    [ 'V upserts a new row', by => 'V', empty => 1,
        sql => q{INSERT INTO person (id, name, fax) VALUES (:id, 'up', 'f') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name || '!'},
        want => [ { name => 'up', full_name => 'up' } ] ],
    [ 'V upserts a row that is there', by => 'V',
        sql => q{INSERT INTO person (id, name, fax) VALUES (:id, 'up', 'f') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name || '!', qty = 5},
        want => [ { name => 'up!', full_name => 'up!', qty => 5, total => '50.00' } ] ],
    [ 'V upserts and does nothing', by => 'V',
        sql => q{INSERT INTO person (id, name, fax) VALUES (:id, 'up', 'f') ON CONFLICT DO NOTHING}, want => [ {} ], leaves => 1 ],
    [ 'V updates the renamed column', by => 'V',
        sql => q{UPDATE person SET name = 'Cy' WHERE id = :id}, want => [ { name => 'Cy', full_name => 'Cy' } ] ],
    [ 'V updates the renamed column to NULL', by => 'V',
        sql => q{UPDATE person SET name = NULL WHERE id = :id}, want => [ { name => undef, full_name => undef } ] ],
    [ 'V updates the split column', by => 'V',
        sql => q{UPDATE person SET contact = 'Cy Ray' WHERE id = :id},
        want => [ { contact => 'Cy Ray', first_name => 'Cy', last_name => 'Ray' } ] ],
    [ 'V updates one of the merged columns', by => 'V',
        sql => q{UPDATE person SET house = '7' WHERE id = :id}, want => [ { house => '7', line => 'Main 7' } ] ],
    [ 'V updates all columns of all changes', by => 'V',
        sql => q{UPDATE person SET name = 'D', contact = 'D E', street = 'F', house = '9', fax = 'g', qty = 3, price = 3 WHERE id = :id},
        want => [ { name => 'D', full_name => 'D', contact => 'D E', first_name => 'D', last_name => 'E', street => 'F', house => '9',
              line => 'F 9', fax => 'g', qty => 3, total => '9.00' } ] ],
    [ 'V updates a column that no change touches', by => 'V',
        sql => q{UPDATE person SET other = 'p' WHERE id = :id}, want => [ { other => 'p' } ] ],
    [ 'V updates a column to what it is', by => 'V',
        sql => q{UPDATE person SET name = name, contact = contact WHERE id = :id}, want => [ {} ] ],
    [ 'V updates a source of the added column', by => 'V',
        sql => q{UPDATE person SET qty = 4 WHERE id = :id}, want => [ { qty => 4, total => '40.00' } ] ],
    [ 'V updates from another table', by => 'V',
        sql => q{UPDATE person SET name = v.n FROM (VALUES (:id, 'joined')) AS v (i, n) WHERE id = v.i},
        want => [ { name => 'joined', full_name => 'joined' } ] ],
    [ 'V changes the key', by => 'V',
        sql => q{UPDATE person SET id = :id1 WHERE id = :id}, want => [ undef, {} ] ],
    [ 'V changes the key and a column', by => 'V',
        sql => q{UPDATE person SET id = :id1, name = 'K' WHERE id = :id}, want => [ undef, { name => 'K', full_name => 'K' } ] ],
    [ 'V deletes', by => 'V', sql => q{DELETE FROM person WHERE id = :id}, want => [ undef ] ],
    [ 'V updates and is rolled back', by => 'V',
        sql => q{BEGIN; UPDATE person SET name = 'gone' WHERE id = :id; ROLLBACK}, want => [ {} ], leaves => 1 ],
    [ 'V writes under a hostile search_path', by => 'V',
        sql => q{SET search_path = evil, pg_catalog; UPDATE public.person SET contact = 'Hos Tile', house = '8' WHERE id = :id},
        want => [ { contact => 'Hos Tile', first_name => 'Hos', last_name => 'Tile', house => '8', line => 'Main 8' } ] ],
    [ 'V writes under an empty search_path', by => 'V',
        sql => q{SET search_path = ''; UPDATE public.person SET contact = 'Em Pty' WHERE id = :id},
        want => [ { contact => 'Em Pty', first_name => 'Em', last_name => 'Pty' } ] ],

    [ 'V+1 inserts its columns', by => 'V+1', empty => 1,
        sql => q{INSERT INTO person (id, full_name, first_name, last_name, line, qty, price, total) VALUES (:id, 'Bob', 'Bob', 'Ray', 'Elm 3', 3, 2, 7)},
        want => [ { full_name => 'Bob', name => 'Bob', contact => 'Bob Ray', street => 'Elm', house => '3', fax => '', total => '7.00' } ] ],
    [ 'V+1 inserts an explicit NULL, and the old default does not apply', by => 'V+1', empty => 1,
        sql => q{INSERT INTO person (id, full_name, line, total) VALUES (:id, NULL, NULL, 1)},
        want => [ { full_name => undef, name => undef, line => undef, street => undef } ] ],
    [ 'V+1 inserts some of its columns', by => 'V+1', empty => 1,
        sql => q{INSERT INTO person (id, full_name, qty, price, total) VALUES (:id, 'Only', 2, 3, 8)},
        want => [ { full_name => 'Only', name => 'Only', first_name => undef, contact => undef, total => '8.00' } ] ],
    [ 'V+1 inserts one of the split columns', by => 'V+1', empty => 1,
        sql => q{INSERT INTO person (id, first_name, total) VALUES (:id, 'Zed', 0)},
        want => [ { first_name => 'Zed', last_name => undef, contact => undef } ] ],
    [ 'V+1 inserts several rows with DEFAULT and NULL among them', by => 'V+1', empty => 1,
        sql => q{INSERT INTO person (id, full_name, total) VALUES (:id, 'a', 0), (:id1, DEFAULT, 0), (:id2, NULL, 0), (:id3, 'd', 0)},
        want => [ { name => 'a' }, { name => 'anon', full_name => 'anon' }, { name => undef, full_name => undef }, { name => 'd' } ] ],
    [ 'V+1 inserts from a query', by => 'V+1', empty => 1,
        sql => q{INSERT INTO person (id, full_name, total) SELECT :id + n, nullif('n' || n, 'n1'), 0 FROM generate_series(0, 2) AS n ORDER BY n DESC},
        want => [ { name => 'n0' }, { name => undef, full_name => undef }, { name => 'n2' } ] ],
    [ 'V+1 copies rows in, a NULL among them', by => 'V+1', empty => 1,
        sql => "COPY person (id, full_name, first_name, last_name, total) FROM STDIN;\n:id\tCopied\tCo\tPy\t1\n:id1\t\\N\t\\N\t\\N\t1\n\\.\n",
        want => [ { name => 'Copied', contact => 'Co Py' }, { name => undef, full_name => undef, contact => undef } ] ],
    [ 'V+1 upserts a new row', by => 'V+1', empty => 1,
        sql => q{INSERT INTO person (id, full_name, total) VALUES (:id, 'up', 0) ON CONFLICT (id) DO UPDATE SET full_name = EXCLUDED.full_name || '!'},
        want => [ { name => 'up', full_name => 'up' } ] ],
    [ 'V+1 upserts a row that is there', by => 'V+1',
        sql => q{INSERT INTO person (id, full_name, total) VALUES (:id, 'up', 0) ON CONFLICT (id) DO UPDATE SET full_name = EXCLUDED.full_name || '!', line = 'Oak 2'},
        want => [ { name => 'up!', full_name => 'up!', line => 'Oak 2', street => 'Oak', house => '2' } ] ],
    [ 'V+1 upserts an explicit NULL over a row that is there', by => 'V+1',
        sql => q{INSERT INTO person (id, full_name, total) VALUES (:id, NULL, 0) ON CONFLICT (id) DO UPDATE SET full_name = EXCLUDED.full_name},
        want => [ { name => undef, full_name => undef } ] ],
    [ 'V+1 updates the renamed column', by => 'V+1',
        sql => q{UPDATE person SET full_name = 'Cy' WHERE id = :id}, want => [ { name => 'Cy', full_name => 'Cy' } ] ],
    [ 'V+1 updates the renamed column to NULL', by => 'V+1',
        sql => q{UPDATE person SET full_name = NULL WHERE id = :id}, want => [ { name => undef, full_name => undef } ] ],
    [ 'V+1 updates one of the split columns', by => 'V+1',
        sql => q{UPDATE person SET last_name = 'Ray' WHERE id = :id}, want => [ { last_name => 'Ray', contact => 'Ann Ray' } ] ],
    [ 'V+1 updates the merged column', by => 'V+1',
        sql => q{UPDATE person SET line = 'Oak 2' WHERE id = :id}, want => [ { line => 'Oak 2', street => 'Oak', house => '2' } ] ],
    [ 'V+1 updates a column that no change touches', by => 'V+1',
        sql => q{UPDATE person SET other = 'p' WHERE id = :id}, want => [ { other => 'p' } ] ],
    [ 'V+1 changes the key and a column', by => 'V+1',
        sql => q{UPDATE person SET id = :id1, full_name = 'K' WHERE id = :id}, want => [ undef, { name => 'K', full_name => 'K' } ] ],
    [ 'V+1 deletes', by => 'V+1', sql => q{DELETE FROM person WHERE id = :id}, want => [ undef ] ],
    [ 'V+1 writes under a hostile search_path', by => 'V+1',
        sql => q{SET search_path = evil, pg_catalog; UPDATE public.person SET line = 'Hos 1', last_name = 'Tile' WHERE id = :id},
        want => [ { line => 'Hos 1', street => 'Hos', house => '1', last_name => 'Tile', contact => 'Ann Tile' } ] ],
    [ 'V+1 gives the added column a value of its own, and it stays', by => 'V+1',
        sql => q{UPDATE person SET total = 99 WHERE id = :id; UPDATE person SET qty = 7 WHERE id = :id},
        want => [ { qty => 7, total => '99.00' } ] ],
    [ 'V+1 merges rows', by => 'V+1', least => 150000,
        sql => q{MERGE INTO person AS p USING (VALUES (:id, 'm0'), (:id1, 'm1')) AS v (i, n) ON p.id = v.i
                 WHEN MATCHED THEN UPDATE SET full_name = v.n WHEN NOT MATCHED THEN INSERT (id, full_name, total) VALUES (v.i, v.n, 0)},
        want => [ { name => 'm0', full_name => 'm0' }, { name => 'm1', full_name => 'm1', fax => '' } ] ],

    [ 'both sides inserted and consistent', by => 'both', empty => 1,
        sql => q{INSERT INTO person (id, name, full_name, contact, first_name, last_name, street, house, line, fax, total)
                 VALUES (:id, 'B', 'B', 'B C', 'B', 'C', 'D', '1', 'D 1', 'f', 0)},
        want => [ { name => 'B', full_name => 'B', contact => 'B C', first_name => 'B', line => 'D 1', fax => 'f' } ] ],
    [ 'both sides inserted with different values: new wins', by => 'both', empty => 1, conflicts => 1,
        sql => q{INSERT INTO person (id, name, full_name, fax, total) VALUES (:id, 'old', 'new', 'f', 0)},
        want => [ { name => 'new', full_name => 'new' } ] ],
    [ 'both sides inserted with different values: old wins', by => 'both', empty => 1, conflicts => 1,
        sql => q{INSERT INTO person (id, contact, first_name, last_name, fax, total) VALUES (:id, 'Old Man', 'New', 'Sea', 'f', 0)},
        want => [ { contact => 'Old Man', first_name => 'Old', last_name => 'Man' } ] ],
    [ 'both sides inserted with different values: an error', by => 'both', empty => 1, fails => '23514',
        sql => q{INSERT INTO person (id, street, house, line, fax, total) VALUES (:id, 'Elm', '1', 'Oak 2', 'f', 0)}, want => [ undef ] ],
    [ 'an explicit NULL beside the old side is a conflict, and new wins', by => 'both', empty => 1, conflicts => 1,
        sql => q{INSERT INTO person (id, name, full_name, fax, total) VALUES (:id, 'old', NULL, 'f', 0)},
        want => [ { name => undef, full_name => undef } ] ],
    [ 'both sides updated, the old one stale: the new value is kept', by => 'both',
        sql => q{UPDATE person SET full_name = 'N', name = name, last_name = 'Q', contact = contact, line = 'R 1', street = street, house = house WHERE id = :id},
        want => [ { name => 'N', full_name => 'N', last_name => 'Q', contact => 'Ann Q', line => 'R 1', street => 'R', house => '1' } ] ],
    [ 'both sides updated, the new one stale: the old value is kept', by => 'both',
        sql => q{UPDATE person SET name = 'O', full_name = full_name, contact = 'O P', first_name = first_name, house = '6', line = line WHERE id = :id},
        want => [ { name => 'O', full_name => 'O', contact => 'O P', first_name => 'O', last_name => 'P', house => '6', line => 'Main 6' } ] ],
    [ 'both sides updated and consistent', by => 'both',
        sql => q{UPDATE person SET name = 'B', full_name = 'B', street = 'X', line = 'X 5' WHERE id = :id},
        want => [ { name => 'B', full_name => 'B', street => 'X', line => 'X 5' } ] ],
    [ 'both sides updated with different values: new wins', by => 'both', conflicts => 1,
        sql => q{UPDATE person SET name = 'old', full_name = 'new' WHERE id = :id}, want => [ { name => 'new', full_name => 'new' } ] ],
    [ 'both sides updated with different values: old wins', by => 'both', conflicts => 1,
        sql => q{UPDATE person SET contact = 'Old Man', first_name = 'New' WHERE id = :id},
        want => [ { contact => 'Old Man', first_name => 'Old', last_name => 'Man' } ] ],
    [ 'both sides updated with different values: an error', by => 'both', fails => '23514',
        sql => q{UPDATE person SET street = 'Elm', line = 'Oak 2' WHERE id = :id}, want => [ {} ] ],
    [ 'V and V+1 in one transaction, a savepoint of V rolled back', by => 'both', empty => 1,
        sql => q{BEGIN; INSERT INTO person (id, name, fax) VALUES (:id, 'first', 'f'); SAVEPOINT s;
                 INSERT INTO person (id, name, fax) VALUES (:id1, 'second', 'f'); ROLLBACK TO s;
                 INSERT INTO person (id, full_name, total) VALUES (:id1, 'third', 0), (:id2, NULL, 0); RELEASE s;
                 INSERT INTO person (id, name, fax) VALUES (:id3, 'fourth', 'f'); COMMIT},
        want => [ { full_name => 'first' }, { name => 'third', full_name => 'third' }, { name => undef, full_name => undef }, { full_name => 'fourth' } ] ],
    [ 'V+1 after a statement of V that failed within a savepoint', by => 'both', empty => 1,
        sql => q{BEGIN; SAVEPOINT s; \set ON_ERROR_STOP 0
                 INSERT INTO person (id, name) VALUES (:id1, 'no fax');
                 \set ON_ERROR_STOP 1
                 ROLLBACK TO s; INSERT INTO person (id, full_name, total) VALUES (:id, 'named', 0); COMMIT},
        want => [ { name => 'named', full_name => 'named' } ] ],
    [ 'V updates what V+1 wrote', by => 'both',
        sql => q{UPDATE person SET full_name = 'new', last_name = 'New' WHERE id = :id; UPDATE person SET name = 'old', contact = 'Old Man' WHERE id = :id},
        want => [ { name => 'old', full_name => 'old', contact => 'Old Man', first_name => 'Old', last_name => 'Man' } ] ],
    [ 'prepared statements of both', by => 'both',
        sql => q{PREPARE o (text) AS UPDATE person SET name = $1 WHERE id = :id; PREPARE n (text) AS UPDATE person SET line = $1 WHERE id = :id;
                 EXECUTE o ('p1'); EXECUTE n ('Q 1'); EXECUTE o ('p2'); EXECUTE n ('Q 2'); EXECUTE o ('p3'); EXECUTE o ('p4'); EXECUTE o ('p5'); EXECUTE o ('p6')},
        want => [ { name => 'p6', full_name => 'p6', line => 'Q 2', street => 'Q', house => '2' } ] ],
);

# Written down here once more, by hand: the program's own idea of equality is not asked.
my $mismatch = q{SELECT count(*) FROM person WHERE name IS DISTINCT FROM full_name
    OR NOT (contact IS NOT DISTINCT FROM rtrim(first_name || ' ' || last_name)
            OR first_name IS NOT DISTINCT FROM split_part(contact, ' ', 1) AND last_name IS NOT DISTINCT FROM split_part(contact, ' ', 2))
    OR NOT (line IS NOT DISTINCT FROM street || ' ' || house
            OR street IS NOT DISTINCT FROM split_part(line, ' ', 1) AND house IS NOT DISTINCT FROM split_part(line, ' ', 2))
    OR fax IS NULL OR total IS NULL};

sub bound
{
    my ($sql, $id) = @_;
    $sql =~ s/:id(\d)?\b/$id + ($1 \/\/ 0)/ge;
    return $sql;
}

sub conflicts
{
    my ($database) = @_;
    return query($database, q{SELECT coalesce(sum(last_value), 0) FROM pg_sequences WHERE schemaname = 'bellows' AND sequencename LIKE 'conflicts%'});
}

# The rows of a case are as it wants them, in the columns of LOOK_AT.
sub rows_are
{
    my ($database, $case, $id, $look_at) = @_;
    my @wrong;
    for my $i (0 .. $#{ $case->{want} })
    {
        my $want = $case->{want}[$i];
        my $columns = join ', ', map { "'$_', " . (/^(?:total|qty)$/ ? "$_\::text" : $_) } @$look_at;
        my $row = query($database, sprintf 'SELECT string_agg(k || chr(9) || coalesce(v, chr(7)), chr(10)) FROM person, jsonb_each_text(jsonb_build_object(%s)) AS e (k, v) WHERE id = %d', $columns, $id + $i);
        if (!defined $want || $row eq '')
        {
            push @wrong, sprintf 'row %d is %s', $i, $row eq '' ? 'not there' : 'there' if defined $want != ($row ne '');
            next;
        }
        my %got = map { my ($k, $v) = split /\t/, $_, 2; ($k => $v eq "\a" ? undef : $v) } split /\n/, $row;
        my %expected = ($i == 0 || !defined $case->{want}[0] ? ($case->{empty} ? () : %row_now) : (), %$want);
        for my $column (grep { exists $expected{$_} } @$look_at)
        {
            my ($is, $should) = map { $_ // 'NULL' } $got{$column}, $expected{$column};
            push @wrong, "row $i: $column is '$is', expected '$should'" if $is ne $should;
        }
    }
    return @wrong;
}

sub run_case
{
    my ($database, $case, $id, $look_at) = @_;
    my $before = conflicts($database);
    my ($state, undef, $message) = try_sql($database, bound($case->{sql}, $id));
    my @wrong;
    push @wrong, "SQLSTATE '$state', expected '" . ($case->{fails} // '') . "': $message" if $state ne ($case->{fails} // '');
    push @wrong, rows_are($database, $case, $id, $look_at);
    my $counted = conflicts($database) - $before;
    push @wrong, "$counted conflicts are counted, expected " . ($case->{conflicts} // 0) if $counted != ($case->{conflicts} // 0);
    return @wrong;
}

my @old = qw(name contact street house fax);
my @new = qw(full_name first_name last_name line total);
my @stay = qw(qty other);
my $number = 0;
for (@cases)
{
    my ($name, %case) = @$_;
    $_ = { name => $name, id => 1000 + 10 * $number++, %case };
}
@cases = grep { $version >= ($_->{least} // 0) } @cases;

scenario 'while expanded', sub {
    my $db = new_database('expanded', sql => $person_sql);
    my $early = session($db);
    $early->query_safe(q{PREPARE ins AS INSERT INTO person (id, name, fax) VALUES ($1, $2, 'f')});
    $early->query_safe(q{PREPARE upd AS UPDATE person SET name = $2 WHERE id = $1});
    $early->query_safe(q{EXECUTE ins (1, 'before')});
    runs($db, 'expand', $person_plan);
    $early->query_safe(q{EXECUTE ins (2, 'after')});
    $early->query_safe(q{EXECUTE upd (1, 'changed')});
    $early->quit;
    is(query($db, q{SELECT string_agg(full_name, ' ' ORDER BY id) FROM person}), 'changed after',
        'statements that were prepared before expand go through the shim');
    for my $case (@cases)
    {
        query($db, bound($row_before, $case->{id})) unless $case->{empty};
        my @wrong = run_case($db, $case, $case->{id}, [ @old, @new, @stay ]);
        ok(!@wrong, $case->{name}) or diag(join "\n", @wrong);
    }
    is(query($db, $mismatch), 0, 'old and new are equal in every row');
    runs($db, 'verify', $person_plan, { name => 'verify finds no mismatch' });
};

scenario 'on rows that are not filled yet', sub {
    my $db = new_database('unfilled', sql => $person_sql);
    my @by_old = grep { $_->{by} eq 'V' } @cases;
    query($db, join ";\n", map { bound($row_before, $_->{id}) } grep { !$_->{empty} } @by_old);
    query($db, bound($row_before, 1));
    ok(kill_after($db, 'expand', $person_plan, sub {
                query($db, q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'person'::regclass AND attname = 'full_name'}) }),
        'expand is killed when the columns are there and the backfill has not begun');
    is(query($db, 'SELECT count(*) FROM person WHERE full_name IS NOT NULL'), 0, 'no row is filled');
    for my $case (@by_old)
    {
        my @wrong = run_case($db, $case, $case->{id}, [ @old, $case->{leaves} ? () : @new, @stay ]);
        ok(!@wrong, $case->{name}) or diag(join "\n", @wrong);
    }
    is(query($db, 'SELECT full_name IS NULL FROM person WHERE id = 1'), 't', 'a row that nobody touched is still to be filled');
    runs($db, 'expand', $person_plan, { name => 'the same command goes on' });
    my @changed = map { my $case = $_; map { "$case->{name}: $_" } rows_are($db, $case, $case->{id}, [ @old, @new, @stay ]) } @by_old;
    is("@changed", '', 'the backfill changes nothing that was written meanwhile');
    is(query($db, $mismatch), 0, 'old and new are equal in every row');
    runs($db, 'verify', $person_plan, { name => 'verify finds no mismatch' });
};

scenario 'while held', sub {
    my $db = new_database('held', sql => $person_sql);
    my @by_new = grep { $_->{by} eq 'V+1' } @cases;
    runs($db, 'expand', $person_plan);
    query($db, join ";\n", map { bound($row_before, $_->{id}) } grep { !$_->{empty} } @by_new);
    seen($db);
    runs($db, 'contract', $person_plan);
    my ($state) = try_sql($db, q{UPDATE person SET name = 'late' WHERE id = 1000});
    is($state, '42703', 'the old column is out of sight');
    for my $case (@by_new)
    {
        # The declared defaults hold now: what is left out is the default itself.
        my @wrong = run_case($db, $case, $case->{id}, [ @new, @stay ]);
        ok(!@wrong, $case->{name}) or diag(join "\n", @wrong);
    }
    runs($db, 'rollback', '--to', 'expanded', $person_plan, { name => 'the contract is taken back' });
    my @lost = map { my $case = $_; map { "$case->{name}: $_" } rows_are($db, $case, $case->{id}, [ @old, @new, @stay ]) } @by_new;
    is(join("\n", @lost), '', 'V finds everything that V+1 wrote while the old columns were held');
    is(query($db, $mismatch), 0, 'old and new are equal in every row');
    my ($case) = grep { $_->{name} eq 'V updates all columns of all changes' } @cases;
    query($db, bound($row_before, 5000));
    my @wrong = run_case($db, $case, 5000, [ @old, @new, @stay ]);
    ok(!@wrong, 'V writes as before') or diag(join "\n", @wrong);
    runs($db, 'verify', $person_plan, { name => 'verify finds no mismatch' });
};

# A transaction that writes between the moment in which expand's transaction gets its id and that in which it gets the table's lock
# has a later id than the one that installs the shim, and yet wrote without it.
scenario 'a writer ahead of the lock that expand waits for', sub {
    my $db = new_database('ahead', sql => q{CREATE TABLE ahead (id integer PRIMARY KEY, name text NOT NULL); INSERT INTO ahead VALUES (1, 'a'), (2, 'b')});
    my $plan = write_plan('ahead', "${applications}changes:\n  - sql: |\n      ALTER TABLE ahead RENAME COLUMN name TO full_name\n");
    my $writer = session($db);
    $writer->query_safe('BEGIN; SELECT count(*) FROM ahead');
    my $run = start_bellows($db, 'expand', '--lock-timeout=8s', $plan);
    ok(wait_until('expand waits for the lock', sub { query($db, q{SELECT count(*) FROM pg_locks WHERE relation = 'ahead'::regclass AND NOT granted}) }, 20),
        'expand waits for the lock');
    $writer->query_safe(q{UPDATE ahead SET name = 'late' WHERE id = 1});
    $writer->query_safe(q{INSERT INTO ahead VALUES (3, 'later')});
    $writer->query_safe('COMMIT');
    my $result = finish_bellows($run);
    is($result->{exit}, 0, 'expand goes on when it has the lock') or diag($result->{err});
    is(query($db, q{SELECT string_agg(coalesce(full_name, '-'), ' ' ORDER BY id) FROM ahead}), 'late b later', 'what was written last is filled as well');
    $writer->quit;
};

# ---- Triggers of the application ----

scenario 'triggers of the application', sub {
    my $db = new_database('triggers', sql => <<'END');
CREATE TABLE pet (id integer PRIMARY KEY, name text, other text, touched integer NOT NULL DEFAULT 0);
CREATE FUNCTION upper_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := upper(NEW.name); RETURN NEW; END $$;
CREATE TRIGGER a_upper BEFORE INSERT OR UPDATE ON pet FOR EACH ROW EXECUTE FUNCTION upper_name();
CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER b_skip BEFORE INSERT OR UPDATE ON pet FOR EACH ROW WHEN (NEW.other = 'skip') EXECUTE FUNCTION skip();
CREATE FUNCTION count_touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := OLD.touched + 1; RETURN NEW; END $$;
CREATE TRIGGER c_touch BEFORE UPDATE ON pet FOR EACH ROW EXECUTE FUNCTION count_touch();
INSERT INTO pet SELECT n, 'pet ' || n FROM generate_series(1, 500) AS n;
END
    my $plan = write_plan('pet', <<"END");
${applications}changes:
  - sql: |
      ALTER TABLE pet RENAME COLUMN name TO full_name
    allow:
      - {rule: function-text, reason: the trigger of this test goes with V}
END
    runs($db, 'expand', $plan);
    is(query($db, 'SELECT sum(touched) FROM pet'), 0, 'the backfill does not fire them');
    my @steps = (
        [ 'V inserts, and a trigger changes the old column', q{INSERT INTO pet (id, name) VALUES (1001, 'rex')}, 1001, 'REX|REX' ],
        [ 'V updates, and a trigger changes the old column', q{UPDATE pet SET name = 'bob' WHERE id = 1001}, 1001, 'BOB|BOB' ],
        [ 'V+1 inserts past it', q{INSERT INTO pet (id, full_name) VALUES (1002, 'Tom')}, 1002, 'Tom|Tom' ],
        [ 'V+1 updates past it', q{UPDATE pet SET full_name = 'Kit' WHERE id = 1001}, 1001, 'Kit|Kit' ],
        [ 'a trigger alone changes the old column', q{UPDATE pet SET other = 'x' WHERE id = 1002}, 1002, 'TOM|TOM' ],
        [ 'a row that a trigger suppresses does not mislead the next one',
            q{INSERT INTO pet (id, full_name, other) VALUES (1003, DEFAULT, 'skip'), (1004, 'Kept', 'x'), (1005, NULL, 'x')}, 1004, 'Kept|Kept' ],
        [ 'nor the one after it', undef, 1005, '|' ],
        [ 'nor the next statement of the transaction',
            q{BEGIN; INSERT INTO pet (id, other) VALUES (1006, 'skip'); INSERT INTO pet (id, full_name) VALUES (1007, NULL); COMMIT}, 1007, '|' ],
        [ 'nor the other way round',
            q{BEGIN; INSERT INTO pet (id, full_name, other) VALUES (1008, 'New', 'skip'); INSERT INTO pet (id, name) VALUES (1009, 'old'); COMMIT}, 1009, 'OLD|OLD' ],
    );
    for (@steps)
    {
        my ($name, $sql, $id, $want) = @$_;
        query($db, $sql) if $sql;
        is(query($db, "SELECT name, full_name FROM pet WHERE id = $id"), $want, $name);
    }
    is(query($db, 'SELECT count(*) FROM pet WHERE id IN (1003, 1006, 1008)'), 0, 'suppressed rows are not there');
    runs($db, 'verify', $plan, { name => 'verify finds no mismatch' });
};

# ---- Types that need care ----

scenario 'a conversion that depends on TimeZone', sub {
    my $db = new_database('zones', sql => <<'END');
CREATE TABLE event (id integer PRIMARY KEY, at timestamp NOT NULL);
INSERT INTO event SELECT n, '2026-06-01 12:00' FROM generate_series(1, 100) AS n;
END
    my $plan = write_plan('event', <<"END");
${applications}changes:
  - sql: |
      ALTER TABLE event ALTER COLUMN at TYPE timestamptz
    as: at_tz
    down: |
      UPDATE event SET at = at_tz::timestamp
END
    runs($db, 'expand', $plan);
    query($db, q{SET timezone = 'Asia/Tokyo'; INSERT INTO event VALUES (1001, '2026-06-01 12:00'); UPDATE event SET at = '2026-06-01 12:00' WHERE id = 1});
    query($db, q{SET timezone = 'America/New_York'; INSERT INTO event VALUES (1002, '2026-06-01 12:00'); UPDATE event SET at = at + '0 s' WHERE id = 2});
    is(query($db, q{SELECT DISTINCT at_tz AT TIME ZONE 'UTC' FROM event}), '2026-06-01 10:00:00',
        'writers in two zones mean the same instant as the backfill');
    query($db, q{SET timezone = 'Asia/Tokyo'; INSERT INTO event (id, at_tz) VALUES (1003, '2026-06-01 10:00+00')});
    is(query($db, q{SELECT at FROM event WHERE id = 1003}), '2026-06-01 12:00:00', 'and the way back does as well');
    runs($db, 'verify', $plan, { name => 'verify finds no mismatch', env => { PGTZ => 'Asia/Tokyo' } });
};

scenario 'a column of a type without equality', sub {
    my $db = new_database('json', sql => <<'END');
CREATE TABLE doc (id integer PRIMARY KEY, body json, place point, other text);
INSERT INTO doc SELECT n, '{"a": 1}', '(1,2)' FROM generate_series(1, 100) AS n;
END
    my $plan = write_plan('doc', <<"END");
${applications}changes:
  - sql: |
      ALTER TABLE doc RENAME COLUMN body TO content
  - sql: |
      ALTER TABLE doc RENAME COLUMN place TO position
END
    runs($db, 'expand', $plan);
    query($db, q{UPDATE doc SET body = '{"a":  2}' WHERE id = 1; UPDATE doc SET content = '{"a" : 3}', position = '(3,4)' WHERE id = 2;
                 UPDATE doc SET content = '{"a":1}' WHERE id = 3; UPDATE doc SET other = 'x', body = body WHERE id = 4; INSERT INTO doc (id, content) VALUES (101, NULL)});
    is(query($db, q{SELECT count(*) FROM doc WHERE body::text IS DISTINCT FROM content::text OR place::text IS DISTINCT FROM position::text}),
        0, 'json and point are kept equal to the letter');
    is(query($db, q{SELECT body FROM doc WHERE id = 3}), '{"a":1}', 'a change of blanks alone is a change');
    runs($db, 'verify', $plan, { name => 'verify finds no mismatch' });
    seen($db);
    runs($db, 'contract', $plan);
    runs($db, 'purge', '--skip-hold', 'test', $plan);
};

scenario 'awkward names', sub {
    my $long = 'c' x 63;
    my $longer = 'd' x 63;
    my $db = new_database('names', sql => <<"END");
CREATE SCHEMA "My ""Schema""";
CREATE TABLE "My ""Schema"""."Weird""Name 100%" ("Id" integer PRIMARY KEY, "order" text, "it's" text, "$long" text DEFAULT '%s \$1');
INSERT INTO "My ""Schema"""."Weird""Name 100%" ("Id", "order", "it's") SELECT n, 'a' || n, '%' || n FROM generate_series(1, 300) AS n;
CREATE INDEX "index on ""order""" ON "My ""Schema"""."Weird""Name 100%" ("order", lower("it's"));
END
    my $table = '"My ""Schema"""."Weird""Name 100%"';
    my $yaml = <<"END";
${applications}changes:
  - sql: |
      ALTER TABLE $table RENAME COLUMN "order" TO "s\x{e9}lect \x{1F600}"
  - sql: |
      ALTER TABLE $table RENAME COLUMN "$long" TO "$longer"
  - sql: |
      ALTER TABLE $table ADD COLUMN "it is %" text;
      ALTER TABLE $table DROP COLUMN "it's";
    up: |
      UPDATE $table SET "it is %" = '%' || "it's"
    down: |
      UPDATE $table SET "it's" = substr("it is %", 2)
END
    utf8::encode($yaml);
    my $plan = write_plan('names', $yaml);
    runs($db, 'expand', $plan);
    my $sql = qq{UPDATE $table SET "order" = 'V' WHERE "Id" = 1; UPDATE $table SET "s\x{e9}lect \x{1F600}" = 'W' WHERE "Id" = 2;
        INSERT INTO $table ("Id", "$longer", "it is %") VALUES (1001, 'long', '%x'); INSERT INTO $table ("Id", "it's") VALUES (1002, 'y');};
    utf8::encode($sql);
    query($db, $sql);
    my $check = qq{SELECT count(*) FROM $table WHERE "order" IS DISTINCT FROM "s\x{e9}lect \x{1F600}" OR "$long" IS DISTINCT FROM "$longer" OR "it is %" IS DISTINCT FROM '%' || "it's"};
    utf8::encode($check);
    is(query($db, $check), 0, 'old and new are equal under any name');
    runs($db, 'verify', $plan, { name => 'verify finds no mismatch' });
    seen($db);
    runs($db, 'contract', $plan);
    runs($db, 'rollback', '--to', 'expanded', $plan);
    is(query($db, $check), 0, 'and after the way back');
    runs($db, 'contract', $plan);
    runs($db, 'purge', '--skip-hold', 'test', $plan);
    is(query($db, qq{SELECT "$longer" FROM $table WHERE "Id" = 1002}), '%s $1', 'a default with signs of format() is carried over');
};

# ---- Writers under load ----

sub load
{
    my ($database, $who, $seconds) = @_;
    my ($column, $other) = $who eq 'old' ? ('name', 'phone') : ('full_name', 'phone_number');
    my $cast = $who eq 'old' ? q{'+49' || (:r)::text} : '490000 + :r';
    my $first = $who eq 'old' ? 1_000_000 : 2_000_000;
    my $path = sprintf '%s/%s.pgbench', plan_folder(), $who;
    open my $file, '>', $path or die "could not write $path\n";
    print $file <<"END";
\\set id random(1, 2000)
\\set r random(1, 1000000)
\\set own $first + :client_id * 100000 + random(1, 50)
BEGIN;
UPDATE account SET $column = 'n' || :r WHERE id = :id;
UPDATE account SET $other = $cast WHERE id = :id;
UPDATE account SET touched = touched + 1 WHERE id = :id;
END;
INSERT INTO account (id, $column, $other) VALUES (:own, 'i' || :r, $cast)
    ON CONFLICT (id) DO UPDATE SET $column = EXCLUDED.$column, $other = EXCLUDED.$other;
DELETE FROM account WHERE id = :own AND :r % 3 = 0;
END
    close $file;
    my $out = "$path.out";
    my $pid = fork // die "could not fork\n";
    if ($pid == 0)
    {
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', $out;
        open STDERR, '>&', \*STDOUT;
        exec 'pgbench', '-n', '-T', $seconds, '-c', 2, '-j', 1, '-M', $who eq 'old' ? 'prepared' : 'simple', '-f', $path,
          '-d', url($database);
    }
    return { pid => $pid, out => $out, who => $who };
}

# Waits for the writers' end and meanwhile looks for mismatches with CHECK; the number of transactions, or dies.
sub finish_load
{
    my ($database, $load, $check) = @_;
    my $looks = 0;
    until (waitpid($load->{pid}, POSIX::WNOHANG()) == $load->{pid})
    {
        my $found = $check ? query($database, $check) : 0;
        die "$found mismatches while $load->{who} writers ran\n" if $found;
        $looks++;
        select undef, undef, undef, 0.05;
    }
    my $status = $?;
    my $text = slurp($load->{out});
    die "the $load->{who} writers failed: $text\n" if $status != 0 || $text !~ /number of failed transactions: 0 /;
    my ($count) = $text =~ /number of transactions actually processed: (\d+)/;
    return $count;
}

scenario 'writers under load', sub {
    my $db = new_database('loaded', sql => <<'END');
CREATE TABLE account (id bigint PRIMARY KEY, name text NOT NULL, phone text NOT NULL, touched integer NOT NULL DEFAULT 0);
CREATE INDEX account_name_idx ON account (name);
INSERT INTO account SELECT n, 'n' || n, '+49' || n FROM generate_series(1, 20000) AS n;
END
    my $plan = write_plan('account', <<"END");
${applications}changes:
  - sql: |
      ALTER TABLE account RENAME COLUMN name TO full_name
  - sql: |
      ALTER TABLE account ALTER COLUMN phone TYPE bigint USING replace(phone, '+', '')::bigint
    as: phone_number
    down: |
      UPDATE account SET phone = '+' || phone_number
END
    my $check = q{SELECT count(*) FROM account WHERE name IS DISTINCT FROM full_name OR phone IS DISTINCT FROM '+' || phone_number};
    my $total = 0;
    my $old = load($db, 'old', 5);
    runs($db, 'expand', $plan, { name => 'expand under writers of V' });
    my $new = load($db, 'new', 11);
    $total += finish_load($db, $old, $check);
    seen($db);
    runs($db, 'contract', $plan, { name => 'contract under writers of V+1' });
    runs($db, 'rollback', '--to', 'expanded', $plan, { name => 'rollback of the contract under writers of V+1' });
    $old = load($db, 'old', 2);
    $total += finish_load($db, $old, $check);
    runs($db, 'verify', $plan, { name => 'verify finds no mismatch under writers' });
    runs($db, 'contract', $plan, { name => 'contract again' });
    runs($db, 'purge', '--skip-hold', 'test', $plan, { name => 'purge under writers of V+1' });
    $total += finish_load($db, $new);
    cmp_ok($total, '>', 500, 'no transaction failed and no row differed') and note("$total transactions");
};

done_testing();
