#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# bellows lint --url: what the server holds decides, its version counts, and nothing on it changes.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use File::Temp qw(tempdir);
use JSON::PP ();
use Test::More;

my $work = tempdir(CLEANUP => 1);
my $server = start_server();
new_database('shop', sql => <<'END');
CREATE SCHEMA app;
CREATE TABLE app.customer (id bigint PRIMARY KEY, code varchar(20), phone text);
ALTER DATABASE shop SET search_path = app, public;
CREATE TABLE customer (id bigint PRIMARY KEY, email text CONSTRAINT filled CHECK (email IS NOT NULL));
END
my $before = schema_dump('shop');

open my $file, '>', "$work/change.sql" or die "change.sql: $!\n";
print $file <<'END';
ALTER TABLE customer ALTER COLUMN code TYPE varchar(40);
ALTER TABLE customer ALTER COLUMN code TYPE varchar(10);
ALTER TABLE public.customer ALTER COLUMN email SET NOT NULL;
ALTER TABLE customer ALTER COLUMN phone SET NOT NULL;
END
close $file;

my @statements = judged();
is_deeply([ map { $_->{rewrites} ? 1 : 0 } @statements ], [ 0, 1, 0, 0 ], 'the type that a column has decides');
is_deeply([ map { $_->{scans} ? 1 : 0 } @statements[ 2, 3 ] ], [ 0, 1 ], 'so does a CHECK that proves it');
is(scalar(grep { !$_->{exact} } @statements), 0, 'nothing is guessed');
is(judged('--server-version', '12'), 4, 'another version can be asked for');
is(schema_dump('shop'), $before, 'nothing was changed');
fails_with(bellows('shop', 'lint', '--url', url('nowhere'), "$work/change.sql"), 6, qr/does not exist/, 'no such database');
done_testing();

sub judged
{
    my $result = bellows('shop', 'lint', '--url', url('shop'), '--format', 'json', @_, "$work/change.sql");
    my $facts = eval { JSON::PP::decode_json($result->{out}) };
    ok($facts, 'the report is JSON') or diag("$result->{out}\n$result->{err}");
    return @{ $facts->{statements} // [] };
}
