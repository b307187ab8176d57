#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# bellows lint from outside: every format on the tree of tests/golden/lint, exit codes, order, places, odd files, git, --fix.
# No server. BELLOWS_GOLDEN_UPDATE=1 writes the golden files; read the difference before you commit it.
use strict;
use warnings;

use Cwd qw(getcwd);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use IPC::Run ();
use JSON::PP ();
use Test::More;

my $root = $ENV{BELLOWS_ROOT} // "$FindBin::RealBin/../..";
my $program = $ENV{BELLOWS} // "$root/build/san/bellows";
my $golden = "$root/tests/golden/lint";
my $work = tempdir(CLEANUP => 1);
delete @ENV{qw(DATABASE_URL GITHUB_ACTIONS)};
$ENV{ASAN_OPTIONS} //= 'detect_leaks=1:exitcode=99';
$ENV{UBSAN_OPTIONS} //= 'print_stacktrace=1:exitcode=99';

my %formats = (
    'human.txt' => 'human',
    'all.json' => 'json',
    'lines.ndjson' => 'ndjson',
    'results.sarif' => 'sarif',
    'github.txt' => 'github',
    'gitlab.json' => 'gitlab',
    'junit.xml' => 'junit',
);

formats();
fields();
exit_codes();
order();
human();
threads_and_memory();
places();
odd_files();
impossible();
psql_files();
directives();
transactions();
sections();
plans();
standard_input();
since();
fixes();
schema();
done_testing();

# {exit, out, err}; the last argument may be {in => text, dir => folder, env => {…}, program => path}.
sub lint
{
    my (@arguments) = @_;
    my $options = ref $arguments[-1] ? pop @arguments : {};
    my ($in, $out, $err) = ($options->{in} // '', '', '');
    my $before = getcwd();
    chdir($options->{dir} // $work) or die "could not enter a folder: $!\n";
    local @ENV{ keys %{ $options->{env} // {} } } = values %{ $options->{env} // {} };
    IPC::Run::run([ $options->{program} // $program, 'lint', @arguments ], \$in, \$out, \$err, IPC::Run::timeout(300));
    my $exit = $? & 127 ? -($? & 127) : $? >> 8;
    chdir $before;
    return { exit => $exit, out => $out, err => $err };
}

sub facts
{
    my $result = lint('--format', 'json', @_);
    my $facts = eval { JSON::PP::decode_json($result->{out}) };
    diag("no JSON: $@ $result->{out} $result->{err}") unless $facts;
    return { %{ $facts // {} }, exit => $result->{exit} };
}

# "code line column" of findings and problems, in order.
sub found
{
    my ($facts) = @_;
    my @rules = map { my $s = $_; map { "$_->{code} $_->{line}:$_->{column}" } @{ $s->{rules} } } @{ $facts->{statements} };
    return join ', ', @rules, map { "$_->{code} $_->{line}:$_->{column}" } @{ $facts->{errors} };
}

sub file
{
    my ($name, $text) = @_;
    my ($folder) = "$work/$name" =~ m{^(.*)/};
    make_path($folder);
    open my $out, '>:raw', "$work/$name" or die "could not write $name: $!\n";
    print $out $text;
    close $out or die "could not write $name: $!\n";
    return $name;
}

sub slurp
{
    my ($path) = @_;
    open my $in, '<:raw', $path or return '';
    local $/;
    return scalar <$in>;
}

sub formats
{
    for my $name (sort keys %formats)
    {
        my $result = lint('--format', $formats{$name}, 'db', { dir => $golden });
        my $got = $name eq 'results.sarif' ? sarif_results($result->{out}) : $result->{out};
        is($result->{exit}, 3, "$formats{$name}: exit code");
        is($result->{err}, '', "$formats{$name}: nothing on stderr");
        if ($ENV{BELLOWS_GOLDEN_UPDATE})
        {
            open my $out, '>:raw', "$golden/$name" or die "could not write $name: $!\n";
            print $out $got;
            close $out;
        }
        is($got, slurp("$golden/$name"), "$formats{$name}: the report");
    }
    my $annotated = lint('db', { dir => $golden, env => { GITHUB_ACTIONS => 'true' } });
    like($annotated->{out}, qr/^::error file=db\/2_index\.sql,line=2,col=1,/m, 'on GitHub annotations come with the text');
    like($annotated->{out}, qr/^db\/2_index\.sql:2:1: error/m, 'and the text is still there');
    my $verbose = lint('-v', 'db', { dir => $golden });
    like($verbose->{out}, qr/^db\/1_shop\.sql:1: CREATE TABLE orders: expand/m, '-v names every statement');
    like($verbose->{out}, qr/SHARE ROW EXCLUSIVE on items, SHARE ROW EXCLUSIVE on orders/, '-v names all locks');
    return;
}

# The rules change with rules.def; what is golden is what was found. Their index must lead to them.
sub sarif_results
{
    my ($text) = @_;
    my $sarif = eval { JSON::PP::decode_json($text) } // return "no JSON: $@";
    my $run = $sarif->{runs}[0];
    my $rules = delete $run->{tool}{driver}{rules};
    delete @{ $run->{tool}{driver} }{qw(version semanticVersion)};
    is($sarif->{version}, '2.1.0', 'sarif: version');
    is(scalar(grep { $rules->[ $_->{ruleIndex} ]{id} ne $_->{ruleId} } @{ $run->{results} }), 0, 'sarif: indexes of rules');
    is(scalar(grep { !$_->{shortDescription}{text} || !$_->{help}{text} || $_->{defaultConfiguration}{level} !~ /^(?:error|warning|note)$/ } @$rules),
        0, 'sarif: every rule is described');
    return JSON::PP->new->pretty->canonical->encode($sarif);
}

sub fields
{
    my $facts = facts('db', { dir => $golden });
    my @exact = qw(file line column sql statement object class lock locks scans rewrites breaks_old breaks_new loses_data semver rules);
    my @more = qw(kind member danger exact opaque note in_transaction allowed);
    is($facts->{format}, 1, 'format');
    is($facts->{files}, 5, 'files');
    for my $statement (@{ $facts->{statements} })
    {
        is(join(' ', sort keys %$statement), join(' ', sort @exact, @more), "fields of $statement->{file}:$statement->{line}");
    }
    is(join(' ', sort keys %{ $facts->{statements}[4]{rules}[0] }), 'code column fix help line message name severity', 'fields of a rule');
    is(join(' ', sort keys %{ $facts->{errors}[0] }), 'code column file help line message severity', 'fields of an error');
    my ($type) = grep { $_->{statement} eq 'ALTER TABLE ALTER COLUMN TYPE' } @{ $facts->{statements} };
    is($type->{sql}, 'ALTER TABLE orders ALTER COLUMN qty TYPE bigint', 'a subcommand is a statement of its own');
    is_deeply($type->{locks}, [ { relation => 'orders', mode => 'ACCESS EXCLUSIVE' } ], 'its lock');
    is($facts->{statements}[0]{lock}, undef, 'lock is null where there is none');
    my ($newer) = grep { $_->{class} eq 'unsupported' } @{ $facts->{statements} };
    is($newer->{statement}, 'ALTER TABLE', 'newer grammar: the tag is guessed');
    like($newer->{opaque}, qr/PostgreSQL 18/, 'newer grammar: the release is named');
    return;
}

sub exit_codes
{
    my $clean = file('exit/clean.sql', "CREATE TABLE a (id bigint PRIMARY KEY);\n");
    my $error = file('exit/error.sql', "CREATE INDEX CONCURRENTLY i ON b (x);\nALTER TABLE b RENAME COLUMN x TO y;\n");
    my $broken = file('exit/broken.sql', "SELEC 1;\nALTER TABLE b RENAME COLUMN x TO y;\n");
    my @cases = (
        [ 0, $clean ], [ 1, $error ], [ 3, $broken ], [ 3, $error, $broken ], [ 0, '--fail-on', 'never', $error ],
        [ 1, '--fail-on', 'error', $error ], [ 3, '--fail-on=never', $broken ], [ 0, '--only', 'L101', $error ],
        [ 0, '--except', 'column-renamed,L410', $error ], [ 0, '--except', 'L201, L410', $error ], [ 3, 'exit/none.sql' ], [ 2 ],
        [ 2, '--format', 'sql', $clean ], [ 2, '--only', 'L1', $clean ], [ 2, '--fail-on', 'eror', $clean ],
        [ 2, '--server-version', '19', $clean ], [ 2, '--server-version', '15.', $clean ], [ 0, '--server-version', '15.4', $clean ],
        [ 2, '--threads', '0', $clean ], [ 2, '--stdin-path', 'x.sql', $clean ], [ 2, '--watch', $clean ],
        [ 6, '--url', 'postgresql://127.0.0.1:1/none', $clean ], [ 2, '--url', 'x', '--schema', 'y', $clean ],
        [ 3, '--schema', 'exit/none.sql', $clean ],
    );
    for my $case (@cases)
    {
        my ($exit, @arguments) = @$case;
        is(lint(@arguments)->{exit}, $exit, "exit $exit: @arguments");
    }
    like(lint('--only', 'index-not-concurent', $clean)->{err}, qr/there is no rule "index-not-concurent".*Did you mean "index-not-concurrent"\?/s,
        'an unknown rule is named, with the nearest');
    like(lint('--fail-on', 'eror', $clean)->{err}, qr/Did you mean "error"\?/, 'an unknown severity, too');
    is(lint($clean, { env => { DATABASE_URL => 'postgresql://127.0.0.1:1/none' } })->{exit}, 0, 'DATABASE_URL alone makes no connection');
    my $both = facts($broken);
    is(scalar @{ $both->{statements} }, 1, 'what stands behind a statement that does not parse is judged');
    is(lint('--fail-on', 'note', file('exit/note.sql', "ALTER TABLE b ADD COLUMN c text;\n"))->{exit}, 1, 'a note fails only where it is asked for');
    is(lint('exit/note.sql')->{exit}, 0, 'and else it does not');
    return;
}

# Notes, reasons and long lines: what people need not read is not printed.
sub human
{
    my $file = file('human/1.sql', "ALTER TABLE a DROP COLUMN b;\nALTER TABLE a DROP COLUMN c;\nALTER TABLE a ADD COLUMN d text;\n");
    my $text = lint($file)->{out};
    is(() = $text =~ /^why: /mg, 1, 'a reason is told once');
    is(() = $text =~ /^help: /mg, 2, 'help is told each time');
    unlike($text, qr/note\[/, 'notes are not printed');
    like($text, qr/ \d+ notes, shown with -v/, 'but counted');
    like(lint(@$_, $file)->{out}, qr/note\[L228\]/, "and printed with @$_") for [ '-v' ], [ '--fail-on', 'note' ], [ '--only', 'L228' ];
    unlike(lint('-v', $file)->{out}, qr/shown with/, 'then nothing is left to show');
    my $notes = lint(file('human/2.sql', "ALTER TABLE a ADD COLUMN d text;\n"))->{out};
    like($notes, qr/\A1 file, 1 statement: 0 errors, 0 warnings, \d+ notes, shown with -v\nnothing is left to do\n\z/, 'notes alone leave nothing to do');

    my $before = "SELECT '" . "\xc3\xa9" x 100 . "'; ";
    my $statement = 'ALTER TABLE a DROP COLUMN b;';
    my ($line, $carets) = clipped(file('human/3.sql', $before . "$statement SELECT '" . 'x' x 100 . "';\n"));
    is(length $line, 120, 'a long line is clipped');
    like($line, qr/^  1 \| \.\.\..*\.\.\.$/, 'at both ends');
    is(substr($line, index($carets, '^'), length($statement) - 1), 'ALTER TABLE a DROP COLUMN b', 'and the carets are below the statement');
    ($line, $carets) = clipped(file('human/4.sql', $before . $statement));
    like($line, qr/^  1 \| \.\.\..*COLUMN b;$/, 'or at one, where the line ends');
    is(substr($line, index($carets, '^')), $statement, 'with the carets below it');
    return;
}

# The source line of the first finding and its carets, in characters.
sub clipped
{
    my ($file) = @_;
    my (undef, $line, $carets) = split /\n/, lint('--only', 'L301', $file)->{out};
    utf8::decode($line);
    return ($line, $carets);
}

sub order
{
    file("order/$_", "SELECT 1;\n")
      for qw(10_b.sql 2_a.sql 2_a.down.sql 9/up.sql 9/down.sql V1__x.sql U1__x.sql V10__y.sql V2__z.sql R__views.sql .hidden/x.sql node_modules/x.sql
             plain.txt z.yaml);
    symlink "$work/order", "$work/order/9/loop" or die "symlink: $!\n";
    my $facts = facts('order');
    my @files = map { s{^order/}{}r } map { $_->{file} } @{ $facts->{statements} };
    is("@files", '2_a.sql 2_a.down.sql 9/up.sql 9/down.sql 10_b.sql V1__x.sql U1__x.sql V2__z.sql V10__y.sql R__views.sql',
        'numbers are numbers, down stands behind up, hidden folders and loops are passed over');
    file("dashes/$_", "SELECT 1;\n")
      for qw(2017-08-31-230457_b/up.sql 2017-08-31-230457_b/down.sql 20140924113530_a/up.sql 2019-01-02_030405_d/up.sql 20180101000000_c/up.sql
             20190102030406_e/up.sql 2019-01-02-03-04-07_f.sql);
    my @dashed = map { m{^dashes/(.*)\.sql$} } map { $_->{file} } @{ facts('dashes')->{statements} };
    is("@dashed", '20140924113530_a/up 2017-08-31-230457_b/up 2017-08-31-230457_b/down 20180101000000_c/up 2019-01-02_030405_d/up '
          . '20190102030406_e/up 2019-01-02-03-04-07_f', 'versions with dashes stand among those without');
    $facts = facts('order/10_b.sql', 'order/2_a.sql');
    is(join(' ', map { $_->{file} } @{ $facts->{statements} }), 'order/10_b.sql order/2_a.sql', 'named files keep their order');
    my $down = facts(file('down/1.sql', "CREATE TABLE d (id int);\n"), file('down/1.down.sql', "DROP TABLE d;\n"),
        file('down/2.sql', "ALTER TABLE d ADD COLUMN x serial;\n"), '--schema', file('down/none.sql', ''));
    is($down->{statements}[2]{danger}, JSON::PP::true, 'a down migration is not folded: the table is still there');
    return;
}

sub threads_and_memory
{
    for my $i (1 .. 300)
    {
        file(sprintf('many/%04d.sql', $i), "CREATE TABLE t$i (id bigint PRIMARY KEY, a text);\nCREATE INDEX ON t" . int($i / 2 + 1)
              . " (a);\nSELEC $i;\nALTER TABLE t" . int($i / 3 + 1) . " ADD COLUMN c$i integer, ALTER COLUMN a SET NOT NULL;\n");
    }
    my $one = lint('--threads', 1, '--format', 'json', 'many');
    is(lint('--threads', $_, '--format', 'json', 'many')->{out}, $one->{out}, "$_ threads say what one says") for 2, 4, 7;

    open my $out, '>:raw', "$work/large.sql" or die "large.sql: $!\n";
    print $out "CREATE TABLE t (id bigint PRIMARY KEY, a text, b integer);\n";
    my $text = 'x' x 80;
    my $lines = $ENV{BELLOWS_RELEASE} ? 400_000 : 4000;
    print $out "INSERT INTO t (id, a, b) VALUES ($_, '$text', $_);\n" for 1 .. $lines;
    print $out "CREATE INDEX ON t (a);\nSELEC;\n";
    close $out;
    my $file = lint('--only', 'L101', 'large.sql', { program => $ENV{BELLOWS_RELEASE} });
    is($file->{exit}, 3, 'a file of ' . int((-s "$work/large.sql") / 1e6) . ' MB');
    like($file->{out}, qr/^1 file, @{[ $lines + 2 ]} statements: /m, 'all of its statements are judged');
    like($file->{out}, qr/^large\.sql:@{[ $lines + 3 ]}:1: error\[L001\]/m, 'with the right lines');
  SKIP:
    {
        skip 'there is no build without sanitizers, or no GNU time', 1 unless $ENV{BELLOWS_RELEASE} && -x '/usr/bin/time';
        my ($bytes, $err) = ('', '');
        IPC::Run::run([ '/usr/bin/time', '-f', '%M', $ENV{BELLOWS_RELEASE}, 'lint', "$work/large.sql" ], \undef, '>', '/dev/null', '2>', \$err);
        my ($kib) = $err =~ /(\d+)\s*\z/;
        cmp_ok($kib - (-s "$work/large.sql") / 1024, '<=', 48 * 1024, 'beside the file itself it stays within 48 MiB') and note("$kib KiB");
    }
    return;
}

sub places
{
    my $name = file('places.sql', "\xef\xbb\xbf  SELEC 1;\r\n\r\nSELECT '\xc3\xa4\xc3\xb6',\r\n\t\xc3\xbc \xc3\xbc \xc3\xbc;\r\n/* a */ CREATE TABL x();");
    is(found(facts($name)), 'L001 1:3, L001 4:6, L001 5:16', 'columns are characters; mark, CRLF and tabs are as they are');
    like(lint($name)->{out}, qr/^  1 \|   SELEC 1;\n    \|   \^$/m, 'the line stands without the mark and the carriage return');
    return;
}

sub odd_files
{
    my $bad = facts(file('odd/bad.sql', "SELECT 1;\nSELECT '\xff';\nSELECT 'a\0b';\nALTER TABLE b RENAME COLUMN x TO y;\n"), '--only', 'L201');
    is(found($bad), 'L201 4:1, L001 2:9, L001 3:10', 'what is no UTF-8 is told at its place, and the rest is judged');
    is($bad->{exit}, 3, 'and the exit code is 3');
    is(facts(file('odd/empty.sql', ''))->{exit}, 0, 'an empty file');
    is(facts(file('odd/blank.sql', " \n-- nothing\n/* here */;;\n"))->{summary}{statements}, 0, 'a file of comments');
    is(found(facts(file('odd/open.sql', "SELECT 1;\nSELECT 'never;\nSELECT 2;\n"))), 'L005 2:8', 'an open quote');
    is(found(facts(file('odd/deep.sql', 'SELECT ' . ('(' x 20000) . '1' . (')' x 20000) . ";\nALTER TABLE b RENAME x TO y;\n"), '--only', 'L201'))
          =~ s/ 1:\d+$//r, 'L201 2:1, L001', 'nesting without end');
    mkdir "$work/odd/folder.sql";
    symlink '/nonexistent', "$work/odd/gone.sql" or die "symlink: $!\n";
    my $all = facts('odd');
    is(scalar(grep { $_->{code} eq 'L004' && $_->{file} eq 'odd/gone.sql' } @{ $all->{errors} }), 1, 'a file that cannot be read is a problem');
    is($all->{files}, 6, 'and the others are judged');
    my $long = facts(file('odd/long.sql', join('', map { "SELECT $_;" } 1 .. 20000) . "ALTER TABLE b RENAME x TO y;"), '--only', 'L201');
    is($long->{summary}{statements}, 20001, 'all statements of one long line');
    my $binary = lint(file('odd/binary.sql', join '', map { chr(($_ * 7919) % 256) } 1 .. 5000));
    is($binary->{exit}, 3, 'a file that is no SQL at all');
    return;
}

# What PostgreSQL refuses may stand in a file. The next files look at all that is left of the schema.
sub impossible
{
    my %cases = (
        'an index named like its table' => [ 'CREATE INDEX a ON a (b);' ],
        'an index named like the table of the index that it is on' => [ 'CREATE INDEX b ON a (c); CREATE INDEX a ON b (d);' ],
        'an index renamed to its table' => [ 'CREATE INDEX b ON a (c);', 'ALTER INDEX b RENAME TO a;', 'CREATE INDEX a ON d (e);' ],
        'a table altered before it is made' => [ 'ALTER TABLE a ADD COLUMN b serial;', 'CREATE TABLE a (c int);', 'CREATE TABLE a (d int);' ],
        'a column that is added twice' => [ ('ALTER TABLE a ADD COLUMN b serial;') x 2, 'DROP TABLE a;' ],
        'a view in the place of a table' => [ 'CREATE TABLE a (b serial);', 'CREATE OR REPLACE VIEW a AS SELECT 1 AS c;', 'CREATE TABLE a (d int);' ],
        'sequences that are owned by one column' =>
          [ 'CREATE TABLE a (b serial); CREATE SEQUENCE c; ALTER SEQUENCE c OWNED BY a.b;', 'DROP TABLE a;' ],
        'a savepoint outside of a transaction' => [ 'SAVEPOINT a; BEGIN; ROLLBACK; ROLLBACK TO a;' ],
    );
    for my $name (sort keys %cases)
    {
        my ($folder, $i) = ($name =~ tr/ /_/r, 0);
        file("$folder/" . ++$i . '.sql', "$_\n") for @{ $cases{$name} };
        file("$folder/" . ++$i . '.sql', "BEGIN; SELECT 1; ROLLBACK;\n") for 1, 2;
        my $result = lint('--fail-on', 'never', $folder);
        is($result->{exit}, 0, $name) or diag($result->{err});
    }
    return;
}

sub psql_files
{
    my $copy = facts(file('psql/copy.sql', "COPY t FROM stdin;\n1\tSELEC;\n\\.\nSELEC 2;\n"));
    is(found($copy), 'L001 4:1', 'data of COPY are no SQL');
    my $variables = facts(file('psql/variables.sql',
        "\\set x 1\n\\if :y\nINSERT INTO :tab VALUES (:'v', :x);\n\\endif\nALTER TABLE :\"t\" DROP COLUMN a;\nCREATE :what;\n"), '--only', 'L301');
    is(found($variables), 'L301 5:1, L001 6:8', 'variables are read as names and texts');
    like($variables->{errors}[0]{message}, qr/uses psql variables/, 'and where they cannot be, it is said');
    my $other = lint(file('psql/other.sql', "\\i a.sql\n\\ir b.sql\n\\connect app\n\\echo hello\nSELECT 1;\n"));
    is(scalar(() = $other->{out} =~ /warning\[L007\]/g), 3, 'other files and databases are told');
    is($other->{exit}, 1, 'as warnings');
    is(lint('--except', 'L007', 'psql/other.sql')->{exit}, 0, 'that can be excepted');
    return;
}

sub directives
{
    my $drop = 'ALTER TABLE b DROP COLUMN';
    my $facts = facts('--only', 'L301,L101', file('allow.sql', <<"END"));
-- bellows: allow column-dropped because old
$drop c1;
$drop c2; -- bellows: allow L301 because old
$drop /* bellows: allow L301 because old */ c3;
$drop c4;
-- bellows: allow L301
$drop c5;
-- bellows: allow colum-dropped because old
$drop c6;
-- bellows: allow L101 because old
$drop c7;
-- an ordinary comment about bellows: allow L301
$drop c8;
-- bellows: allow L301 because nothing follows
END
    is(found($facts), 'L301 5:1, L301 7:1, L301 9:1, L301 11:1, L301 13:1, L003 6:1, L003 8:1, L008 10:1, L008 14:1', 'what is allowed, and what is not');
    is($facts->{exit}, 1, 'a directive that cannot be understood fails the run');
    is_deeply([ map { $_->{reason} } map { @{ $_->{allowed} } } @{ $facts->{statements} } ], [ ('old') x 3 ], 'with their reasons');
    my $file = facts('--only', 'L301', file('allow_file.sql', "$drop c1;\n-- bellows: allow-file L301 because old\n$drop c2;\n"));
    is(found($file), '', 'allow-file counts for all of the file');
    is($file->{summary}{allowed}, 2, 'and is counted');
    my $except = facts('--except', 'L301,L410', file('except.sql', "$drop c1;\n"));
    is($except->{statements}[0]{allowed}[0]{reason}, undef, 'what is excepted is allowed without a reason');
    return;
}

sub transactions
{
    my $facts = facts(file('tx/rollback.sql', <<'END'), '--schema', file('tx/none.sql', ''));
CREATE TABLE t (id bigint PRIMARY KEY);
BEGIN;
SAVEPOINT a;
CREATE TABLE u (id int);
ROLLBACK TO a;
CREATE TABLE v (id int);
ROLLBACK;
ALTER TABLE u ADD COLUMN x text;
END
    my ($last) = reverse @{ $facts->{statements} };
    is($last->{statement}, 'ALTER TABLE ADD COLUMN', 'all is judged');
    is($facts->{statements}[3]{in_transaction}, JSON::PP::true, 'inside of the transaction');
    is($last->{in_transaction}, JSON::PP::false, 'and behind it');
    my $kept = facts(file('tx/kept.sql', "BEGIN;\nCREATE TABLE k (id int);\nROLLBACK;\nDROP TABLE k;\n"), '--only', 'L302');
    is(found($kept), 'L302 4:1', 'what was rolled back is not new');
    is(found(facts('--only', 'transaction-not-ended', file('tx/open.sql', "BEGIN;\nSELECT 1;\n-- the end\n"))), 'L409 2:1', 'an open end is told at the last statement');
    my $index = file('tx/index.sql', "CREATE INDEX CONCURRENTLY i ON b (x);\n");
    is(found(facts('--only', 'L401', $index)), '', 'CONCURRENTLY alone');
    is(found(facts('--only', 'L401', '--single-transaction', $index)), 'L401 1:1', 'CONCURRENTLY in a transaction');
    my $marked = file('tx/marked.sql', "-- +goose NO TRANSACTION\nCREATE INDEX CONCURRENTLY i ON b (x);\n");
    is(found(facts('--only', 'L401', '--single-transaction', $marked)), '', 'where the file says that it runs without one');
    my $timeout = "SET LOCAL lock_timeout = '1s';\nALTER TABLE b ADD COLUMN x text;\nCOMMIT;\nALTER TABLE b ADD COLUMN y text;\n";
    is(found(facts('--only', 'L410', file('tx/timeout.sql', "BEGIN;\n$timeout"))), 'L410 5:1', 'SET LOCAL ends with its transaction');
    return;
}

sub sections
{
    my %tools = (goose => [ '-- +goose Up', '-- +goose Down' ], 'sql-migrate' => [ '-- +migrate Up', '-- +migrate Down' ], dbmate => [ '-- migrate:up', '-- migrate:down' ]);
    for my $tool (sort keys %tools)
    {
        my ($up, $down) = @{ $tools{$tool} };
        my $first = file("sections/$tool/1.sql", "$up\nCREATE TABLE s (id bigint PRIMARY KEY);\n$down\nDROP TABLE s;\nSELEC;\n");
        my $second = file("sections/$tool/2.sql", "$up\nALTER TABLE s ALTER COLUMN id TYPE integer;\n");
        my $facts = facts("sections/$tool");
        is($facts->{files}, 2, "$tool: files");
        is($facts->{summary}{files}, 2, "$tool: files in the summary");
        is(join(' ', map { "$_->{line}" } @{ $facts->{statements} }), '2 4 2', "$tool: lines are those of the file");
        is($facts->{errors}[0]{line}, 5, "$tool: also of a problem");
        is($facts->{statements}[2]{rewrites}, JSON::PP::true, "$tool: the down section is not folded");
        is($facts->{statements}[2]{exact}, JSON::PP::true, "$tool: the up section is");
    }
    return;
}

sub plans
{
    my $plan = <<'END';
description: x
applications:
  - {name: shop, from: 1.4.0, to: 1.5.0}
changes:
  - sql: |
      ALTER TABLE customer
        ADD COLUMN ident char(10);
      ALTER TABLE customer RENAME COLUMN name TO title
  - sql: ALTER TABLE customer ADD COLUMN second char(3)
  - sql: |
      ALTER TABLE customer RENAM COLUMN a TO b
END
    my $facts = facts(file('plans/20260101000000_x.yaml', $plan));
    is(found($facts), 'L503 7:20, L503 9:10, L001 11:28', 'places are those of the plan; rules about locks and versions are silent');
    is($facts->{files}, 1, 'a plan is one file');
    my $bad = facts(file('plans/20260101000001_y.yaml', $plan =~ s/^changes/chnges/mr));
    is($bad->{exit}, 3, 'a plan that is not valid');
    like(found($bad), qr{P102 4:1}, 'says what the loader of plans says');
    my $stdin = facts('--stdin-path', 'plans/20260101000000_x.yaml', '-', { in => $plan });
    is(found($stdin), found($facts), 'a plan on standard input');
    return;
}

sub standard_input
{
    my $result = lint('-', { in => "ALTER TABLE b RENAME COLUMN x TO y;\n" });
    like($result->{out}, qr/^<stdin>:1:1: error\[L201\]/m, 'standard input');
    like(lint('--stdin-path', 'db/x.sql', '-', { in => "SELEC;\n" })->{out}, qr{^db/x\.sql:1:1: error\[L001\]}m, 'under a name');
    my $both = facts(file('stdin/1.sql', "CREATE TABLE b (id int);\n"), '-', { in => "DROP TABLE b;\n" });
    is($both->{files}, 2, 'among other files');
    return;
}

sub since
{
  SKIP:
    {
        skip 'git is not installed', 8 if system('git --version >/dev/null 2>&1') != 0;
        my $git = sub { system('git', '-C', "$work/git", '-c', 'user.name=x', '-c', 'user.email=x@example.org', @_) == 0 or die "git failed\n" };
        make_path("$work/git");
        $git->('init', '-q', '-b', 'main');
        file('git/db/1.sql', "CREATE TABLE a (id bigint PRIMARY KEY, n integer, m text);\n");
        file('git/db/2.sql', "CREATE INDEX ON a (n);\n");
        $git->('add', '-A');
        $git->('commit', '-q', '-m', 'one');
        $git->('checkout', '-q', '-b', 'feature');
        file('git/db/3.sql', "ALTER TABLE a ALTER COLUMN n TYPE bigint;\n");
        $git->('add', '-A');
        $git->('commit', '-q', '-m', 'two');
        file("git/db/4 \xc3\xa4.sql", "ALTER TABLE a ALTER COLUMN m TYPE varchar;\n");
        file('git/db/2.sql', "CREATE INDEX ON a (m);\n");
        my $facts = facts('--since', 'main', 'db', { dir => "$work/git" });
        is($facts->{files}, 3, 'changed in a commit, in the tree, and new');
        is(join(' ', map { $_->{file} } @{ $facts->{statements} }), "db/2.sql db/3.sql db/4 \x{e4}.sql", 'these are reported');
        is($facts->{statements}[1]{exact}, JSON::PP::true, 'the others are what came before');
        is($facts->{statements}[2]{rewrites}, JSON::PP::false, 'so that a free type change is free');
        is(scalar @{ facts('--since', 'main', 'git/db', { env => { GIT_DIR => "$work/git/.git", GIT_WORK_TREE => "$work/git" } })->{statements} }, 3, 'from elsewhere');
        my $unknown = lint('--since', 'nowhere', 'db', { dir => "$work/git" });
        is($unknown->{exit}, 2, 'an unknown commit');
        like($unknown->{err}, qr/git knows no commit "nowhere"/, 'is named');
        like(lint('--since', 'main', 'git/db', { dir => '/' })->{err} , qr/needs a git repository/, 'no repository');
        like(lint('--since', 'main', 'db', { dir => "$work/git", env => { PATH => '/nonexistent' } })->{err}, qr/not installed/, 'no git');
    }
    return;
}

sub fixes
{
    my $text = "-- head\r\nCREATE TABLE n (id int);\r\n  CREATE INDEX i ON b (x);\r\nDROP INDEX j; -- tail\r\n";
    my $name = file('fix/a.sql', $text);
    chmod 0640, "$work/$name";
    my $first = lint('--fix', $name);
    is(slurp("$work/$name"), $text =~ s/INDEX/INDEX CONCURRENTLY/gr, 'statements are replaced, the rest is untouched');
    is((stat "$work/$name")[2] & 0777, 0640, 'the mode stays');
    like($first->{err}, qr/fix\/a\.sql: 2 statements were replaced/, 'and it is said');
    unlike(lint($name)->{out}, qr/L101|L103/, 'the next run finds nothing of it');
    my $stdin = lint('--fix', '-', { in => "CREATE INDEX i ON b (x);\nSELECT 1;\n" });
    is($stdin->{out}, "CREATE INDEX CONCURRENTLY i ON b (x);\nSELECT 1;\n", 'standard input: the SQL is on standard output');
    like($stdin->{err}, qr/error\[L101\]/, 'and the report on standard error');
    my $rename = file('fix/b.sql', "CREATE TABLE before (id int);\n\nALTER TABLE b RENAME COLUMN x TO y;\n");
    lint('--fix', '--plans', 'fix/plans', $rename);
    my @plans = glob "$work/fix/plans/*.yaml";
    is(scalar @plans, 1, 'a plan is written');
    like($plans[0], qr{/\d{14}_b_column_renamed\.yaml$}, 'under a version and a name');
    is(lint('fix/plans')->{exit}, 0, 'it is a valid plan');
    lint('--fix', '--plans', 'fix/plans', $rename);
    is(scalar(() = glob "$work/fix/plans/*"), 1, 'and is not written twice');
    is(scalar(() = glob "$work/fix/*.bellows-*"), 0, 'nothing is left behind');
    my $section = file('fix/goose.sql', "-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP INDEX j;\n");
    lint('--fix', $section);
    is(slurp("$work/$section"), "-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP INDEX CONCURRENTLY j;\n", 'in a section of a file');
    return;
}

sub schema
{
    my $schema = file('schema/dump.sql', <<'END');
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.big (id bigint NOT NULL, code character varying(20));
ALTER TABLE ONLY public.big ADD CONSTRAINT big_pkey PRIMARY KEY (id);
END
    my $change = file('schema/change.sql', "ALTER TABLE big ALTER COLUMN code TYPE varchar(40);\nALTER TABLE big ALTER COLUMN code TYPE varchar(10);\n");
    my $facts = facts('--schema', $schema, $change);
    is($facts->{files}, 1, 'the schema is not reported');
    is_deeply([ map { $_->{rewrites} } @{ $facts->{statements} } ], [ JSON::PP::false, JSON::PP::true ], 'it says which type changes are free');
    my $version = file('schema/version.sql', "ALTER TABLE big SET ACCESS METHOD heap;\n");
    isnt(JSON::PP->new->canonical->encode(facts('--server-version', 12, $version)->{statements}), undef, 'an old server');
    return;
}
