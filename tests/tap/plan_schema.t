# SPDX-License-Identifier: PostgreSQL
#
# bellows plan --schema: without the database, on a throw-away server that has the schema of a dump, it says what it says
# with the database, sizes aside; and --format markdown, for a pull request.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use Bellows;
use File::Basename qw(basename);
use File::Temp qw(tempdir);
use JSON::PP qw(decode_json);
use Test::More;

# The server of --schema makes its folder in TMPDIR; a socket's path must be short.
my $folder = tempdir('s-XXXXXX', DIR => '/tmp', CLEANUP => 1);
my $server = start_server();
my %elsewhere = (TMPDIR => $folder, PGPORT => '1', PGHOST => '/nowhere', DATABASE_URL => 'postgresql:///nowhere');

new_database('shop', sql => example_sql() . <<'END');
CREATE ROLE "Shop owner" NOLOGIN;
CREATE ROLE reader NOLOGIN;
ALTER TABLE customer OWNER TO "Shop owner";
GRANT SELECT ON customer TO reader;
CREATE SCHEMA app;
CREATE TABLE app.setting (name text PRIMARY KEY, value text);
ANALYZE;
END

the_same_with_and_without_the_database($_) for map { basename($_) =~ /^\d+_(\w+)/ } glob "$ENV{BELLOWS_ROOT}/plans/*.yaml";
sizes_are_known_only_with_the_database();
a_dump_of_another_version();
a_schema_that_fails();
a_plan_that_is_refused_in_markdown();
a_table_elsewhere_that_is_locked();
opendir my $dir, $folder or die "could not read $folder: $!\n";
is_deeply([ grep { !/^\./ && !/\.sql$/ } readdir $dir ], [], 'no server is left behind');
$server->stop;
done_testing();

sub without_database
{
    my (@arguments) = @_;
    return bellows('nowhere', @arguments, { env => \%elsewhere, url => $elsewhere{DATABASE_URL} });
}

sub dump_file
{
    my $path = "$folder/dump.sql";
    $server->command_ok([ 'pg_dump', '--schema-only', '-f', $path, url('shop') ], 'the schema is dumped') unless -e $path;
    return $path;
}

sub facts
{
    my ($result) = @_;
    my $facts = eval { decode_json($result->{out}) } // { error => $@, out => $result->{out}, err => $result->{err} };
    delete @{$facts}{qw(server schema tables)};
    delete $_->{scanned} for @{ $facts->{statements} }, @{ $facts->{steps} };
    return $facts;
}

sub the_same_with_and_without_the_database
{
    my ($slug) = @_;
    my $plan = example_plan($slug);
    my $with = bellows('shop', 'plan', $plan, '--format', 'json');
    my $without = without_database('plan', $plan, '--schema', dump_file(), '--format', 'json');
    is_deeply(facts($without), facts($with), "$slug: the same statements and steps");
    return;
}

sub sizes_are_known_only_with_the_database
{
    my @plan = ('plan', example_plan('phone_to_bigint'));
    my $with = bellows('shop', @plan);
    my $without = without_database(@plan, '--schema', dump_file());
    like($with->{out}, qr/^     scans and rewrites public\.customer \([\d ]+ rows?, \d+ (?:bytes|kB)\)$/m, 'with the database a scan has a size');
    like($with->{out}, qr/^-- lock: .*; scan: yes \([\d ]+ rows?, \d+ (?:bytes|kB)\);/m, 'that of a step, too');
    is($without->{exit}, 0, 'without it the plan is shown, too');
    like($without->{out}, qr/^server: a throw-away PostgreSQL \d+\.\d+ with the schema of .*dump\.sql$/m, 'it says which server was asked');
    like($without->{out}, qr/^sizes of tables, .* are not known$/m, 'and that sizes are not known');
    like($without->{out}, qr/^     scans and rewrites public\.customer \(size not known\)$/m, 'also where they matter');
    unlike($without->{err}, qr/warning|error/, 'a dump needs no remarks');
    my $json = eval { decode_json(without_database(@plan, '--schema', dump_file(), '--format', 'json')->{out}) } // {};
    is($json->{tables}[0]{bytes}, undef, 'JSON: bytes are null');
    return;
}

# What pg_dump of a newer version, with -n public or with data, writes; an extension that is not installed here.
sub a_dump_of_another_version
{
    my $path = write_schema('newer', <<"END");
\\restrict 0123456789
SET transaction_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA public;
CREATE EXTENSION IF NOT EXISTS nowhere_to_be_found WITH SCHEMA public;
COMMENT ON EXTENSION nowhere_to_be_found IS 'none';
CREATE TABLE public.customer (id bigint PRIMARY KEY, name text);
ALTER TABLE public.customer OWNER TO somebody;
GRANT SELECT ON public.customer TO r1, r2, "R 3";
COPY public.customer (id, name) FROM stdin;
1\tone
2\t\\N
\\.

\\unrestrict 0123456789
END
    my $plan = write_plan('title', "changes:\n  - sql: ALTER TABLE customer ADD COLUMN title text\n");
    my $result = without_database('plan', $plan, '--schema', $path);
    is($result->{exit}, 0, 'a dump of a newer PostgreSQL is taken') or diag($result->{err});
    like($result->{err}, qr/newer\.sql:5: extension "nowhere_to_be_found" is not available/, 'an extension that is not there is warned of');
    return;
}

sub a_schema_that_fails
{
    my $plan = example_plan('phone_to_bigint');
    my $path = write_schema('twice', "CREATE TABLE t (a int);\n\n  CREATE TABLE t (a int);\n");
    fails_with(without_database('plan', $plan, '--schema', $path), 3, qr/^bellows: error: .*twice\.sql:3:3: relation "t" already exists \(SQLSTATE 42P07\)$/, 'a mistake in the schema has its place');
    fails_with(without_database('plan', $plan, '--schema', "$folder/none.sql"), 3, qr/none\.sql.*No such file/, 'so has a file that is not there');
    fails_with(without_database('plan', $plan, '--schema', $path, '--url', 'postgresql:///shop'), 2, qr/does not go with --url/, 'a database and a schema do not go together');
    fails_with(without_database('plan', $plan, '--schema', write_schema('empty', '')), 3, qr/error\[P301\]: table "customer" does not exist/, 'a table that is not in the schema does not exist');
    return;
}

sub a_plan_that_is_refused_in_markdown
{
    my $plan = write_plan('cascade', "changes:\n  - sql: ALTER TABLE customer DROP COLUMN fax CASCADE\n");
    my $refused = without_database('plan', $plan, '--schema', dump_file(), '--format', 'markdown');
    is($refused->{exit}, 7, 'a refusal is an exit code in Markdown, too');
    like($refused->{out}, qr/\A## The plan is refused\n\n- \*\*error R726\*\* `.*:2:\d+`: CASCADE /, 'and stands where the plan would');
    my $shown = bellows('shop', 'plan', example_plan('phone_to_bigint'), '--format', 'markdown');
    is($shown->{exit}, 0, 'a plan as Markdown');
    like($shown->{out}, qr/^\| `public\.customer` \| [\d ]+ rows?, \d+ (?:bytes|kB) \| only as written \|$/m, 'with the sizes of what is scanned');
    like($shown->{out}, qr/^next: `bellows expand \d{14}`$/m, 'it says what is next');
    fails_with(bellows('shop', 'status', '--format', 'markdown'), 2, qr/has no format "markdown"/, 'only plans are shown as Markdown');
    return;
}

# The schema of the whole database is read, but who locks another table does not stop a plan.
sub a_table_elsewhere_that_is_locked
{
    my $other = session('shop');
    $other->query_safe('BEGIN');
    $other->query_safe('LOCK TABLE supplier IN ACCESS EXCLUSIVE MODE');
    my $shown = bellows('shop', 'plan', example_plan('phone_to_bigint'));
    is($shown->{exit}, 0, 'a table of another plan may be locked') or diag($shown->{err});
    like($shown->{err}, qr/a table of this database is locked/, 'and it is said that less is known');
    like($shown->{out}, qr/^  1  ALTER TABLE ALTER COLUMN TYPE  expand_contract /m, 'the verdict is the safe one');
    $other->query_safe('ROLLBACK');
    $other->quit;
    return;
}

sub write_schema
{
    my ($name, $sql) = @_;
    open my $file, '>:raw', "$folder/$name.sql" or die "could not write $name.sql: $!\n";
    print $file $sql;
    close $file;
    return "$folder/$name.sql";
}
