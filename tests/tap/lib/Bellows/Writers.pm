# SPDX-License-Identifier: PostgreSQL
#
# Applications that write as the catalog says they may: random INSERT, UPDATE, DELETE, upsert, COPY, NULLs, changes of the
# key, and SELECTs of all their columns, in the shape of the old version, of the new one, or of both at once. One of the shape
# "read" only reads what both have, by prepared statements. The same seed gives the same statements.
#
# Values are those of the rows before the change (old shape) and after the naive SQL (new shape), a row's columns together,
# so that constraints hold; keys and unique columns get fresh ones. Every statement has a time limit, no error is expected.
#
# Hints, a line each: "TABLE.COLUMN VERB ARGUMENT", with
#   no-null          NULL is never written there (what the new version would be refused by a constraint of the old one)
#   value SQL        its value is always this expression; :n is a number of its own for each statement
#   volatile         not for the writers: it has another value each time, so that data are compared without it
#   keep             it is left out of every UPDATE and keeps its default or sample in an INSERT
package Bellows::Writers;

use strict;
use warnings;

use Digest::MD5 qw(md5_hex);
use Exporter qw(import);
use IPC::Open2 qw(open2);
use JSON::PP ();
use List::Util qw(max min shuffle);
use POSIX ();

use Bellows;

our @EXPORT = qw(shapes_of start_writer stop_writer writes_of wait_for_writes);

# PART: the partition that a sample stands in, among its columns' values; the table itself where it has none.
use constant { SAMPLES => 200, CHUNK => 10, OWN_KEYS => 1_000_000, PART => '#part' };

# ---- What may be written ----

# {old, new, both, read}: for each the tables as the writer of that shape sees them. START holds the tables before the change,
# TWIN those after the naive SQL.
sub shapes_of
{
    my ($case, $start, $twin) = @_;
    my %shape = (old => [], new => [], both => [], read => []);
    my $may_conflict = !grep { ($_->{on_conflict} // '') eq 'error' } @{ $case->{changes} };
    for my $name (@{ $case->{tables} })
    {
        my ($old, $new) = map { scalar table_of($_, $name) } $start, $twin;
        my ($is_old, $is_new) = map { my $table = $_; +{ map { $_->{name} => $_ } $table ? @{ $table->{columns} } : () } } $old, $new;
        my @dropped = grep { !$is_new->{$_} } sort keys %$is_old;
        my @added = grep { !$is_old->{$_} } sort keys %$is_new;
        # What holds for one side holds for the other, through "up" and "down"; but for what the new one is freed from.
        my %is_freed = map { defined $_->{as} && $_->{sql} =~ /\bDROP (?:NOT NULL|CONSTRAINT)\b/ ? ($_->{as} =~ s/^"(\w+)"$/$1/r => 1) : () } @{ $case->{changes} };
        my @not_null = ((grep { $is_old->{$_}{not_null} } @dropped), (grep { $is_new->{$_}{not_null} } @added));
        for my $table (grep { defined } $old, $new)
        {
            my %has = map { $_->{name} => 1 } @{ $table->{columns} };
            # A key that the change drops or adds holds as well, as far as this shape has its columns.
            $table->{unique} = [ map { @{ $_->{unique} } } grep { defined } $old, $new ];
            push @{ $table->{unique} }, grep { "@$_" ne "@{ $table->{key} }" && !grep { !$has{$_} } @$_ }
              map { $_->{key} } grep { defined && @{ $_->{key} } } $old, $new;
            $table->{checks} = [ grep { !grep { !$has{$_} } @$_ } map { @{ $_->{checks} } } grep { defined } $old, $new ];
            $table->{is_referenced} ||= $_->{is_referenced} for grep { defined } $old, $new;
            hint($table, $case->{hints});
        }
        # Over columns that stay, a new key can be named in ON CONFLICT after contract, and the old one before the purge.
        $new->{is_new_key} = 1 if $old && $new && "@{ $old->{key} }" ne "@{ $new->{key} }" && !grep { !$is_old->{$_} } @{ $new->{key} };
        for my $column (@not_null ? (@{$is_old}{@dropped}, @{$is_new}{ grep { !$is_freed{$_} } @added }) : ()) { $column->{no_null} = 1; }
        push @{ $shape{old} }, $old if $old && @{ $old->{rows} };
        push @{ $shape{new} }, $new if $new && (@{ $new->{rows} } || !$old);
        push @{ $shape{both} }, { %$new, dropped => \@dropped, added => \@added, conflicting => $may_conflict ? conflicting($old, @dropped) : [] }
          if @dropped && @added && @{ $new->{rows} };
        my @staying = $old && $new ? grep { $is_old->{ $_->{name} } && $is_old->{ $_->{name} }{type} eq $_->{type} } @{ $new->{columns} } : ();
        push @{ $shape{read} }, { %$old, columns => \@staying } if @staying;
    }
    return \%shape;
}

# What the old version may write beside the new one's own value: {column => SQL} for some rows, where no constraint can mind.
sub conflicting
{
    my ($old, @dropped) = @_;
    my %column = map { $_->{name} => $_ } @{ $old->{columns} };
    return [] if grep { my $name = $_; !is_free($old, $column{$name}) || defined $column{$name}{value} || grep { $_ eq $name } map { @$_ } @{ $old->{checks} } } @dropped;
    return [ map { my $row = $_; join ', ', map { "$_ = " . quoted($row->{$_}) } @dropped } @{ $old->{rows} } ];
}

sub table_of
{
    my ($database, $name) = @_;
    (my $literal = $name) =~ s/'/''/g;
    my $text = query($database, <<"END");
WITH t AS (SELECT to_regclass('$literal') AS oid WHERE to_regclass('$literal') IS NOT NULL)
SELECT json_build_object(
  'columns', (SELECT json_agg(json_build_object('name', quote_ident(a.attname), 'type', format_type(a.atttypid, NULL),
                'category', y.typcategory, 'not_null', a.attnotnull, 'has_default', a.atthasdef OR a.attidentity <> '',
                'identity', a.attidentity, 'generated', a.attgenerated) ORDER BY a.attnum)
              FROM pg_attribute AS a JOIN pg_type AS y ON y.oid = a.atttypid
              WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'key', (SELECT json_agg(quote_ident(a.attname) ORDER BY k.place) FROM pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS k (number, place)
          JOIN pg_attribute AS a ON a.attnum = k.number WHERE i.indrelid = t.oid AND i.indisprimary AND a.attrelid = t.oid),
  'unique', coalesce((SELECT json_agg(u.c) FROM (
     SELECT json_agg(DISTINCT quote_ident(a.attname)) AS c FROM pg_index AS i
     LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
     JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
          AND (d.classid, d.objid) IN (('pg_class'::regclass, i.indexrelid), ('pg_constraint'::regclass, k.oid))
     JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
     WHERE i.indrelid = t.oid AND i.indisunique AND NOT i.indisprimary GROUP BY i.indexrelid) AS u), '[]'),
  'checks', coalesce((SELECT json_agg((SELECT json_agg(quote_ident(a.attname)) FROM pg_attribute AS a
                      WHERE a.attrelid = t.oid AND a.attnum = ANY (k.conkey)))
              FROM pg_constraint AS k WHERE k.conrelid = t.oid AND k.contype IN ('c', 'f') AND cardinality(k.conkey) > 1), '[]'),
  'partition_key', coalesce((SELECT json_agg(DISTINCT quote_ident(a.attname)) FROM pg_partition_tree(t.oid) AS p
     JOIN pg_partitioned_table AS k ON k.partrelid = p.relid
     JOIN pg_attribute AS a ON a.attrelid = k.partrelid AND a.attnum = ANY (k.partattrs::int2[])), '[]'),
  'is_referenced', EXISTS (SELECT FROM pg_constraint WHERE confrelid = t.oid),
  'may_go', NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = t.oid AND confdeltype NOT IN ('c', 'n')),
  'may_move', NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = t.oid AND confupdtype <> 'c'),
  'relation', t.oid::text,
  'references', coalesce((SELECT json_agg(json_build_object('relation', k.confrelid::text,
     'columns', (SELECT json_agg(quote_ident(a.attname) ORDER BY p.place) FROM unnest(k.conkey) WITH ORDINALITY AS p (number, place)
                 JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = p.number),
     'foreign', (SELECT json_agg(quote_ident(a.attname) ORDER BY p.place) FROM unnest(k.confkey) WITH ORDINALITY AS p (number, place)
                 JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = p.number)) ORDER BY k.conname)
     FROM pg_constraint AS k WHERE k.conrelid = t.oid AND k.contype = 'f'), '[]'))
FROM t
END
    return if $text eq '';
    my $table = bytes_of(JSON::PP->new->decode($text));
    $table->{name} = $name;
    $table->{key} //= [];
    my @names = map { $_->{name} } @{ $table->{columns} };
    my $rows = query($database, sprintf q{SELECT coalesce(json_agg(r), '[]') FROM (SELECT json_build_array(%s, t.tableoid::regclass) AS r FROM %s AS t ORDER BY %s LIMIT %d) AS x},
        join(', ', map { "t.$_\::text" } @names), $name, @{ $table->{key} } ? join(', ', @{ $table->{key} }) : 't::text', SAMPLES);
    $table->{rows} = [ map { my $row = $_; +{ (map { $names[$_] => $row->[$_] } 0 .. $#names), PART, $row->[-1] } } @{ bytes_of(JSON::PP->new->decode($rows)) } ];
    return $table;
}

# All text is bytes here, as psql wants it; JSON::PP hands it over in Perl's wide form.
sub bytes_of
{
    my ($value) = @_;
    if (ref $value eq 'ARRAY')   { bytes_of($_) for @$value; }
    elsif (ref $value eq 'HASH') { bytes_of($_) for values %$value; }
    elsif (defined $value)       { utf8::downgrade($_[0]); }
    return $value;
}

sub hint
{
    my ($table, $hints) = @_;
    for my $line (grep { /\S/ && !/^#/ } split /\n/, $hints // '')
    {
        my ($where, $verb, $argument) = $line =~ /^((?:"(?:[^"]|"")+"|[^\s"])+)\s+(no-null|value|keep)\s*(.*)$/ or die "not a hint: $line\n";
        for my $column (grep { "$table->{name}.$_->{name}" eq $where } @{ $table->{columns} })
        {
            $column->{no_null} = 1 if $verb ne 'keep';
            $column->{value} = $argument if $verb eq 'value';
            $column->{keep} = 1 if $verb eq 'keep';
        }
    }
    return;
}

# ---- The process ----

# OPTIONS: shape (old, new, both), shapes, number (its keys are apart from those of other writers), seed, limit_ms, and rest_ms
# between two chunks, so that the writers of a short run do not take the processor from everybody else.
sub start_writer
{
    my ($database, %options) = @_;
    my $writer = { %options, stem => sprintf('%s/writer-%s-%d-%d', plan_folder(), $database, $options{number}, int rand 1e9), own => {}, n => 0 };
    my $pid = fork // die "could not fork: $!\n";
    if ($pid == 0)
    {
        srand $options{seed} * 100 + $options{number};
        eval { work($database, $writer); 1 } or append("$writer->{stem}.err", "died: $@");
        POSIX::_exit(0);
    }
    return { %$writer, pid => $pid };
}

sub append
{
    my ($path, $text) = @_;
    open my $file, '>>', $path or die "$path: $!\n";
    print $file $text;
    close $file;
    return;
}

# One psql, a few statements at a time: never more than a chunk ahead of the server.
sub work
{
    my ($database, $writer) = @_;
    my @tables = @{ $writer->{shapes}{ $writer->{shape} } };
    local $ENV{PGAPPNAME} = "shop $writer->{shape}";
    open STDERR, '>', "$writer->{stem}.err";
    my $pid = open2(my $from, my $to, 'psql', '-XAtq', '-v', 'ECHO=errors', '-d', url($database), '-f', '-');
    binmode $_, ':raw' for $from, $to;
    print $to "SET statement_timeout = $writer->{limit_ms}; SET client_min_messages = error;\n\\o /dev/null\n";
    print $to prepare($_) for grep { $writer->{shape} eq 'read' } @tables;
    print $to "\\timing on\n";
    my ($writes, $longest) = (0, 0);
    until (!@tables || -e "$writer->{stem}.stop")
    {
        my $chunk = join '', map { my $table = $tables[ rand @tables ]; one_write($writer, $table) || touch($writer, $table) } 1 .. CHUNK;
        print $to "$chunk\\echo done\n";
        $to->flush;
        while (1)
        {
            my $line = <$from> // die "psql is gone\n";
            last if $line eq "done\n";
            ($writes, $longest) = ($writes + 1, max($longest, $1)) if $line =~ /^Time: ([\d.]+) ms/;
        }
        open my $file, '>', "$writer->{stem}.new" or die;
        print $file "$writes $longest\n";
        close $file;
        rename "$writer->{stem}.new", "$writer->{stem}.count";
        select undef, undef, undef, $writer->{rest_ms} / 1000 if $writer->{rest_ms};
    }
    close $to;
    waitpid $pid, 0;
    return;
}

# {writes, longest_ms}
sub writes_of
{
    my ($writer) = @_;
    my ($writes, $longest) = split ' ', slurp("$writer->{stem}.count");
    return { writes => $writes // 0, longest_ms => $longest // 0 };
}

sub wait_for_writes
{
    my ($writer, $count) = @_;
    my $goal = writes_of($writer)->{writes} + $count;
    return 1 if !@{ $writer->{shapes}{ $writer->{shape} } };
    return wait_until("the $writer->{shape} writer makes $count writes",
        sub { writes_of($writer)->{writes} >= $goal || slurp("$writer->{stem}.err") ne '' });
}

# {writes, longest_ms, errors}
sub stop_writer
{
    my ($writer) = @_;
    append("$writer->{stem}.stop", '');
    waitpid $writer->{pid}, 0;
    my $errors = slurp("$writer->{stem}.err");
    return { %{ writes_of($writer) }, errors => $errors =~ /\S/ ? "$writer->{shape} writer, seed $writer->{seed}: " . substr($errors, 0, 1200) : '' };
}

# ---- One statement ----

sub one_write
{
    my ($writer, $table) = @_;
    $writer->{n}++;
    return look($writer, $table) if $writer->{shape} eq 'read';
    return both_write($writer, $table) if $writer->{shape} eq 'both';
    my $dice = rand 100;
    return all_columns($table) . ' WHERE ' . target($writer, $table) . ";\n" if $dice < 5 && @{ $table->{rows} };
    return insert($writer, $table, '') if $dice < 20;
    return upsert($writer, $table) if $dice < 35;
    return copy($writer, $table) if $dice < 43;
    return remove($writer, $table) if $dice < 53;
    return change_key($writer, $table) if $dice < 60;
    return update($writer, $table);
}

sub quoted
{
    my ($text) = @_;
    return 'NULL' if !defined $text;
    $text =~ s/'/''/g;
    return $text =~ s/\\/\\\\/g ? "E'$text'" : "'$text'";
}

# The SQL of a column's value in a sample.
sub value_of
{
    my ($writer, $column, $sample) = @_;
    return $column->{value} =~ s/:n\b/$writer->{number} * 100000 + $writer->{n}/ger if defined $column->{value};
    return 'NULL' if may_be_null($column) && rand() < 0.12;
    return quoted($sample->{ $column->{name} });
}

sub may_be_null { my ($column) = @_; return !$column->{not_null} && !$column->{no_null} && !$column->{in_check} && !$column->{in_key}; }

# A value that no other row has, or undef where the type does not offer one.
sub fresh
{
    my ($writer, $column, $sample) = @_;
    my ($number, $n) = ($writer->{number}, $writer->{n});
    return OWN_KEYS * $number + $n if $column->{type} =~ /^(?:integer|bigint|numeric)$/;
    return sprintf '%08x-0000-4000-8000-%012x', $number, $n if $column->{type} eq 'uuid';
    return substr($sample // 'x', 0, 20) . " $number $n" if $column->{type} =~ /^(?:text|character varying)$/;
    return;
}

# A row for INSERT: {column => SQL}, its key as {column => text}; undef where no fresh key can be had.
sub new_row
{
    my ($writer, $table) = @_;
    my $sample = @{ $table->{rows} } ? $table->{rows}[ rand @{ $table->{rows} } ] : {};
    my %column = map { $_->{name} => $_ } @{ $table->{columns} };
    my %row = %$sample;
    my (%is_fresh, %is_generated);
    for my $set ($table->{key}, @{ $table->{unique} })
    {
        # A key that counts by itself is left to do so, now and then or where it offers no fresh value.
        if (@$set == 1 && $set == $table->{key} && $column{ $set->[0] }{has_default} && !defined $column{ $set->[0] }{value})
        {
            $is_generated{ $set->[0] } = 1 if rand() < 0.3 || !defined fresh($writer, $column{ $set->[0] });
        }
        next if grep { $is_generated{$_} } @$set;
        my @names = grep { $column{$_} && !defined $column{$_}{value} } @$set;
        next if grep { $is_fresh{$_} || defined $column{$_} && defined $column{$_}{value} } @$set;
        my @first = grep { my $name = $_; !grep { $_ eq $name } @{ $table->{partition_key} } } @names;
        for my $name ((grep { $column{$_}{type} eq 'text' } @first), @first, @names)
        {
            my $value = fresh($writer, $column{$name}, $row{$name}) // next;
            ($row{$name}, $is_fresh{$name}) = ($value, 1);
            last;
        }
        return if @names && !grep { $is_fresh{$_} } @names;
    }
    refer($writer, $table, \%row, \%is_fresh);
    my %is_needed = map { $_ => 1 } map { @$_ } $table->{key}, @{ $table->{unique} }, @{ $table->{checks} };
    my %sql;
    for my $c (grep { $_->{generated} eq '' && !$is_generated{ $_->{name} } } @{ $table->{columns} })
    {
        my $name = $c->{name};
        next if $c->{identity} eq 'a' && !$is_needed{$name};
        next if !exists $row{$name} && !defined $c->{value} && ($c->{has_default} || !$c->{not_null});
        next if !$is_needed{$name} && !defined $c->{value} && rand() < 0.15 && ($c->{has_default} && !$c->{no_null} || may_be_null($c));
        $sql{$name} = $is_fresh{$name} || $is_needed{$name} && !defined $c->{value} ? quoted($row{$name}) : value_of($writer, $c, \%row);
    }
    my $is_elsewhere = grep { $is_fresh{$_} || defined $column{$_} && defined $column{$_}{value} || !defined $sql{$_} } @{ $table->{partition_key} };
    return (\%sql, %is_generated ? {} : { map { $_ => $row{$_} } grep { exists $row{$_} } @{ $table->{key} }, map { @$_ } @{ $table->{unique} } },
        $is_elsewhere ? $table->{name} : one_of($table, \%row));
}

# Some statements go to a partition itself.
sub one_of
{
    my ($table, $sample) = @_;
    return @{ $table->{partition_key} } && $sample->{+PART} && rand() < 0.3 ? $sample->{+PART} : $table->{name};
}

# Some rows reference one that this writer has made itself, and that it may take away or give another key.
sub refer
{
    my ($writer, $table, $row, $is_fresh) = @_;
    for my $reference (@{ $table->{references} })
    {
        my ($parent) = grep { $_->{relation} eq $reference->{relation} } @{ $writer->{shapes}{ $writer->{shape} } };
        my $own = $parent && $writer->{own}{ $parent->{name} };
        next if !$own || !@$own || rand() < 0.6 || grep { $is_fresh->{$_} } @{ $reference->{columns} };
        my $key = $own->[ rand @$own ];
        next if grep { !defined $key->{$_} } @{ $reference->{foreign} };
        @$row{ @{ $reference->{columns} } } = @$key{ @{ $reference->{foreign} } };
    }
    return;
}

sub insert
{
    my ($writer, $table, $conflict) = @_;
    my ($row, $key, $name) = new_row($writer, $table);
    return update($writer, $table) if !$row || !%$row;
    push @{ $writer->{own}{ $table->{name} } }, $key if %$key;
    my @names = sort keys %$row;
    my $overriding = (grep { $_->{identity} eq 'a' && exists $row->{ $_->{name} } } @{ $table->{columns} }) ? 'OVERRIDING SYSTEM VALUE ' : '';
    return sprintf "INSERT INTO %s (%s) %sVALUES (%s)%s;\n", $name, join(', ', @names), $overriding, join(', ', @$row{@names}), $conflict;
}

# Half of them of a row that is there: the same again with another value.
sub upsert
{
    my ($writer, $table) = @_;
    my @names = map { $_->{name} } grep { is_free($table, $_) && !defined $_->{value} } @{ $table->{columns} };
    return insert($writer, $table, '') if !@{ $table->{key} } || !@names || $table->{is_new_key};
    my $set = join ', ', map { "$_ = EXCLUDED.$_" } (shuffle(@names))[ 0 .. min($#names, 1) ];
    my $count = @{ $writer->{own}{ $table->{name} } // [] };
    my $sql = insert($writer, $table, sprintf ' ON CONFLICT (%s) DO UPDATE SET %s', join(', ', @{ $table->{key} }), $set);
    return rand() < 0.5 || $count == @{ $writer->{own}{ $table->{name} } // [] } ? $sql : $sql . $sql;
}

sub copy
{
    my ($writer, $table) = @_;
    return insert($writer, $table, '') if grep { defined $_->{value} } @{ $table->{columns} };
    my ($row, $key, $name) = new_row($writer, $table);
    return update($writer, $table) if !$row || !%$row;
    push @{ $writer->{own}{ $table->{name} } }, $key if %$key;
    my @names = sort keys %$row;
    my @fields = map {
        my $text = $row->{$_};
        if ($text eq 'NULL') { '\N' }
        else
        {
            my $is_escaped = $text =~ s/^E//;
            $text =~ s/^'|'$//g;
            $text =~ s/''/'/g;
            $text =~ s/\\/\\\\/g unless $is_escaped;
            $text =~ s/([\t\n\r])/{"\t" => '\t', "\n" => '\n', "\r" => '\r'}->{$1}/ger;
        }
    } @names;
    return sprintf "COPY %s (%s) FROM STDIN;\n%s\n\\.\n", $name, join(', ', @names), join "\t", @fields;
}

# Free: an UPDATE may give it the value of another row.
sub is_free
{
    my ($table, $column) = @_;
    return 0 if $column->{generated} ne '' || $column->{identity} eq 'a' || $column->{keep};
    return !grep { $_ eq $column->{name} } @{ $table->{key} }, map { @$_ } @{ $table->{unique} };
}

sub update
{
    my ($writer, $table) = @_;
    my @free = grep { is_free($table, $_) } @{ $table->{columns} };
    return '' if !@free || !@{ $table->{rows} };
    my %chosen = map { $_->{name} => 1 } (shuffle(@free))[ 0 .. min($#free, int rand 3) ];
    for my $group (@{ $table->{checks} })
    {
        next unless grep { $chosen{$_} } @$group;
        my %is_free = map { $_->{name} => 1 } @free;
        # Columns that a constraint ties together are changed together.
        delete @chosen{@$group};
        $chosen{$_} = 1 for grep { my $all = !grep { !$is_free{$_} } @$group; $all && $is_free{$_} } @$group;
    }
    my $sample = $table->{rows}[ rand @{ $table->{rows} } ];
    my %tied = map { $_ => 1 } map { @$_ } @{ $table->{checks} };
    my @set = map { "$_->{name} = " . ($tied{ $_->{name} } && !defined $_->{value} ? quoted($sample->{ $_->{name} }) : value_of($writer, $_, $sample)) }
      grep { $chosen{ $_->{name} } } @free;
    my $name = (grep { $chosen{$_} } @{ $table->{partition_key} }) ? $table->{name} : one_of($table, $sample);
    return @set ? "UPDATE $name SET " . join(', ', @set) . ' WHERE ' . target($writer, $table) . ";\n" : '';
}

# A row that everybody writes to, or one of its own.
sub target
{
    my ($writer, $table, $is_own) = @_;
    return sprintf 'ctid = (SELECT ctid FROM %s LIMIT 1 OFFSET %d)', $table->{name}, rand(min(30, scalar @{ $table->{rows} } || 1)) if !@{ $table->{key} };
    my $own = $writer->{own}{ $table->{name} } // [];
    my $key = @$own && ($is_own || rand() < 0.4) ? $own->[ rand @$own ] : $table->{rows}[ rand min(60, scalar @{ $table->{rows} }) ] // {};
    return join ' AND ', map { "$_ = " . quoted($key->{$_}) } @{ $table->{key} };
}

# An UPDATE that changes nothing, where no column may be given another value.
sub touch
{
    my ($writer, $table) = @_;
    my ($column) = grep { $_->{generated} eq '' && $_->{identity} ne 'a' } reverse @{ $table->{columns} };
    return "UPDATE $table->{name} SET $column->{name} = $column->{name} WHERE " . target($writer, $table) . ";\n";
}

sub remove
{
    my ($writer, $table) = @_;
    return remove_parent($writer, $table) if $table->{is_referenced};
    return update($writer, $table) if !@{ $table->{key} } && rand() < 0.8;
    return "DELETE FROM $table->{name} WHERE " . target($writer, $table, rand() < 0.7) . ";\n";
}

# A row that only this writer references, where the foreign keys say what becomes of the others. What they take along is not
# referenced again.
sub remove_parent
{
    my ($writer, $table) = @_;
    my $own = $writer->{own}{ $table->{name} } // [];
    return update($writer, $table) if !$table->{may_go} || !@$own;
    my $key = splice @$own, rand @$own, 1;
    delete $writer->{own}{ $_->{name} } for grep { $_->{is_referenced} && $_ != $table } @{ $writer->{shapes}{ $writer->{shape} } };
    return "DELETE FROM $table->{name} WHERE " . join(' AND ', map { "$_ = " . quoted($key->{$_}) } @{ $table->{key} }) . ";\n";
}

sub change_key
{
    my ($writer, $table) = @_;
    my $own = $writer->{own}{ $table->{name} } // [];
    my %is_key = map { $_ => 1 } @{ $table->{key} };
    my ($column) = grep { $is_key{ $_->{name} } && $_->{identity} ne 'a' && !defined $_->{value} && defined fresh($writer, $_) } @{ $table->{columns} };
    return update($writer, $table) if $table->{is_referenced} && !$table->{may_move} || !$column || !@$own;
    my $key = $own->[ rand @$own ];
    my $where = join ' AND ', map { "$_ = " . quoted($key->{$_}) } @{ $table->{key} };
    my ($part) = grep { $is_key{$_} && $_ ne $column->{name} } @{ $table->{partition_key} };
    if (defined $part && rand() < 0.7)
    {
        # The rest of the key is the writer's own: the row moves to another partition.
        $key->{$part} = $table->{rows}[ rand @{ $table->{rows} } ]{$part};
        return "UPDATE $table->{name} SET $part = " . quoted($key->{$part}) . " WHERE $where;\n";
    }
    $key->{ $column->{name} } = fresh($writer, $column);
    return "UPDATE $table->{name} SET $column->{name} = " . quoted($key->{ $column->{name} }) . " WHERE $where;\n";
}

sub all_columns { my ($table) = @_; return 'SELECT ' . join(', ', map { $_->{name} } @{ $table->{columns} }) . " FROM $table->{name}"; }

# Statements that were prepared before the change began go on: they name their columns.
sub prepare
{
    my ($table) = @_;
    my %type = map { $_->{name} => $_->{type} } @{ $table->{columns} };
    $table->{is_by_key} = @{ $table->{key} } && !grep { !$type{$_} } @{ $table->{key} };
    my ($n, $name) = (0, prepared_name($table));
    my $where = $table->{is_by_key} ? ' WHERE ' . join ' AND ', map { "$_ = CAST(\$" . ++$n . " AS text)::$type{$_}" } @{ $table->{key} } : '';
    return "PREPARE $name" . ($n ? ' (' . join(', ', ('text') x $n) . ')' : '') . ' AS ' . all_columns($table) . "$where;\n";
}

# The table's own may be as long as a name can be.
sub prepared_name { my ($table) = @_; return 'read_' . md5_hex($table->{name}); }

sub look
{
    my ($writer, $table) = @_;
    my $name = prepared_name($table);
    return "EXECUTE $name;\n" if !$table->{is_by_key};
    my $row = $table->{rows}[ rand @{ $table->{rows} } ] // {};
    return "EXECUTE $name (" . join(', ', map { quoted($row->{$_}) } @{ $table->{key} }) . ");\n";
}

# The new column, and the old one: with what it is now, or with a value of its own.
sub both_write
{
    my ($writer, $table) = @_;
    my %is_tied = map { $_ => 1 } map { @$_ } @{ $table->{checks} };
    my @added = grep { my $c = $_; is_free($table, $c) && !$is_tied{ $c->{name} } && grep { $_ eq $c->{name} } @{ $table->{added} } } @{ $table->{columns} };
    return update($writer, $table) if !@added;
    my $sample = $table->{rows}[ rand @{ $table->{rows} } ];
    my @set = map { "$_->{name} = " . value_of($writer, $_, $sample) } @added;
    my $values = $table->{conflicting};
    push @set, @$values && rand() < 0.3 ? $values->[ rand @$values ] : map { "$_ = $_" } @{ $table->{dropped} };
    return "UPDATE $table->{name} SET " . join(', ', @set) . ' WHERE ' . target($writer, $table) . ";\n";
}

1;
