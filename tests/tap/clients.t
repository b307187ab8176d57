#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# Clients that an added column would break, by the statements that the server remembers: found before the first write.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use Test::More;

my $library = 'pg_stat_statements';
start_server("shared_preload_libraries = '$library'");
if ((try_sql('postgres', "CREATE EXTENSION $library"))[0] ne '')
{
    plan(skip_all => "this server has no $library");
}
query('postgres', 'CREATE ROLE loader LOGIN');

my $plan = example_plan('rename_customer_name');

# A database whose server remembers STATEMENTS (role => SQL), in a schema that is on no search_path.
sub remembers
{
    my ($db, @statements) = @_;
    new_database($db, sql => example_sql() . "CREATE SCHEMA stats; CREATE EXTENSION $library SCHEMA stats; GRANT ALL ON customer, contact TO loader;\n");
    query($db, "SELECT stats.${library}_reset()");
    while (my ($role, $sql) = splice @statements, 0, 2)
    {
        query($db, $sql, $role);
    }
    return;
}

scenario 'COPY without columns would fail at once: refused', sub {
    remembers('copies', loader => "COPY customer FROM STDIN;\n\\.\n", loader => "COPY customer FROM STDIN;\n\\.\n",
        loader => "COPY customer (id, name, phone) FROM STDIN;\n\\.\n");
    my $before = schema_dump('copies');
    my $result = bellows('copies', 'expand', $plan);
    fails_with($result, 7, 'bellows: error[R755]: clients would fail on the new columns', 'expand is refused');
    like($result->{err}, qr/^detail: loader: COPY FROM without columns on public\.customer, 2 calls: COPY customer FROM STDIN$/m,
        'with the role, the calls and the statement');
    unlike($result->{err}, qr/\(id, name, phone\)/, 'one that names its columns is not listed');
    is(schema_dump('copies'), $before, 'and nothing is changed');
    query('copies', "SELECT stats.${library}_reset()");
    runs('copies', 'expand', $plan, { name => 'once it is forgotten, expand passes' });
};

scenario 'the plan may pass over it', sub {
    remembers('allowed', loader => "COPY customer FROM STDIN;\n\\.\n");
    my $own = write_plan('allowed', <<'END');
applications: [{name: shop, from: 1.4.0, to: 1.5.0}]
changes:
  - sql: |
      ALTER TABLE customer RENAME COLUMN name TO full_name
    allow:
      - {rule: fragile-clients, reason: the nightly load is switched off}
END
    my $result = runs('allowed', 'expand', $own);
    like($result->{err}, qr/loader: COPY FROM without columns on public\.customer, 1 calls/, 'it is told all the same');
};

scenario 'what may fail once, or later, is told', sub {
    remembers('told',
        loader => q{INSERT INTO customer VALUES (DEFAULT, 'Ada', '+491')},
        loader => q{SELECT * FROM customer WHERE id = 7},
        loader => q{SELECT id, name FROM customer WHERE id = 7},
        loader => q{SELECT count(*) FROM customer},
        loader => q{SELECT * FROM contact WHERE id = 7},
        loader => q{UPDATE customer SET phone = '+492' WHERE id = 7 RETURNING *});
    my $result = runs('told', 'expand', $plan);
    my @told = $result->{err} =~ /^\S*:? ?.*?(loader: .*)$/mg;
    is(scalar @told, 3, 'three of the six') or diag(@told);
    like($told[0], qr/^loader: INSERT without columns on public\.customer, 1 calls: INSERT INTO customer VALUES/, 'the most dangerous first');
    like("@told[1, 2]", qr/SELECT \* on public\.customer, 1 calls: .*SELECT \* on public\.customer, 1 calls: /, 'then the stars');
};

scenario 'a plan that adds no column asks nothing', sub {
    remembers('none', loader => "COPY customer FROM STDIN;\n\\.\n");
    my $own = write_plan('none', <<'END');
applications: [{name: shop, from: 1.4.0, to: 1.5.0}]
changes:
  - sql: |
      ALTER TABLE customer ALTER COLUMN phone SET DEFAULT ''
END
    runs('none', 'expand', $own);
};

scenario 'without the extension nothing is known, and nothing is said', sub {
    new_database('unknown', sql => example_sql());
    my $result = runs('unknown', 'expand', $plan);
    unlike($result->{err}, qr/without columns|SELECT \*/, 'no word');
};

done_testing();
