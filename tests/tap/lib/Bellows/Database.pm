# SPDX-License-Identifier: PostgreSQL
#
# What is in a database, as text that can be compared: its schema, its rows, and all that a command may change.
# Bellows' own schema and temporary tables are left out, but for whole_state().
package Bellows::Database;

use strict;
use warnings;

use Exporter qw(import);
use IPC::Run ();

use Bellows;

our @EXPORT = qw(schema_of schema_dump schema_by_catalog user_tables table_data all_data whole_state);

# pg_dump where it is able to read the server, else the catalog: pg_dump refuses servers that are newer than it is.
sub schema_of
{
    my ($database) = @_;
    my $server_major = int(query($database, 'SHOW server_version_num') / 10000);
    my ($dump_major) = `pg_dump --version` =~ /(\d+)/;
    return $dump_major >= $server_major ? schema_dump($database) : schema_by_catalog($database);
}

# pg_dump --schema-only of all but bellows' own schema, in an order that does not depend on the order of columns.
sub schema_dump
{
    my ($database) = @_;
    my ($out, $err) = ('', '');
    IPC::Run::run([ 'pg_dump', '--schema-only', '--exclude-schema=bellows', '-d', url($database) ], '>', \$out, '2>', \$err)
      or die "pg_dump failed: $err\n";
    my @blocks = split /^--\n-- Name: .*\n--\n/m, $out;
    shift @blocks;    # the settings
    push @blocks, $out =~ /^(ALTER TABLE ONLY \S+ ALTER COLUMN .*)$/mg;
    for (@blocks)
    {
        s/^--.*$//mg;
        s/^ALTER TABLE ONLY \S+ ALTER COLUMN .*\n//mg;
        s/^\\(?:un)?restrict .*$//mg;
        s{(CREATE TABLE [^\n]* \()\n(.*?)\n\)}{
            my ($head, $body) = ($1, $2);
            $body =~ s/,$//mg;
            join "\n", $head, sort(split /\n/, $body), ')';
        }se;
        s/\n{2,}/\n/g;
        $_ = join "\n", sort split /\n/ if /^\n?(?:SET SESSION|GRANT|REVOKE)/;
        s/^\n+|\n+$//g;
    }
    return join "\n", sort grep { /\S/ } @blocks;
}

# The same from the catalog, for every version. The names of NOT NULL constraints, which are new in 18, are left out.
sub schema_by_catalog
{
    my ($database) = @_;
    return query($database, <<'END');
WITH namespace AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'bellows')
), relation AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class AS c JOIN namespace AS n ON n.oid = c.relnamespace
)
SELECT line FROM (
    SELECT format('%s %s owner=%s acl=%s options=%s rls=%s %s identity=%s unlogged=%s comment=%s view=%s', c.relkind, c.name,
                  c.relowner::regrole, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(c.relacl) AS a), c.reloptions,
                  c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relpersistence, obj_description(c.oid, 'pg_class'),
                  CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END)
    FROM relation AS c
    UNION ALL
    SELECT format('column %s.%I %s collation=%s notnull=%s default=%s identity=%s generated=%s storage=%s statistics=%s acl=%s options=%s comment=%s',
                  c.name, a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation, a.attnotnull,
                  pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attstorage, coalesce(a.attstattarget, -1),
                  (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(a.attacl) AS x), a.attoptions, col_description(c.oid, a.attnum))
    FROM relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind NOT IN ('i', 'I')
    UNION ALL
    SELECT format('constraint %I on %s %s valid=%s comment=%s', k.conname, c.name, pg_get_constraintdef(k.oid), k.convalidated,
                  obj_description(k.oid, 'pg_constraint'))
    FROM relation AS c JOIN pg_constraint AS k ON k.conrelid = c.oid WHERE k.contype <> 'n'
    UNION ALL
    SELECT format('index %s valid=%s clustered=%s identity=%s statistics=%s', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered,
                  i.indisreplident, (SELECT array_agg(coalesce(a.attstattarget, -1) ORDER BY a.attnum) FROM pg_attribute AS a
                                     WHERE a.attrelid = i.indexrelid))
    FROM relation AS c JOIN pg_index AS i ON i.indrelid = c.oid
    UNION ALL
    SELECT format('trigger %s enabled=%s', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM relation AS c JOIN pg_trigger AS t ON t.tgrelid = c.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT format('policy %I on %s %s %s %s', p.polname, c.name, p.polcmd, pg_get_expr(p.polqual, p.polrelid),
                  pg_get_expr(p.polwithcheck, p.polrelid))
    FROM relation AS c JOIN pg_policy AS p ON p.polrelid = c.oid
    UNION ALL
    SELECT format('sequence %s of %s', c.name, d.refobjid::regclass)
    FROM relation AS c JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
    WHERE c.relkind = 'S'
    UNION ALL
    SELECT format('function %I.%I %s', n.nspname, p.proname, md5(p.prosrc)) FROM pg_proc AS p JOIN namespace AS n ON n.oid = p.pronamespace
) AS x (line)
ORDER BY line COLLATE "C"
END
}

# The tables of the application, quoted and with their schema unless that is public.
sub user_tables
{
    my ($database) = @_;
    return split /\n/, query($database, <<'END');
SELECT CASE WHEN n.nspname = 'public' THEN format('%I', c.relname) ELSE format('%I.%I', n.nspname, c.relname) END
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'bellows') ORDER BY n.nspname, c.relname
END
}

# All rows of a table as text, the same whatever the order of columns and rows.
sub table_data
{
    my ($database, $table) = @_;
    return query($database, "SELECT to_jsonb(t)::text FROM $table AS t ORDER BY to_jsonb(t)::text COLLATE \"C\"");
}

sub all_data
{
    my ($database) = @_;
    my @rows = map { (my $name = $_) =~ s/'/''/g; "SELECT '$name ' || to_jsonb(t)::text AS row FROM $_ AS t" } user_tables($database);
    return '' if !@rows;
    return query($database, 'SELECT row FROM (' . join("\nUNION ALL ", @rows) . ') AS x ORDER BY row COLLATE "C"');
}

# One text of all that a command may change: columns, defaults, constraints, indexes, triggers, functions, grants, comments,
# data, the plan's state and its steps. Times, transaction ids and counts of attempts are left out.
sub whole_state
{
    my ($database, @tables) = @_;
    my $rows = join "\nUNION ALL ", map { (my $name = $_) =~ s/'/''/g; "SELECT 'row $name ' || to_jsonb(t)::text FROM $_ AS t" } @tables;
    return query($database, <<"END");
WITH relation AS (
    SELECT c.oid, c.relname, c.relkind FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
SELECT line FROM (
    SELECT format('column %s.%s %s notnull=%s default=%s statistics=%s acl=%s comment=%s', c.relname, a.attname,
                  format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attstattarget,
                  a.attacl, col_description(c.oid, a.attnum))
    FROM relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'i')
    UNION ALL
    SELECT format('constraint %s on %s %s valid=%s %s', k.conname, c.relname, pg_get_constraintdef(k.oid), k.convalidated,
                  obj_description(k.oid, 'pg_constraint'))
    FROM relation AS c JOIN pg_constraint AS k ON k.conrelid = c.oid
    UNION ALL
    SELECT format('index %s valid=%s %s', pg_get_indexdef(i.indexrelid), i.indisvalid,
                  obj_description(i.indexrelid, 'pg_class'))
    FROM relation AS c JOIN pg_index AS i ON i.indrelid = c.oid
    UNION ALL
    SELECT regexp_replace(format('trigger %s %s', pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger')),
                          'age\\(''\\d+''::xid\\)', 'age(horizon)', 'g')
    FROM relation AS c JOIN pg_trigger AS t ON t.tgrelid = c.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT format('function %s %s %s', p.proname, md5(p.prosrc), p.proconfig)
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    UNION ALL
    SELECT format('relation %s %s', c.relkind, c.relname) FROM relation AS c
    UNION ALL
    SELECT format('plan %s %s', p.version, p.state) FROM bellows.plan AS p
    UNION ALL
    SELECT format('step %s %s', s.id, s.finished_at IS NOT NULL) FROM bellows.step AS s
    UNION ALL
    SELECT format('fence %s %s', f.application, f.min_version) FROM bellows.fence AS f
    UNION ALL $rows) AS x (line)
ORDER BY line COLLATE "C"
END
}

1;
