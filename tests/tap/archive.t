#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# What a purge drops is archived first: complete, verified, restored by the command of its manifest; and before_purge. Whatever fails
# there, nothing is dropped, and the way back is open.
use strict;
use warnings;
use Digest::SHA ();
use File::Path qw(make_path);
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use IPC::Run ();
use JSON::PP qw(decode_json);
use Test::More;

start_server();

my $customer_sql = <<'END';
CREATE TABLE customer (id integer PRIMARY KEY, phone text NOT NULL, born timestamptz, note text, "a ""b" numeric);
INSERT INTO customer SELECT n, '+49' || n, '2026-01-01 12:00+01'::timestamptz + n * interval '1 s', E'tab\t line\n back\\slash \\N ' || md5(n::text), n / 7.0
    FROM generate_series(1, 500) AS n;
UPDATE customer SET note = NULL WHERE id = 7;
UPDATE customer SET note = '' WHERE id = 8;
CREATE INDEX customer_note_idx ON customer (note);
ALTER TABLE customer ADD CONSTRAINT note_is_short CHECK (length(note) < 1000);
END
new_database('customer', sql => $customer_sql);

my $changes = <<'END';
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: |
      ALTER TABLE customer ADD COLUMN phone_number bigint;
      ALTER TABLE customer DROP COLUMN phone;
    up: |
      UPDATE customer SET phone_number = replace(phone, '+', '')::bigint
    down: |
      UPDATE customer SET phone = '+' || phone_number
  - sql: |
      ALTER TABLE customer DROP COLUMN note;
      ALTER TABLE customer DROP COLUMN born;
      ALTER TABLE customer DROP COLUMN "a ""b";
END

sub folder
{
    my ($name) = @_;
    my $folder = plan_folder() . "/$name";
    make_path($folder);
    return $folder;
}

sub write_file
{
    my ($path, $text, $mode) = @_;
    open my $file, '>:raw', $path or die "could not write $path\n";
    print $file $text;
    close $file;
    return chmod $mode, $path;
}

sub contents { my ($folder) = @_; return map { s{.*/}{}r } glob "$folder/*" }

# Expanded and contracted, with the rows of the old shape as they were.
sub sealed
{
    my ($name, $yaml) = @_;
    my $db = new_database($name, template => 'customer');
    my $plan = write_plan($name, $yaml // $changes);
    runs($db, 'expand', $plan);
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    return ($db, $plan);
}

my @purge = ('purge', '--skip-hold', 'test');

sub archive_of
{
    my ($result) = @_;
    return $result->{out} =~ /^archived in (.*); its manifest\.json says how to restore it$/m ? $1 : '';
}

sub manifest_of { my ($folder) = @_; return decode_json(slurp("$folder/manifest.json")) }

sub restore
{
    my ($db, $manifest) = @_;
    local $ENV{DATABASE_URL} = url($db);
    my $said = '';
    my $is_done = IPC::Run::run([ 'sh', '-c', $manifest->{restore} ], '<', \undef, '>&', \$said);
    ok($is_done, 'the command of the manifest restores it') or diag($said);
    return;
}

scenario 'what is dropped is archived, and restored' => sub {
    my ($db, $plan) = sealed('there');
    my $before = query('customer', 'SELECT md5(string_agg(c::text, chr(10) ORDER BY c.id)) FROM (SELECT id, phone, note, born, "a ""b" FROM customer) AS c');
    my $folder = folder("it's there");
    my $result = runs($db, @purge, '--archive', $folder, $plan);
    is(state_of($db, $plan), 'purged', 'it is purged');
    my $archive = archive_of($result);
    like($archive, qr{^\Q$folder\E/\d{14}_there_\d{8}T\d{6}Z$}, 'the archive has a folder of its own');
    is(join(' ', contents($archive)), '01_public_customer.copy.gz manifest.json restore.sql', 'with its files and no others');
    is(sprintf('%o %o', (stat $archive)[2] & 0777, (stat "$archive/01_public_customer.copy.gz")[2] & 0777), '700 600', 'that nobody else reads');

    my $manifest = manifest_of($archive);
    my ($table) = @{ $manifest->{tables} };
    is($manifest->{plan}{version}, $plan =~ /(\d{14})/ ? $1 : '', 'the manifest says which plan it was');
    is($manifest->{plan}{phase}, 'purge', 'and what was done');
    is($manifest->{server}{database}, $db, 'and where');
    is($table->{table}, 'public.customer', 'and which table');
    is($table->{rows}, 500, 'and how many rows');
    is(join(' ', map { "$_->{name} $_->{type}" . ($_->{dropped} ? '!' : '') } @{ $table->{columns} }),
        'id integer phone text! note text! born timestamp with time zone! a "b numeric!', 'and its columns with their types');
    is($table->{file_sha256}, Digest::SHA->new(256)->addfile("$archive/$table->{file}", 'b')->hexdigest, 'and the checksum of the file');
    my $content = '';
    IPC::Run::run([ 'gzip', '-dc', "$archive/$table->{file}" ], '>', \$content);
    is($table->{sha256}, Digest::SHA::sha256_hex($content), 'and that of what is in it');
    is($table->{bytes}, length $content, 'and its length');
    is(scalar(grep { /customer_note_idx|note_is_short/ } @{ $table->{falls} }), 2, 'and the indexes and constraints that fell');
    like($manifest->{steps}[0]{sql}, qr/DROP COLUMN/, 'and what dropped it');
    is(query($db, q{SELECT message FROM bellows.journal WHERE event = 'archive'}), $archive, 'the journal knows where it is');

    restore($db, $manifest);
    my $restored = $table->{restored_as};
    is(query($db, qq{SELECT md5(string_agg(c::text, chr(10) ORDER BY c.id)) FROM (SELECT id, phone, note, born, "a ""b" FROM $restored) AS c}), $before,
        'every value is as it was');
    query($db, "ALTER TABLE customer ADD COLUMN note text; UPDATE customer AS c SET note = a.note FROM $restored AS a WHERE a.id = c.id");
    is(query($db, q{SELECT count(*) FROM customer WHERE note LIKE '%slash%'}), 498, 'and finds its row');
};

scenario 'after a rollback: new columns and new tables' => sub {
    my $db = new_database('back', template => 'customer');
    my $plan = write_plan('back', $changes . <<'END');
  - sql: |
      CREATE TABLE "Odd ""name" (id integer PRIMARY KEY, t text);
END
    runs($db, 'expand', $plan);
    query($db, q{INSERT INTO "Odd ""name" VALUES (1, 'new'); UPDATE customer SET phone_number = 12345 WHERE id = 3});
    runs($db, 'rollback', $plan);
    my $result = runs($db, 'purge', '--archive', folder('back'), $plan);
    my $manifest = manifest_of(archive_of($result));
    is($manifest->{plan}{phase}, 'discard', 'the manifest says so');
    is(scalar @{ $manifest->{tables} }, 2, 'both are there');
    restore($db, $manifest);
    my ($customer, $odd) = map { $_->{restored_as} } @{ $manifest->{tables} };
    is(query($db, "SELECT phone_number FROM $customer WHERE id = 3"), 12345, 'what only the new version had written');
    is(query($db, "SELECT t FROM $odd"), 'new', 'also of the new table');
};

scenario 'a key that is replaced, a table without one, a partition tree' => sub {
    my $db = new_database('keys', sql => q{
        CREATE TABLE item (id integer PRIMARY KEY, code text); INSERT INTO item SELECT n, 'c' || n FROM generate_series(1, 50) AS n;
        CREATE TABLE loose (a integer, b text); INSERT INTO loose SELECT n, 'b' || n FROM generate_series(1, 50) AS n;
        CREATE TABLE tree (id integer PRIMARY KEY, t text) PARTITION BY RANGE (id);
        CREATE TABLE tree_1 PARTITION OF tree FOR VALUES FROM (0) TO (25); CREATE TABLE tree_2 PARTITION OF tree FOR VALUES FROM (25) TO (100);
        INSERT INTO tree SELECT n, 't' || n FROM generate_series(1, 50) AS n});
    my $plan = write_plan('keys', <<'END');
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: ALTER TABLE item ALTER COLUMN id TYPE bigint
    as: number
    down: |
      UPDATE item SET id = number::integer
  - sql: ALTER TABLE loose DROP COLUMN b
  - sql: ALTER TABLE tree DROP COLUMN t
END
    runs($db, 'expand', $plan);
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    my $manifest = manifest_of(archive_of(runs($db, @purge, '--archive', folder('keys'), $plan)));
    my %columns = map { $_->{table} => join ' ', map { $_->{name} } @{ $_->{columns} } } @{ $manifest->{tables} };
    is($columns{'public.item'}, 'number id', 'the key that will be there, and the one that goes');
    is($columns{'public.loose'}, 'a b', 'without a key all columns');
    is($columns{'public.tree'}, 'id t', 'a tree by its root');
    restore($db, $manifest);
    is(query($db, "SELECT count(*) FROM $_->{restored_as}"), 50, "all rows of $_->{table}") for @{ $manifest->{tables} };
};

scenario 'where it cannot be written nothing is dropped' => sub {
    my ($db, $plan) = sealed('unwritten');
    fails_with(bellows($db, @purge, '--archive', folder('none') . '/not there', $plan), 7, qr/error\[R795\]: nothing is dropped.*No such file or directory/, 'no such folder');
    my $file = plan_folder() . '/a_file';
    write_file($file, '', 0600);
    fails_with(bellows($db, @purge, '--archive', $file, $plan), 7, qr/error\[R795\]: nothing is dropped.*Not a directory/, 'no folder at all');
    # As on a full disk: files may have 4 kB.
    my $limited = plan_folder() . '/limited';
    write_file($limited, "#!/bin/sh\ntrap '' XFSZ\nulimit -f 8\nexec '$ENV{BELLOWS}' \"\$@\"\n", 0755);
    my $full = folder('full');
    fails_with(bellows($db, @purge, '--archive', $full, $plan, { program => $limited }), 7, qr/error\[R795\]: nothing is dropped.*cannot be written: File too large/, 'a disk that is full');
    my ($left) = glob "$full/*";
    ok(!-e "$left/manifest.json" && !glob("$left/*.gz"), 'leaves nothing that looks complete');
    my $closed = folder('closed');
    chmod 0500, $closed;
    fails_with(bellows($db, @purge, '--archive', $closed, $plan), 7, qr/error\[R795\]: nothing is dropped.*Permission denied/, 'a folder that may not be written') if $> != 0;
    is(state_of($db, $plan), 'sealed', 'it is as before');
    runs($db, 'rollback', $plan, { name => 'and the way back is open' });
    is(query($db, 'SELECT count(phone) FROM customer'), 500, 'with everything in it');
};

scenario 'what would refuse the purge does so before' => sub {
    my ($db, $plan) = sealed('held');
    my $folder = folder('held');
    fails_with(bellows($db, 'purge', '--archive', $folder, $plan), 7, qr/error\[R709\]/, 'the hold is not over');
    is(join(' ', contents($folder)), '', 'no archive was made for nothing');
};

scenario 'killed at any statement, then the same command again' => sub {
    my ($db, $plan) = sealed('template_killed');
    my $runs = 0;
    for (my $n = 2 ; $n < 200 ; $n += $ENV{BELLOWS_CRASH} ? 1 : 10)
    {
        my $copy = new_database('killed', template => 'template_killed');
        my $folder = folder("killed_$n");
        my $result = bellows($copy, @purge, '--archive', $folder, $plan, { env => { BELLOWS_FAULT => "after:$n" } });
        last if $result->{exit} == 0;
        $runs++;
        runs($copy, @purge, '--archive', $folder, $plan, { name => "killed after statement $n it goes on" });
        my @complete = grep { -e "$_/manifest.json" } glob "$folder/*";
        cmp_ok(scalar @complete, '>=', 1, 'and there is an archive');
        is(manifest_of($complete[-1])->{tables}[0]{rows}, 500, 'with all rows');
        is(state_of($copy, $plan), 'purged', 'behind which it is purged');
    }
    cmp_ok($runs, q{>}, 3, 'it was killed many times');
};

scenario 'a part is gone already' => sub {
    my $yaml = $changes . "  - sql: ALTER TABLE other DROP COLUMN t\n";
    my $db = new_database('part', sql => $customer_sql . q{CREATE TABLE other (id integer PRIMARY KEY, t text); INSERT INTO other VALUES (1, 'a')});
    my $plan = write_plan('part', $yaml);
    runs($db, 'expand', $plan);
    seen($db);
    runs($db, 'contract', '--grace=0s', $plan);
    query('postgres', 'CREATE DATABASE part_archived TEMPLATE part');
    my $folder = folder('part');
    for my $case ([ 'part', [] ], [ 'part_archived', [ '--archive', $folder ] ])
    {
        my ($database, $options) = @$case;
        my $one_is_gone = sub { (try_sql($database, q{SELECT count(*) = 1 FROM bellows.step WHERE phase = 'purge' AND kind = 'transaction' AND state = 'done'}))[1] eq 't' };
        ok(kill_after($database, [ @purge, @$options ], $plan, $one_is_gone), 'a purge was killed between two tables');
    }
    fails_with(bellows('part', @purge, '--archive', $folder, $plan), 7, qr/error\[R795\].*gone already, and was not archived/, 'what was not archived is said');
    runs('part', @purge, $plan, { name => 'and it goes on without' });
    my $archive = query('part_archived', q{SELECT message FROM bellows.journal WHERE event = 'archive' ORDER BY id DESC LIMIT 1});
    my ($file) = glob "$archive/01_*";
    my $good = slurp($file);
    write_file($file, substr($good, 0, length($good) - 20), 0600);
    fails_with(bellows('part_archived', @purge, '--archive', $folder, $plan), 7, qr/error\[R795\].*01_/, 'an archive that is not whole any more is found out');
    write_file($file, $good, 0600);
    is(archive_of(runs('part_archived', @purge, '--archive', $folder, $plan)), $archive, 'a whole one is enough');
};

scenario 'before_purge' => sub {
    my ($db, $plan) = sealed('hook');
    my $folder = folder('hook');
    my $script = "$folder/snapshot";
    my $config = "$folder/bellows.yaml";
    write_file($config, "consumers:\n  - {name: shop}\nbefore_purge: {command: [./snapshot, an argument], timeout: 5s}\n", 0644);
    write_file($script, "#!/bin/sh\necho \"\$1\" >> ran\necho 'no room for a snapshot' >&2\nexit 3\n", 0755);
    my $result = bellows($db, @purge, '--config', $config, $plan);
    fails_with($result, 7, qr/error\[R796\].*before_purge.*exited with 3: no room for a snapshot/, 'its failure stops the purge');
    is(slurp("$folder/ran"), "an argument\n", 'it ran once, with its arguments, beside bellows.yaml');
    is(state_of($db, $plan), 'sealed', 'nothing was changed');
    write_file($script, "#!/bin/sh\nexec cat /dev/zero > /dev/null\n", 0755);
    fails_with(bellows($db, @purge, '--config', $config, $plan), 7, qr/error\[R796\].*killed after 5000 ms/, 'one that does not end is ended');
    unlink $script;
    fails_with(bellows($db, @purge, '--config', $config, $plan), 7, qr/error\[R796\].*could not run/, 'one that is not there has failed');
    fails_with(bellows($db, 'purge', '--config', $config, $plan), 7, qr/error\[R709\]/, 'what would refuse the purge comes before it');
    write_file($script, "#!/bin/sh\necho good >> ran\n", 0755);
    runs($db, @purge, '--config', $config, '--archive', $folder, $plan);
    is(slurp("$folder/ran"), "an argument\ngood\n", 'it runs once before the first step');
    is(query($db, q{SELECT string_agg(event, ' ' ORDER BY id) FROM bellows.journal WHERE event IN ('before_purge', 'archive')}), 'before_purge archive', 'and before the archive');
};

done_testing();
