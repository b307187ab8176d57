#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The tripwire: who writes the old shape is noted, never hindered, and counts. What the statements are, at which isolation level,
# of which role; that nobody waits for anybody; what the gate makes of it, before the fence, behind it and in the seal.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use File::Spec;
use Test::More;

start_server('max_prepared_transactions = 5');
my $plan = example_plan('rename_customer_name');
my $plans = "$ENV{BELLOWS_ROOT}/plans";    # without a bellows.yaml
my $version = '20261101090000';
my $config = File::Spec->rel2abs(plan_folder()) . '/bellows.yaml';
my $maintenance = 'maintenance: {roles: [postgres]}';

new_database('fresh', sql => example_sql());
new_database('expanded', template => 'fresh');
runs('expanded', 'expand', $plan);
query('postgres', 'CREATE ROLE writer LOGIN; CREATE ROLE stranger LOGIN');

sub project
{
    my ($yaml) = @_;
    open my $file, '>', $config or die "$config: $!\n";
    print $file $yaml;
    close $file;
    return;
}

sub writes_scenario
{
    my ($name, $code) = @_;
    scenario $name, sub {
        new_database('writes', template => 'expanded');
        query('writes', 'GRANT ALL ON customer TO writer, stranger');
        $code->('writes');
        drop_database('writes');
    };
    return;
}

# What SQL leaves in the notes, by a session of its own.
sub notes_of
{
    my ($db, $sql, $role) = @_;
    query($db, 'DELETE FROM bellows.old_write');
    my $session = session($db, $role // 'writer');
    $session->query_safe($sql);
    $session->quit;
    return query($db, q{SELECT coalesce(string_agg(relation || ' ' || role, ', '), 'none') FROM bellows.old_write});
}

sub refuses
{
    my ($db, $pattern, $name, @arguments) = @_;
    my $before = whole_state($db, 'customer');
    my $result = bellows($db, @arguments);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($result->{exit}, 7, "$name: exit 7") or diag("$result->{out}$result->{err}");
    like("$result->{err}$result->{out}", $pattern, $name);
    same_lines(whole_state($db, 'customer'), $before, "$name, and nothing is changed");
    return $result;
}

writes_scenario 'which statements name the old shape', sub {
    my ($db) = @_;
    my $noted = 'public.customer writer';
    query($db, q{CREATE TABLE parent (id bigint PRIMARY KEY); CREATE FUNCTION deep() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN EXECUTE ''UPDATE customer SET name = name WHERE id = 1''; RETURN NULL; END';
        CREATE TRIGGER deep AFTER INSERT ON parent EXECUTE FUNCTION deep(); GRANT ALL ON parent TO writer});
    my @cases = (
        ['UPDATE of the old column', q{UPDATE customer SET name = 'x' WHERE id = 1}, $noted],
        ['… to what it is', q{UPDATE customer SET name = name WHERE id = 1}, $noted],
        ['… of no row', q{UPDATE customer SET name = 'x' WHERE false}, $noted],
        ['UPDATE of the new column', q{UPDATE customer SET full_name = 'x' WHERE id = 1}, 'none'],
        ['UPDATE of another column', q{UPDATE customer SET phone = '1' WHERE id = 1}, 'none'],
        ['INSERT in the old shape', q{INSERT INTO customer (name, phone) VALUES ('x', '1')}, $noted],
        ['INSERT in the new shape', q{INSERT INTO customer (full_name, phone) VALUES ('x', '1')}, 'none'],
        ['COPY in the old shape', q{COPY customer (name, phone) FROM PROGRAM 'printf "x\\t1\\n"'}, 'public.customer postgres', 'postgres'],
        ['an INSERT of all columns', q{INSERT INTO customer (name, full_name, phone) VALUES ('x', 'x', '1')}, $noted],
        ['ON CONFLICT DO UPDATE of the old column', q{INSERT INTO customer (id, full_name, phone) OVERRIDING SYSTEM VALUE VALUES (-1, 'x', '1')
            ON CONFLICT (id) DO UPDATE SET name = 'y'}, $noted],
        ['DELETE', 'DELETE FROM customer WHERE id = -1', 'none'],
        ['SELECT', 'SELECT name FROM customer', 'none'],
        ['at REPEATABLE READ', q{BEGIN ISOLATION LEVEL REPEATABLE READ; UPDATE customer SET name = name WHERE id = 1; COMMIT}, $noted],
        ['at SERIALIZABLE', q{BEGIN ISOLATION LEVEL SERIALIZABLE; UPDATE customer SET name = name WHERE id = 1; COMMIT}, $noted],
        ['a trigger of the database', 'INSERT INTO parent VALUES (1)', 'none'],
        ['a transaction that is rolled back', q{BEGIN; UPDATE customer SET name = 'x' WHERE id = 1; ROLLBACK}, 'none'],
        ['… of which a savepoint stays', q{BEGIN; SAVEPOINT a; UPDATE customer SET name = 'x' WHERE id = 1; ROLLBACK TO a;
            UPDATE customer SET name = 'y' WHERE id = 1; COMMIT}, $noted],
        ['a session that is replica', q{SET session_replication_role = replica; UPDATE customer SET name = name, full_name = full_name
            WHERE id = 1}, 'none', 'postgres'],
    );
    is(notes_of($db, $_->[1], $_->[3]), $_->[2], $_->[0]) for @cases;
};

writes_scenario 'a hot writer is noted once', sub {
    my ($db) = @_;
    query($db, 'DELETE FROM bellows.old_write');
    my $session = session($db, 'writer');
    $session->query_safe("SET application_name = 'shop/1.4.0'");
    $session->query_safe("DO 'BEGIN FOR i IN 1 .. 200 LOOP UPDATE customer SET name = name WHERE id = i; END LOOP; END'");
    cmp_ok(query($db, 'SELECT sum(notes) FROM bellows.old_write'), '<=', 2, '200 statements leave one note, two at the turn of ten seconds');
    is(query($db, 'SELECT count(*) FROM bellows.old_write'), 1, 'in one row');
    $session->query_safe("SET application_name = 'shop/1.4.1'; UPDATE customer SET name = name WHERE id = 1");
    is(query($db, 'SELECT count(*) FROM bellows.old_write'), 2, 'another client of the same session is another note');
    query($db, "SELECT nextval('bellows.write_round')");
    my $before = query($db, 'SELECT sum(notes) FROM bellows.old_write');
    $session->query_safe('UPDATE customer SET name = name WHERE id = 1');
    is(query($db, 'SELECT sum(notes) FROM bellows.old_write'), $before + 1, 'and so is a new round');
    $session->quit;
};

writes_scenario 'nobody waits for a note, and none fails for it', sub {
    my ($db) = @_;
    my @open;
    for my $level ('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE')
    {
        for my $number (1 .. 3)
        {
            my $session = session($db, 'writer');
            my $id = 100 + 450 * @open;    # far apart: neighbours in an index conflict at SERIALIZABLE by themselves
            $session->query_safe("SET lock_timeout = '5s'; BEGIN ISOLATION LEVEL $level; UPDATE customer SET name = 'w$id' WHERE id = $id");
            push @open, $session;
        }
    }
    my $prepared = session($db, 'writer');
    $prepared->query_safe("BEGIN; UPDATE customer SET name = 'p' WHERE id = 4200; PREPARE TRANSACTION 'old'");
    $prepared->query_safe("SET lock_timeout = '5s'; SELECT set_config('bellows.w_908124c8', '', false);"
          . q{UPDATE customer SET name = 'q' WHERE id = 4650});
    pass('ten transactions that are open have all written');
    $_->query_safe('COMMIT') for reverse @open;
    $prepared->query_safe("COMMIT PREPARED 'old'");
    is(query($db, q{SELECT count(*) FROM customer WHERE name ~ '^[wpq]\d*$'}), 11, 'and commit');
    cmp_ok(query($db, 'SELECT sum(notes) FROM bellows.old_write'), '>=', 10, 'all are noted');
    query($db, q{UPDATE bellows.old_write SET last_seen = last_seen - interval '2 min'});
    bellows($db, 'gate', $version, '--plans', $plans);
    is(query($db, 'SELECT count(*) FROM bellows.old_write'), 1, 'and drawn together when bellows looks');
    $_->quit for @open, $prepared;
};

writes_scenario 'the way of the tripwire', sub {
    my ($db) = @_;
    my $wires = q{SELECT (SELECT count(*) FROM bellows.tripwire) || ' ' || (SELECT count(*) FROM pg_trigger WHERE tgname LIKE '!bellows%write%')};
    seen($db);
    is(query($db, $wires), '1 1', 'expanded: it is there');
    runs($db, 'contract', '--grace=0s', $plan);
    is(query($db, $wires), '0 0', 'sealed: it is gone');
    like(try_sql($db, q{UPDATE customer SET name = 'x' WHERE id = 1}), qr/column "name"/, 'and the old name is an error');
    runs($db, 'rollback', '--to', 'expanded', $plan);
    is(query($db, $wires), '1 1', 'expanded again: it is there again');
    is(notes_of($db, q{INSERT INTO customer (name, phone) VALUES ('x', '1')}), 'public.customer writer', 'and notes');
    runs($db, 'rollback', $plan);
    is(query($db, $wires), '0 0', 'rolled back: it is gone');
    is(notes_of($db, q{INSERT INTO customer (name, phone) VALUES ('x', '1')}), 'none', 'and nothing is noted');
};

scenario 'a column that is dropped, and nothing else', sub {
    new_database('dropped', sql => 'CREATE TABLE note (id integer PRIMARY KEY, body text, colour text DEFAULT $$red$$); GRANT ALL ON note TO writer');
    my $own = write_plan('drop_colour', "description: no colours\napplications:\n  - {name: shop, from: 1.4.0, to: 1.5.0}\nchanges:\n"
          . "  - sql: |\n      ALTER TABLE note DROP COLUMN colour\n");
    runs('dropped', 'expand', $own);
    is(notes_of('dropped', q{INSERT INTO note VALUES (1, 'a', 'blue')}), 'public.note writer', 'an INSERT that gives it');
    is(notes_of('dropped', q{INSERT INTO note (id, body) VALUES (2, 'b')}), 'none', 'one that does not');
    is(notes_of('dropped', q{INSERT INTO note VALUES (3, 'a', 'red')}), 'none', 'what is its default cannot be told');
    is(notes_of('dropped', q{UPDATE note SET colour = 'green' WHERE id = 1}), 'public.note writer', 'an UPDATE');
    seen('dropped');
    runs('dropped', 'contract', '--grace=0s', $own);
    runs('dropped', 'rollback', '--to', 'expanded', $own);
    is(notes_of('dropped', q{UPDATE note SET colour = 'green' WHERE id = 1}), 'public.note writer', 'and again after a rollback from the seal');
    drop_database('dropped');
};

writes_scenario 'proof by writes', sub {
    my ($db) = @_;
    seen($db);
    project("consumers:\n  - {name: shop, proof: [lease, writes], roles: [writer]}\n$maintenance\ngate: {quiet: 1h}\n");
    my @config = ('--config', $config);
    refuses($db, qr/writes of the old shape are watched since .*and must be for 1h00m/, 'watched too short', 'contract', $plan, @config);
    query($db, q{UPDATE bellows.tripwire SET installed_at = installed_at - interval '2 h'});
    like(runs($db, 'gate', $version, @config)->{out}, qr/has not written the old shape in 2h00m.*writes of the old shape, grade D.*pass/, 'nobody has written');
    is(notes_of($db, q{UPDATE customer SET name = name WHERE id = 1}), 'public.customer writer', 'now somebody writes');
    refuses($db, qr/error\[R701\].*shop: role "writer" \(application name "\S+", from local\) wrote the old shape of public\.customer, last \S+(?: moment)? ago/s,
        'somebody has written', 'contract', $plan, @config);
    query($db, q{UPDATE bellows.old_write SET last_seen = last_seen - interval '50 min'});
    refuses($db, qr/last 50m/, 'within the hour it counts', 'contract', $plan, @config);
    query($db, q{UPDATE bellows.old_write SET last_seen = last_seen - interval '20 min'});
    query($db, 'ALTER TABLE customer DISABLE TRIGGER "!bellows_908124c8_write_update"');
    refuses($db, qr/writes of the old shape are not watched/, 'a trigger that is disabled says nothing', 'contract', $plan, @config);
    query($db, 'ALTER TABLE customer ENABLE TRIGGER "!bellows_908124c8_write_update"');
    runs($db, 'contract', $plan, @config, { name => 'quiet for long enough' });
    runs($db, 'purge', '--skip-hold=test', $plan, @config, { name => 'out of sight there is nothing to watch' });
};

writes_scenario 'who is nobody and writes', sub {
    my ($db) = @_;
    seen($db);
    project("consumers:\n  - {name: shop, roles: [writer]}\n$maintenance\n");
    notes_of($db, q{UPDATE customer SET name = name WHERE id = 1}, 'stranger');
    refuses($db, qr/error\[R760\].*role "stranger".*primary, has written the old shape.*is no declared consumer/s, 'it is told', 'contract', $plan, '--config', $config);
    notes_of($db, q{UPDATE customer SET name = name WHERE id = 1}, 'postgres');
    runs($db, 'contract', $plan, '--config', $config, { name => 'maintenance may write' });
};

writes_scenario 'writes behind the fence', sub {
    my ($db) = @_;
    seen($db);
    notes_of($db, q{UPDATE customer SET name = 'before' WHERE id = 1});
    like(bellows($db, 'gate', $version, '--plans', $plans)->{out}, qr/old shape: pass\n.*role "writer".*wrote the old shape of public\.customer/,
        'before the fence it is told');
    runs($db, 'gate', 'fence', $plan);
    my $gate = bellows($db, 'gate', $version, '--plans', $plans);
    is($gate->{exit}, 0, 'what was written before the fence does not keep the drain') or diag($gate->{out});
    my $session = session($db, 'writer');
    $session->query_safe(q{UPDATE customer SET name = 'behind' WHERE id = 1});
    $session->quit;
    refuses($db, qr/still draining.*role "writer".*behind the fence/s, 'what is written behind it does', 'contract', '--drain-timeout=1s', $plan);
    query($db, q{UPDATE bellows.old_write SET last_seen = last_seen - interval '1 min'});
    runs($db, 'contract', $plan, { name => 'until it has been quiet' });
};

writes_scenario 'a write that commits while the seal waits for its lock', sub {
    my ($db) = @_;
    seen($db);
    runs($db, 'gate', 'fence', $plan);
    my $session = session($db, 'writer');
    my $reader = session($db, 'writer');
    $reader->query_safe('BEGIN; SELECT 1 FROM customer LIMIT 1');
    my $run = start_bellows($db, 'contract', '--grace=0s', $plan);
    wait_until('the seal waits', sub { query($db, q{SELECT count(*) FROM pg_locks WHERE relation = 'customer'::regclass AND NOT granted}) > 0 });
    ok(1, 'the seal waits for a reader');
    # A note as of a writer that was ahead in the queue.
    query($db, q{INSERT INTO bellows.old_write (plan, relation, role, application_name, client, round, first_seen, last_seen, notes)
        VALUES ('20261101090000', 'public.customer', 'writer', 'late', 'local', 0, now() - interval '1 day', now() - interval '1 day', 1)});
    $reader->query_safe('COMMIT');
    my $result = finish_bellows($run);
    is($result->{exit}, 7, 'it is refused') or diag($result->{err});
    like($result->{err}, qr/role "writer" \(application name "late", from local\) wrote the old shape of public\.customer while the seal waited/, 'and says by whom');
    like(query($db, 'SELECT name FROM customer LIMIT 1'), qr/./, 'the old shape is there');
    runs($db, 'contract', '--grace=0s', $plan, { name => 'the same command goes on' });
    $_->quit for $session, $reader;
};

done_testing();
