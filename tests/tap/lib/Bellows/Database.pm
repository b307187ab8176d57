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
use Bellows::Plan qw(list_items);

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
    push @blocks, $out =~ /^(ALTER TABLE ONLY [^\n]* ALTER COLUMN .*)$/mg;
    for (@blocks)
    {
        s/^--.*$//mg;
        s/^ALTER TABLE ONLY [^\n]* ALTER COLUMN .*\n//mg;
        s/^\\(?:un)?restrict .*$//mg;
        s{(CREATE (?:UNLOGGED )?TABLE [^\n]* \()\n(.*?)\n\)}{
            my ($head, $body) = ($1, $2);
            $body =~ s/,$//mg;
            join "\n", $head, sort(split /\n/, $body), ')';
        }se;
        s/^(ALTER PUBLICATION .*? ADD TABLE (?:ONLY )?\S+ \()([^()]*)\)/$1 . in_order($2) . ')'/me;
        s/^(CREATE STATISTICS .*? ON )(.*)( FROM \S+)$/$1 . in_order($2) . $3/me;
        s/\n{2,}/\n/g;
        $_ = join "\n", sort split /\n/ if /^\n?(?:SET SESSION|GRANT|REVOKE)/;
        s/^\n+|\n+$//g;
    }
    return join "\n", sort grep { /\S/ } @blocks;
}

# What the catalog keeps in the order of the table's columns.
sub in_order { my ($items) = @_; return join ', ', sort { $a cmp $b } list_items($items, ','); }

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
    SELECT format('%s %s space=%s owner=%s acl=%s options=%s rls=%s %s identity=%s unlogged=%s comment=%s view=%s', c.relkind, c.name, c.reltablespace,
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
    SELECT format('rule %s enabled=%s comment=%s', pg_get_ruledef(r.oid), r.ev_enabled, obj_description(r.oid, 'pg_rewrite'))
    FROM relation AS c JOIN pg_rewrite AS r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'
    UNION ALL
    SELECT format('statistics %I.%I %s of %s on %s %s target=%s comment=%s', n.nspname, s.stxname, s.stxowner::regrole, c.name,
                  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute AS a
                   WHERE a.attrelid = c.oid AND a.attnum = ANY (s.stxkeys)), s.stxkind,
                  coalesce((to_jsonb(s) ->> 'stxstattarget')::int, -1), obj_description(s.oid, 'pg_statistic_ext'))
    FROM relation AS c JOIN pg_statistic_ext AS s ON s.stxrelid = c.oid JOIN pg_namespace AS n ON n.oid = s.stxnamespace
    UNION ALL
    SELECT format('publication %I of %s (%s)', p.pubname, c.name,
                  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute AS a WHERE a.attrelid = c.oid
                   AND a.attnum::text = ANY (string_to_array(to_jsonb(r) ->> 'prattrs', ' '))))
    FROM relation AS c JOIN pg_publication_rel AS r ON r.prrelid = c.oid JOIN pg_publication AS p ON p.oid = r.prpubid
    UNION ALL
    SELECT format('trigger %s enabled=%s comment=%s', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger'))
    FROM relation AS c JOIN pg_trigger AS t ON t.tgrelid = c.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT format('policy %I on %s %s %s %s %s %s comment=%s', p.polname, c.name, p.polcmd, p.polpermissive, p.polroles::regrole[],
                  pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy'))
    FROM relation AS c JOIN pg_policy AS p ON p.polrelid = c.oid
    UNION ALL
    SELECT format('sequence %s of %s.%I: %s %s %s %s %s %s', c.name, d.refobjid::regclass, a.attname, q.seqtypid::regtype, q.seqstart,
                  q.seqincrement, array[q.seqmin, q.seqmax], q.seqcache, q.seqcycle)
    FROM relation AS c JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
    JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    JOIN pg_sequence AS q ON q.seqrelid = c.oid
    WHERE c.relkind = 'S'
    UNION ALL
    SELECT format('function %s owner=%s acl=%s comment=%s', pg_get_functiondef(p.oid), p.proowner::regrole, p.proacl,
                  obj_description(p.oid, 'pg_proc'))
    FROM pg_proc AS p JOIN namespace AS n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p')
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

# Of VOLATILE columns ("table.column"), which have other values each time: only whether they are NULL.
sub all_data
{
    my ($database, @volatile) = @_;
    my @rows = map { "SELECT " . row_text($_, @volatile) . " AS row FROM $_ AS t" } user_tables($database);
    return '' if !@rows;
    return query($database, 'SELECT row FROM (' . join("\nUNION ALL ", @rows) . ') AS x ORDER BY row COLLATE "C"');
}

sub row_text
{
    my ($table, @volatile) = @_;
    my @columns = map { /^\Q$table\E\.(.*)$/ ? $1 : () } @volatile;
    my $row = join ' || ', 'to_jsonb(t)', map {
        (my $bare = $_) =~ s/^"(.*)"$/$1/;
        "(SELECT coalesce(jsonb_object_agg(e.key, e.value = 'null'), '{}') FROM jsonb_each(to_jsonb(t)) AS e"
          . " WHERE e.key IN ('$bare') OR e.key LIKE 'bellows_held_$bare\_%')"
    } @columns;
    (my $name = $table) =~ s/'/''/g;
    return "'$name ' || ($row)::text";
}

# One text of all that a command may change: columns, defaults, constraints, indexes, triggers, functions, grants, comments,
# data, the plan's state and its steps. Times, transaction ids and counts of attempts are left out. Before the tables there may
# be a list of volatile columns, as for all_data().
sub whole_state
{
    my ($database, @tables) = @_;
    my @volatile = ref $tables[0] ? @{ shift @tables } : ();
    my $rows = join "\nUNION ALL ", map { "SELECT 'row ' || " . row_text($_, @volatile) . " FROM $_ AS t" } @tables;
    return query($database, <<"END");
WITH relation AS (
    SELECT c.oid, c.relname, c.relkind FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
SELECT line FROM (
    SELECT format('column %s.%s %s notnull=%s identity=%s default=%s statistics=%s acl=%s comment=%s', c.relname, a.attname,
                  format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid), a.attstattarget,
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
    SELECT format('sequence %s of %s: %s', s, (SELECT format('%s.%s', d.refobjid::regclass, d.refobjsubid) FROM pg_depend AS d
                  WHERE d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass AND d.deptype IN ('a', 'i')),
                  obj_description(format('%I.%I', s.schemaname, s.sequencename)::regclass, 'pg_class'))
    FROM pg_sequences AS s WHERE s.schemaname <> 'bellows'
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
