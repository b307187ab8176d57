#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The whole life of a plan on a real server, and what is left of it: schema and data after expand, contract and purge are
# those of the naive SQL in a maintenance window, and after a rollback those of the beginning. For the example plans, and
# for plans of the test's own on columns that carry everything which can hang on a column.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;

start_server();
new_database('examples', sql => example_sql());

my $rich_sql = <<'END';
DO $$ BEGIN IF to_regrole('reader') IS NULL THEN CREATE ROLE reader; CREATE ROLE writer; END IF; END $$;
CREATE TABLE maker (id bigint PRIMARY KEY, name text NOT NULL);
INSERT INTO maker SELECT n, 'maker ' || n FROM generate_series(1, 20) AS n;
CREATE TABLE part (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL DEFAULT 'none' CONSTRAINT part_code_form CHECK (code ~ '^[a-z0-9 -]+$'),
    size integer DEFAULT 7 CONSTRAINT part_size_check CHECK (size > 0 AND size < 100000),
    maker_id bigint CONSTRAINT part_maker_fkey REFERENCES maker (id) ON UPDATE CASCADE ON DELETE SET NULL,
    note text,
    CONSTRAINT part_code_size_key UNIQUE (code, size),
    CONSTRAINT part_code_or_note CHECK (code <> 'none' OR note IS NOT NULL)
);
CREATE INDEX part_note_code_idx ON part (note, code DESC NULLS LAST);
CREATE INDEX part_code_partial_idx ON part (code) WHERE code <> 'none' AND size > 3;
CREATE INDEX part_lower_code_idx ON part (lower(code), (size + 1));
CREATE INDEX part_code_hash_idx ON part USING hash (code);
CREATE INDEX part_include_idx ON part (id) INCLUDE (code, size) WITH (fillfactor = 70);
CREATE UNIQUE INDEX part_pattern_idx ON part (code text_pattern_ops, id);
CREATE INDEX part_maker_idx ON part (maker_id);
COMMENT ON COLUMN part.code IS 'the maker''s "own" code';
COMMENT ON COLUMN part.size IS 'in millimetres';
COMMENT ON CONSTRAINT part_code_form ON part IS 'lower case';
COMMENT ON CONSTRAINT part_code_size_key ON part IS 'one of each';
COMMENT ON INDEX part_lower_code_idx IS 'for the search';
GRANT SELECT (id, code), UPDATE (code), INSERT (code) ON part TO reader;
GRANT SELECT (code, size), REFERENCES (code) ON part TO writer WITH GRANT OPTION;
ALTER TABLE part ALTER COLUMN code SET STATISTICS 321, ALTER COLUMN size SET STATISTICS 12;
INSERT INTO part (code, size, maker_id, note)
SELECT 'code ' || n, 1 + n % 900, CASE WHEN n % 5 > 0 THEN 1 + n % 20 END, CASE WHEN n % 3 = 0 THEN 'note ' || n END
FROM generate_series(1, 3000) AS n;
ANALYZE part;
END
new_database('rich', sql => $rich_sql);

my $bare_sql = <<'END';
CREATE TABLE region (id bigint PRIMARY KEY, country text NOT NULL, code text NOT NULL, UNIQUE (country, code));
CREATE TABLE member (
    id bigint NOT NULL,
    region_id bigint,
    country text,
    code text,
    email text,
    note text CONSTRAINT note_is_short CHECK (length(note) < 90),
    score integer CONSTRAINT score_once UNIQUE,
    room integer,
    invited_by bigint CONSTRAINT member_number UNIQUE,
    home_id bigint CONSTRAINT member_home REFERENCES region ON DELETE SET NULL,
    CONSTRAINT room_alone EXCLUDE USING btree (room WITH =)
);
COMMENT ON CONSTRAINT note_is_short ON member IS 'for the label';
INSERT INTO region SELECT n, 'c' || n % 3, 'r' || n FROM generate_series(1, 9) AS n;
INSERT INTO member
SELECT n, CASE WHEN n % 4 > 0 THEN 1 + n % 9 END, 'c' || (1 + n % 9) % 3, 'r' || 1 + n % 9, n || '@example.org', 'note ' || n, n, n,
       n, 1 + n % 9
FROM generate_series(1, 500) AS n;
END
new_database('bare', sql => $bare_sql);

my $applications = "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\n";

sub own_plan
{
    my ($slug, $changes) = @_;
    return write_plan($slug, "description: $slug\n${applications}changes:\n$changes");
}

my @cases = (
    {
        name => 'a renamed column',
        plan => example_plan('rename_customer_name'),
        naive => 'ALTER TABLE customer RENAME COLUMN name TO full_name',
    },
    {
        name => 'a changed type',
        plan => example_plan('phone_to_bigint'),
        naive => q{ALTER TABLE customer ALTER COLUMN phone TYPE bigint USING replace(phone, '+', '')::bigint;
                   ALTER TABLE customer RENAME COLUMN phone TO phone_number},
    },
    {
        name => 'a split column',
        plan => example_plan('split_contact_name'),
        naive => q{ALTER TABLE contact ADD COLUMN first_name text, ADD COLUMN last_name text;
                   UPDATE contact SET first_name = split_part(name, ' ', 1),
                                      last_name = substr(name, length(split_part(name, ' ', 1)) + 2);
                   ALTER TABLE contact DROP COLUMN name},
    },
    {
        name => 'merged columns',
        plan => example_plan('merge_address'),
        naive => q{ALTER TABLE address ADD COLUMN street_line text;
                   UPDATE address SET street_line = rtrim(street || ' ' || house_number);
                   ALTER TABLE address DROP COLUMN street, DROP COLUMN house_number},
    },
    {
        name => 'a dropped NOT NULL column',
        plan => example_plan('drop_fax'),
        naive => 'ALTER TABLE supplier DROP COLUMN fax',
    },
    {
        name => 'an added column that is filled from others',
        plan => example_plan('add_order_total'),
        naive => q{ALTER TABLE purchase ADD COLUMN total numeric(12,2);
                   UPDATE purchase SET total = quantity * unit_price;
                   ALTER TABLE purchase ALTER COLUMN total SET NOT NULL},
    },
    {
        name => 'a renamed column with all that can hang on one',
        from => 'rich',
        plan => own_plan('rename_code', "  - sql: |\n      ALTER TABLE part RENAME COLUMN code TO sku\n"),
        naive => 'ALTER TABLE part RENAME COLUMN code TO sku',
    },
    {
        name => 'a changed type under a CHECK, a default and a unique constraint',
        from => 'rich',
        plan => own_plan('size_to_bigint', <<'END'),
  - sql: |
      ALTER TABLE part ALTER COLUMN size TYPE bigint
    as: size_mm
    down: |
      UPDATE part SET size = size_mm::integer
END
        naive => 'ALTER TABLE part ALTER COLUMN size TYPE bigint; ALTER TABLE part RENAME COLUMN size TO size_mm',
    },
    {
        name => 'a renamed foreign key column',
        from => 'rich',
        plan => own_plan('rename_maker', "  - sql: |\n      ALTER TABLE part RENAME COLUMN maker_id TO producer_id\n"),
        naive => 'ALTER TABLE part RENAME COLUMN maker_id TO producer_id',
    },
    {
        name => 'several changes of one table',
        from => 'rich',
        plan => own_plan('several', <<'END'),
  - sql: |
      ALTER TABLE part RENAME COLUMN code TO sku
  - sql: |
      ALTER TABLE part ALTER COLUMN size TYPE numeric(12,1) USING size / 10.0
    as: size_cm
    down: |
      UPDATE part SET size = (size_cm * 10)::integer
  - sql: |
      ALTER TABLE part ADD COLUMN label text NOT NULL DEFAULT '-';
      ALTER TABLE part ADD COLUMN stock integer DEFAULT 0;
      CREATE INDEX part_label_idx ON part (label);
    up: |
      UPDATE part SET label = code || coalesce(': ' || note, '')
  - sql: |
      DROP INDEX part_maker_idx;
END
        naive => q{ALTER TABLE part ADD COLUMN label text DEFAULT '-', ADD COLUMN stock integer DEFAULT 0;
                   UPDATE part SET label = code || coalesce(': ' || note, '');
                   ALTER TABLE part ALTER COLUMN label SET NOT NULL;
                   ALTER TABLE part RENAME COLUMN code TO sku;
                   ALTER TABLE part ALTER COLUMN size DROP DEFAULT;
                   ALTER TABLE part ALTER COLUMN size TYPE numeric(12,1) USING size / 10.0;
                   ALTER TABLE part ALTER COLUMN size SET DEFAULT 7;
                   ALTER TABLE part RENAME COLUMN size TO size_cm;
                   CREATE INDEX part_label_idx ON part (label);
                   DROP INDEX part_maker_idx},
    },
    {
        name => 'constraints and defaults that change in place',
        from => 'rich',
        plan => own_plan('in_place', <<'END'),
  - sql: |
      ALTER TABLE part ALTER COLUMN note SET NOT NULL;
    up: |
      UPDATE part SET note = ''
  - sql: |
      ALTER TABLE part ALTER COLUMN maker_id SET DEFAULT 1;
      ALTER TABLE part ALTER COLUMN code DROP NOT NULL;
      ALTER TABLE part ADD CONSTRAINT part_note_short CHECK (length(note) < 50);
END
        naive => q{UPDATE part SET note = '' WHERE note IS NULL;
                   ALTER TABLE part ALTER COLUMN note SET NOT NULL, ALTER COLUMN maker_id SET DEFAULT 1,
                       ALTER COLUMN code DROP NOT NULL, ADD CONSTRAINT part_note_short CHECK (length(note) < 50)},
        keeps_data => 0,    # a repaired NULL stays repaired after a rollback
    },
    in_place('foreign keys that are added', <<'END'),
ALTER TABLE member ADD FOREIGN KEY (region_id) REFERENCES region ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE member ADD CONSTRAINT member_place FOREIGN KEY (country, code) REFERENCES region (country, code) MATCH FULL
    ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE member ADD FOREIGN KEY (invited_by) REFERENCES member (invited_by) ON DELETE SET DEFAULT;
ALTER TABLE member ADD CONSTRAINT home_again FOREIGN KEY (home_id) REFERENCES region (id) NOT VALID
END
    in_place('unique constraints that are added', <<'END'),
ALTER TABLE member ADD UNIQUE (email);
ALTER TABLE member ADD CONSTRAINT "Once only" UNIQUE (country, code, id) INCLUDE (note) WITH (fillfactor = 70)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE member ADD UNIQUE (region_id, id), ADD UNIQUE (region_id, id) DEFERRABLE
END
    in_place('constraints that are dropped', <<'END'),
ALTER TABLE member DROP CONSTRAINT note_is_short, DROP CONSTRAINT member_home, DROP CONSTRAINT score_once,
    DROP CONSTRAINT room_alone
END
    in_place('constraints that are renamed', <<'END'),
ALTER TABLE member RENAME CONSTRAINT note_is_short TO "Short note";
ALTER TABLE member RENAME CONSTRAINT member_home TO member_home_id_fkey;
ALTER TABLE member RENAME CONSTRAINT score_once TO member_score_key
END
    in_place('a primary key that is added', "ALTER TABLE member ADD PRIMARY KEY (country, id) INCLUDE (note)"),
);

# Constraints are written in a plan as in a maintenance window.
sub in_place
{
    my ($name, $sql) = @_;
    my $slug = $name =~ tr/ /_/r;
    return { name => $name, from => 'bare', plan => own_plan($slug, "  - sql: |\n" . $sql =~ s/^/      /mgr), naive => $sql };
}

my %before;
$before{$_} = { schema => schema_dump($_), data => all_data($_) } for qw(examples rich bare);

my @purge = ('--skip-hold', 'a test does not wait');

for my $case (@cases)
{
    my $from = $case->{from} // 'examples';
    my $plan = $case->{plan};
    scenario "$case->{name}: there", sub {
        my $db = new_database('there', template => $from);
        my $result = runs($db, 'plan', $plan, { name => 'plan shows what will run' });
        like($result->{out}, qr/expand/, 'the plan names its phases');
        is(query($db, q{SELECT to_regnamespace('bellows') IS NULL}), 't', 'plan changes nothing');
        runs($db, 'expand', $plan);
        is(state_of($db, $plan), 'expanded', 'it is expanded');
        runs($db, 'verify', $plan, { name => 'old and new are equal after expand' });
        seen($db);
        runs($db, 'contract', $plan);
        is(state_of($db, $plan), 'sealed', 'it is sealed');
        runs($db, 'verify', $plan, { name => 'old and new are equal while held' });
        runs($db, 'rollback', '--to', 'expanded', $plan, { name => 'the contract can be taken back' });
        is(state_of($db, $plan), 'expanded', 'it is expanded again');
        runs($db, 'verify', $plan, { name => 'old and new are equal after the way back' });
        runs($db, 'contract', $plan, { name => 'it is contracted again' });
        runs($db, 'purge', @purge, $plan);
        is(state_of($db, $plan), 'purged', 'it is purged');

        my $twin = new_database('twin', template => $from);
        query($twin, $case->{naive});
        same_lines(schema_dump($db), schema_dump($twin), 'the schema is that of the naive SQL');
        same_lines(all_data($db), all_data($twin), 'the data are those of the naive SQL');
        is(query($db, q{SELECT count(*) FROM pg_proc WHERE pronamespace = 'bellows'::regnamespace AND proname LIKE 'shim%'}),
            0, 'no shim is left');
        drop_database($db, $twin);
    };
    scenario "$case->{name}: and back", sub {
        my $db = new_database('back', template => $from);
        my $data = $case->{keeps_data} // 1;
        runs($db, 'expand', $plan);
        runs($db, 'rollback', $plan, { name => 'an expanded plan is rolled back' });
        is(state_of($db, $plan), 'rolled_back', 'it is rolled back');
        runs($db, 'purge', $plan, { name => 'what the rollback held is dropped' });
        same_lines(schema_dump($db), $before{$from}{schema}, 'the schema is that of the beginning');
        same_lines(all_data($db), $before{$from}{data}, 'the data are those of the beginning') if $data;
        runs($db, 'expand', $plan, { name => 'it may be expanded again' });
        seen($db);
        runs($db, 'contract', $plan);
        runs($db, 'rollback', $plan, { name => 'a sealed plan is rolled back as a whole' });
        runs($db, 'purge', $plan, { name => 'and what it held is dropped' });
        same_lines(schema_dump($db), $before{$from}{schema}, 'the schema is that of the beginning again');
        same_lines(all_data($db), $before{$from}{data}, 'the data are those of the beginning again') if $data;
        drop_database($db);
    };
}

done_testing();
