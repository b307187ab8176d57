#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Indexes that interrupted builds have left: those of others are told and left alone, whatever their names; what stands under the
# name of an index that a plan builds is a refusal that says what to do, before anybody is fenced out. What bellows itself has begun
# is built again (locks.t kills a build).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;

start_server();
new_database('start', sql => <<'END');
CREATE TABLE item (id bigint PRIMARY KEY, code text, note text);
CREATE INDEX item_note_idx ON item (note);
INSERT INTO item SELECT n, 'code ' || n, 'note ' || n FROM generate_series(1, 90) AS n;
END

sub plan_of
{
    my ($slug, $sql) = @_;
    return write_plan($slug, "applications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n  - sql: |\n      $sql\n");
}

# A concurrent build that fails on a duplicate leaves its index.
sub leave_invalid
{
    my ($db, $name, $columns) = @_;
    query($db, q{INSERT INTO item VALUES (1000, 'code 1', 'note 1')});
    isnt((try_sql($db, "CREATE UNIQUE INDEX CONCURRENTLY $name ON item ($columns)"))[0], '', "$name is built in vain");
    query($db, 'DELETE FROM item WHERE id = 1000');
    return is(invalid($db), $name, 'and left');
}

# The first line says it, another one what to do.
sub is_refused
{
    my ($result, $exit, $line, $index, $name) = @_;
    fails_with($result, $exit, $line, $name);
    return like($result->{err}, qr/DROP INDEX CONCURRENTLY public\.\Q$index\E/, 'and says what to do');
}

sub invalid
{
    my ($db) = @_;
    return query($db, q{SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index WHERE NOT indisvalid});
}

sub index_of
{
    my ($db, $name) = @_;
    return query($db, "SELECT pg_get_indexdef(to_regclass('$name'))");
}

my $unique = 'ALTER TABLE item ADD CONSTRAINT item_code UNIQUE (code)';

scenario 'one of the same definition, under another name', sub {
    my $db = new_database('another', template => 'start');
    leave_invalid($db, 'item_code_ccnew', 'code');
    my $plan = plan_of('another', $unique);
    my $told = qr/P325.*public\.item_code_ccnew of public\.item is invalid, and like index item_code, which this plan builds.*DROP INDEX CONCURRENTLY public\.item_code_ccnew/s;
    like(bellows($db, 'plan', $plan)->{err}, $told, 'plan tells it');
    like(runs($db, 'expand', $plan)->{err}, $told, 'so does expand');
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    is(invalid($db), 'item_code_ccnew', 'it is left alone');
    query($db, 'DROP INDEX CONCURRENTLY item_code_ccnew');
    unlike(bellows($db, 'plan', plan_of('later', 'ALTER TABLE item ALTER COLUMN note SET DEFAULT 1'))->{err}, qr/P325/, 'then nothing is told');
    drop_database($db);
};

scenario 'one of another definition', sub {
    my $db = new_database('different', template => 'start');
    leave_invalid($db, 'item_old', 'code, note');
    like(bellows($db, 'plan', plan_of('different', $unique))->{err},
        qr/P325.*public\.item_old of public\.item is invalid: no query uses it.*DROP INDEX CONCURRENTLY public\.item_old/s, 'is told as well');
    drop_database($db);
};

scenario 'one under the name that the plan writes', sub {
    my $db = new_database('named', template => 'start');
    leave_invalid($db, 'item_code', 'code');
    is_refused(bellows($db, 'plan', plan_of('named', $unique)), 3, qr/error\[P311\].*item_code.*exists already/, 'item_code', 'is refused by plan');
    is(invalid($db), 'item_code', 'and not dropped');
    drop_database($db);
};

scenario 'an index under the name of an equal', sub {
    my $db = new_database('equal', template => 'start');
    my $plan = plan_of('equal', 'ALTER TABLE item RENAME COLUMN note TO remark');
    my ($twin) = bellows($db, 'plan', '--format', 'sql', $plan)->{out} =~ /CREATE INDEX CONCURRENTLY (bellows_item_note_idx_\w+)/;
    query($db, "CREATE INDEX $twin ON item (id)");
    is_refused(bellows($db, 'expand', $plan), 3, qr/error\[P311\].*\Q$twin\E exists already/, $twin, 'is refused');
    query($db, "DROP INDEX $twin");
    runs($db, 'expand', $plan);
    drop_database($db);
};

# [ what is made since expand, why it is in the way ]
my @made = (
    [ 'of others', sub { leave_invalid($_[0], 'item_code', 'code') }, qr/it is invalid, and bellows did not begin it/ ],
    [ 'of another definition', sub { query($_[0], 'CREATE INDEX item_code ON item (note)') }, qr/it is not the one that this plan builds/ ],
    [ 'of another table', sub { query($_[0], 'CREATE TABLE IF NOT EXISTS other (code text); CREATE UNIQUE INDEX item_code ON other (code)') },
        qr/it is not the one that this plan builds/ ],
);
for my $case (@made)
{
    my ($name, $make, $why) = @$case;
    scenario "under our name since expand: $name", sub {
        my $db = new_database('since', template => 'start');
        my $plan = plan_of('since', $unique);
        runs($db, 'expand', $plan);
        seen($db);
        $make->($db);
        my $index = index_of($db, 'item_code');
        is_refused(bellows($db, 'contract', '--grace=0s', $plan), 7, qr/error\[R747\].*public\.item_code.*$why/, 'item_code', 'contract is refused');
        is(state_of($db, $plan), 'expanded', 'nobody was fenced out');
        query($db, 'DROP INDEX item_code');
        runs($db, 'gate', 'fence', '--force', 'a test', $plan);
        $make->($db);
        is_refused(bellows($db, 'contract', '--grace=0s', $plan), 7, qr/error\[R747\].*$why/, 'item_code', 'also behind the fence');
        runs($db, 'rollback', '--to', 'expanded', $plan);
        is(index_of($db, 'item_code'), $index, 'a rollback leaves it alone');
        query($db, 'DROP INDEX item_code');
        runs($db, 'contract', '--grace=0s', $plan, { name => 'once it is gone, contract goes on' });
        drop_database($db);
    };
}

done_testing();
