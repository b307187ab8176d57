# SPDX-License-Identifier: PostgreSQL
#
# What the scenario tests share: one server for a script, databases, the program under test, plans, leases.
#
# Every function that takes a database takes its name. bellows() never dies: it returns {exit, out, err}, exit being the
# exit code or minus the number of the signal. query() fails the script when SQL fails, try_sql() returns the error.
# Nothing sleeps for a fixed time to wait for something: wait_until() polls with a deadline.
package Bellows;

use strict;
use warnings;

use Exporter qw(import);
use File::Path qw(make_path);
use FindBin;
use IPC::Run ();
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

BEGIN
{
    # So that `prove tests/tap/life.t` works as well as tests/run-checks.
    my ($newest) = sort { ($b =~ m{/(\d+)/bin})[0] <=> ($a =~ m{/(\d+)/bin})[0] } glob '/usr/lib/postgresql/*/bin';
    my $bin = $ENV{PG_BINDIR} // $newest // die "PG_BINDIR is not set\n";
    $ENV{PG_BINDIR} //= $bin;
    $ENV{PG_REGRESS} //= "$bin/../lib/pgxs/src/test/regress/pg_regress";
    $ENV{PATH} = "$bin:$ENV{PATH}" unless index($ENV{PATH}, "$bin:") == 0;
    $ENV{BELLOWS_ROOT} //= "$FindBin::RealBin/../..";
    $ENV{BELLOWS} //= "$ENV{BELLOWS_ROOT}/build/san/bellows";
    $ENV{ASAN_OPTIONS} //= 'detect_leaks=1:exitcode=99';
    $ENV{UBSAN_OPTIONS} //= 'print_stacktrace=1:exitcode=99';
    $ENV{PG_TEST_TIMEOUT_DEFAULT} //= 60;
    $ENV{PGCONNECT_TIMEOUT} //= 20;
    unshift @INC, "$bin/../lib/pgxs/src/test/perl";
    delete $ENV{DATABASE_URL};
}

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils ();

our @EXPORT = qw(
  start_server start_bare_server server url new_database drop_database example_plan example_sql write_plan plan_folder
  bellows runs fails_with start_bellows finish_bellows first_line kill_after
  query try_sql session wait_until
  state_of
  register_app release_lease seen
  scenario same_lines
  in_parallel slurp
);

use constant { SHOP => 'shop', OLD => '1.4.0', NEW => '1.5.0', DEADLINE_S => 60 };

my $server;
my $plan_count = 0;

# ---- The server ----

# A server for this script alone; SETTINGS are further lines of postgresql.conf.
sub start_server
{
    my (@settings) = @_;
    $server = PostgreSQL::Test::Cluster->new('main');
    $server->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
    $server->append_conf('postgresql.conf', join "\n",
        'log_statement = none', 'shared_buffers = 32MB', 'max_connections = 60', 'max_wal_size = 1GB',
        'autovacuum_naptime = 1h', "timezone = 'Europe/Berlin'", 'max_prepared_transactions = 5',
        'log_min_messages = warning', @settings, '');
    $server->start;
    return $server;
}

# The same for the servers of packages that hold neither psql nor pg_config, and for any version: that of SERVER_BINDIR,
# else of PG_BINDIR. No session(), no role but the superuser.
sub start_bare_server
{
    my (@settings) = @_;
    require Bellows::Server;
    $server = Bellows::Server->start($ENV{SERVER_BINDIR} // $ENV{PG_BINDIR}, 'shared_buffers = 32MB', 'max_connections = 60',
        'max_wal_size = 1GB', 'autovacuum_naptime = 1h', "timezone = 'Europe/Berlin'", @settings);
    return $server;
}

sub server { return $server }

# USER: another role than the superuser.
sub url
{
    my ($database, $user) = @_;
    return sprintf 'postgresql:///%s?host=%s&port=%d%s', $database, $server->host, $server->port,
      defined $user ? "&user=$user" : '';
}

# A database with the tables of SQL, or a copy of TEMPLATE.
sub new_database
{
    my ($name, %options) = @_;
    my $template = $options{template};
    query('postgres', qq{DROP DATABASE IF EXISTS "$name"; CREATE DATABASE "$name"} . ($template ? qq{ TEMPLATE "$template"} : ''));
    query($name, $options{sql}) if $options{sql};
    return $name;
}

sub drop_database
{
    query('postgres', qq{DROP DATABASE IF EXISTS "$_" WITH (FORCE)}) for @_;
    return;
}

# ---- Plans ----

sub example_sql { return slurp("$ENV{BELLOWS_ROOT}/plans/example_schema.sql") }

sub example_plan
{
    my ($slug) = @_;
    my ($path) = glob "$ENV{BELLOWS_ROOT}/plans/*_$slug.yaml";
    return $path // die "there is no example plan $slug\n";
}

sub plan_folder
{
    my $folder = "${PostgreSQL::Test::Utils::tmp_check}/own_plans";
    make_path($folder);
    return $folder;
}

# Writes a plan of the test's own and returns its path; versions count up.
sub write_plan
{
    my ($slug, $yaml) = @_;
    my $path = sprintf '%s/202612%08d_%s.yaml', plan_folder(), 1_000_000 + ++$plan_count, $slug;
    open my $file, '>:raw', $path or die "could not write $path: $!\n";
    print $file $yaml;
    close $file;
    return $path;
}

sub version_of { my ($plan) = @_; return $plan =~ m{(\d{14})[^/]*$} ? $1 : $plan }

# ---- The program ----

# bellows('db', 'expand', $plan, {env => {…}, url => …, timeout => seconds}): the last one is optional.
sub bellows
{
    my ($database, @arguments) = @_;
    my $options = ref $arguments[-1] ? pop @arguments : {};
    return finish_bellows(start_bellows($database, @arguments, $options), $options->{timeout});
}

sub start_bellows
{
    my ($database, @arguments) = @_;
    my $options = ref $arguments[-1] ? pop @arguments : {};
    my $stem = sprintf '%s/run-%d-%d', $PostgreSQL::Test::Utils::tmp_check, $$, ++$plan_count;
    my $pid = fork // die "could not fork: $!\n";
    if ($pid == 0)
    {
        $ENV{DATABASE_URL} = $options->{url} // url($database);
        @ENV{ keys %{ $options->{env} } } = values %{ $options->{env} } if $options->{env};
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$stem.out";
        open STDERR, '>', "$stem.err";
        chdir($options->{folder} // $PostgreSQL::Test::Utils::tmp_check);    # no folder "plans" here or above
        exec { $options->{program} // $ENV{BELLOWS} } 'bellows', @arguments or POSIX::_exit(127);
    }
    return { pid => $pid, stem => $stem, arguments => "@arguments" };
}

sub finish_bellows
{
    my ($run, $timeout) = @_;
    my $deadline = time + ($timeout // DEADLINE_S);
    my $is_late = 0;
    while (waitpid($run->{pid}, POSIX::WNOHANG()) == 0)
    {
        if (time > $deadline && !$is_late++)
        {
            kill 'KILL', $run->{pid};
        }
        select undef, undef, undef, 0.005;
    }
    my $status = $?;
    my $exit = $status & 127 ? -($status & 127) : $status >> 8;
    my %result = (exit => $exit, out => slurp("$run->{stem}.out"), err => slurp("$run->{stem}.err"));
    $result{err} .= "(killed by the test: it ran too long)\n" if $is_late;
    unlink "$run->{stem}.out", "$run->{stem}.err";
    print "# bellows $run->{arguments}: $exit\n$result{out}$result{err}";
    return \%result;
}

# Asserts exit code 0; the last argument may be a hash of options with "name".
sub runs
{
    my ($database, @arguments) = @_;
    my $options = ref $arguments[-1] ? $arguments[-1] : {};
    my $result = bellows($database, @arguments);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($result->{exit}, 0, $options->{name} // "bellows $arguments[0] succeeds") or diag($result->{out}, $result->{err});
    return $result;
}

# Asserts an exit code and, unless undef, the first line of stderr (a text for equality, or a pattern).
sub fails_with
{
    my ($result, $exit, $line, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $first = first_line($result->{err});
    my $is_right = $result->{exit} == $exit
      && (!defined $line || (ref $line ? $first =~ $line : $first eq $line));
    ok($is_right, $name)
      or diag("exit $result->{exit}, expected $exit\nfirst line: $first\nexpected:   ", $line // '', "\n",
        "$result->{out}$result->{err}");
    return $is_right;
}

# The first line that is not narration: an error or a finding.
sub first_line
{
    my ($text) = @_;
    my ($found) = grep { /error/ } split /\n/, $text;
    return $found // (split /\n/, $text)[0] // '';
}

# Runs a command on the same database, killed after its Nth statement, until IS_THERE says that it has come as far as the test
# wants. VERB may be a list, with options. Each run goes on where the last one was killed; N counts up until something moves in the journal, then anew.
sub kill_after
{
    my ($database, $verb, $plan, $is_there) = @_;
    my ($n, $runs, $place) = (5, 0, '');
    while ($runs++ < 300)
    {
        my $result = bellows($database, ref $verb ? @$verb : $verb, $plan, { env => { BELLOWS_FAULT => "after:$n" } });
        return 1 if $is_there->();
        return 0 if $result->{exit} != -9;
        my $now = state_of($database, $plan);
        $now .= query($database, 'SELECT count(finished_at) FROM bellows.step') if $now ne '';
        ($n, $place) = $now eq $place ? ($n + 1, $place) : (5, $now);
    }
    return 0;
}

# ---- SQL ----

sub run_psql
{
    my ($database, $sql, $user) = @_;
    my ($out, $err) = ('', '');
    IPC::Run::run(
        [ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose', '-d', url($database, $user), '-f', '-' ],
        '<', \$sql, '>', \$out, '2>', \$err);
    chomp $out;
    return ($? == 0, $out, $err);
}

sub query
{
    my ($database, $sql, $user) = @_;
    my ($ok, $out, $err) = run_psql($database, $sql, $user);
    die "SQL failed in $database: $err\n$sql\n" unless $ok;
    return $out;
}

# (SQLSTATE or '', output, message)
sub try_sql
{
    my ($database, $sql, $user) = @_;
    my ($ok, $out, $err) = run_psql($database, $sql, $user);
    return ('', $out, '') if $ok;
    return ($err =~ /(?:ERROR|FATAL):\s+([0-9A-Z]{5}):/ ? $1 : 'psql', $out, $err);
}

# A session that stays open; ->query_safe(), ->quit. Errors do not end it.
sub session
{
    my ($database, $user) = @_;
    my $session = $server->background_psql($database, on_error_stop => 0, extra_params => $user ? [ '-U', $user ] : []);
    return $session;
}

sub wait_until
{
    my ($what, $is_true, $seconds) = @_;
    my $deadline = time + ($seconds // DEADLINE_S);
    while (1)
    {
        my $value = $is_true->();
        return $value if $value;
        if (time > $deadline)
        {
            diag("waited in vain until $what");
            return;
        }
        select undef, undef, undef, 0.02;
    }
}

# ---- The journal ----

# The state of a plan in the journal; '' when there is none.
sub state_of
{
    my ($database, $plan) = @_;
    return '' unless query($database, q{SELECT to_regclass('bellows.plan')}) ne '';
    return query($database, sprintf q{SELECT state FROM bellows.plan WHERE version = '%s'}, version_of($plan));
}

# ---- Assertions ----

# A subtest whose code may die: that is a failure of it, not the end of the script.
sub scenario
{
    my ($name, $code) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return subtest $name => sub {
        eval { $code->(); 1 } or fail("it came to its end: $@");
        return;
    };
}

# Equality of two long texts; only the lines that differ are shown.
sub same_lines
{
    my ($got, $expected, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return ok(1, $name) if $got eq $expected;
    my @differences = difference($got, $expected);
    splice @differences, 12 if @differences > 12;
    ok(0, $name);
    diag(join "\n", @differences);
    return 0;
}

sub difference
{
    my ($got, $expected) = @_;
    my %count;
    $count{$_}++ for split /\n/, $got;
    $count{$_}-- for split /\n/, $expected;
    my @there = split /\n/, $got;
    my @wanted = split /\n/, $expected;
    my @moved = grep { ($there[$_] // '') ne ($wanted[$_] // '') } 0 .. $#there;
    return map { "line $_ has moved: $there[$_]" } @moved unless grep { $_ } values %count;
    return map { ($count{$_} > 0 ? 'got:      ' : 'expected: ') . $_ } grep { $count{$_} } sort keys %count;
}

# ---- Applications ----

# An instance registers; its incarnation.
sub register_app
{
    my ($database, $version, $instance, %options) = @_;
    return query($database, sprintf q{SELECT bellows.register('%s', '%s', '%s', '%s')}, $options{app} // SHOP, $version,
        $instance, $options{ttl} // '10 min');
}

sub release_lease
{
    my ($database, $incarnation) = @_;
    return query($database, "SELECT bellows.release('$incarnation')");
}

# The new version was there, and ended in an orderly way.
sub seen
{
    my ($database, $version) = @_;
    return release_lease($database, register_app($database, $version // NEW, 'canary'));
}

# ---- Work in two processes ----

# Calls WORK for each item in COUNT processes; the texts that it returns (one line each, '' for all is well) in order.
sub in_parallel
{
    my ($count, $items, $work) = @_;
    my $stem = sprintf '%s/parallel-%d', $PostgreSQL::Test::Utils::tmp_check, ++$plan_count;
    my @pids;
    for my $worker (0 .. $count - 1)
    {
        my $pid = fork // die "could not fork: $!\n";
        if ($pid == 0)
        {
            open my $file, '>', "$stem-$worker";
            for (my $i = $worker ; $i < @$items ; $i += $count)
            {
                my $text = eval { $work->($items->[$i], $worker) } // "died: $@";
                $text =~ s/\n/ | /g;
                print $file "$i $text\n";
            }
            close $file;
            POSIX::_exit(0);    # not the END block that stops the server
        }
        push @pids, $pid;
    }
    waitpid $_, 0 for @pids;
    my @texts = ('no answer') x @$items;
    for my $worker (0 .. $count - 1)
    {
        /^(\d+) (.*)$/ and $texts[$1] = $2 for split /\n/, slurp("$stem-$worker");
    }
    return @texts;
}

sub slurp
{
    my ($path) = @_;
    open my $file, '<:raw', $path or return '';
    local $/;
    my $text = <$file>;
    return $text // '';
}

1;
