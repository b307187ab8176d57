# SPDX-License-Identifier: PostgreSQL
#
# What the benchmarks on a server share: a throw-away server with settings of a real one, bellows beside it, the machine.
# As root everything runs as the user postgres, since the server refuses root.
package Bench;

use strict;
use warnings;

use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use POSIX ();
use Time::HiRes qw(time sleep);

our @EXPORT_OK = qw(start_bench database url sql timed bellows_run write_plan machine folder);

my ($folder, $bindir, $bellows);
my $owner_pid = $$;

sub start_bench
{
    my (%options) = @_;
    become_postgres();
    $bindir = $options{bindir} // $ENV{PG_BINDIR} // (sort glob '/usr/lib/postgresql/*/bin')[-1];
    $bellows = $options{bellows};
    die "bench: $bellows is missing: make first\n" unless -x $bellows;
    $folder = tempdir('bellows-bench-XXXXXX', DIR => $ENV{TMPDIR} // '/tmp', CLEANUP => 1);
    run("$bindir/initdb", '-A', 'trust', '--encoding=UTF8', '--locale=C.UTF-8', '-D', "$folder/data");
    open my $conf, '>>', "$folder/data/postgresql.conf" or die "bench: $!\n";
    print $conf map { "$_\n" } "listen_addresses = ''", "unix_socket_directories = '$folder'", 'shared_buffers = 512MB',
      'max_wal_size = 16GB', 'maintenance_work_mem = 256MB', 'autovacuum = off', 'checkpoint_timeout = 1h',
      @{ $options{settings} // [] };
    close $conf;
    run("$bindir/pg_ctl", '-s', '-w', '-D', "$folder/data", '-l', "$folder/log", 'start');
    mkdir "$folder/plans";
    return;
}

END
{
    if (defined $folder && $$ == $owner_pid)
    {
        my $status = $?;
        system "$bindir/pg_ctl", '-s', '-w', '-m', 'immediate', '-D', "$folder/data", 'stop';
        $? = $status;
    }
}

sub become_postgres
{
    return if $> != 0;
    my (undef, undef, $uid, $gid) = getpwnam 'postgres' or die "bench: there is no user postgres\n";
    chdir '/';
    $) = "$gid $gid";
    POSIX::setgid($gid);
    POSIX::setuid($uid);
    return;
}

sub folder { return $folder }
sub url { my ($database) = @_; return "postgresql:///$database?host=$folder" }

sub run
{
    my @command = @_;
    my $pid = fork // die "bench: fork: $!\n";
    if ($pid == 0)
    {
        open STDOUT, '>', '/dev/null';
        exec { $command[0] } @command or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    die "bench: $command[0] failed\n" if $? != 0;
    return;
}

# The one value of SQL, which may be a script.
sub sql
{
    my ($database, $text) = @_;
    my $file = "$folder/script.sql";
    open my $out, '>', $file or die "bench: $!\n";
    print $out $text;
    close $out;
    open my $in, '-|', 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', url($database), '-f', $file or die "bench: psql: $!\n";
    my $answer = do { local $/; <$in> } // '';
    close $in or die "bench: SQL failed in $database\n";
    chomp $answer;
    return $answer;
}

sub timed
{
    my ($database, $text) = @_;
    my $began = time;
    sql($database, $text);
    return time - $began;
}

# A copy of TEMPLATE, all of it on disk.
sub database
{
    my ($name, $template) = @_;
    sql('postgres', qq{DROP DATABASE IF EXISTS "$name"});
    sql('postgres', qq{CREATE DATABASE "$name"} . (defined $template ? qq{ TEMPLATE "$template"} : ''));
    sql('postgres', 'CHECKPOINT');
    return $name;
}

my $plans = 0;

sub write_plan
{
    my ($slug, $yaml) = @_;
    my $path = sprintf '%s/plans/202612%08d_%s.yaml', $folder, ++$plans, $slug;
    open my $out, '>', $path or die "bench: $!\n";
    print $out $yaml;
    close $out;
    return $path;
}

# Runs bellows to its end; the most memory that it had, in KiB.
sub bellows_run
{
    my ($database, @arguments) = @_;
    my $pid = fork // die "bench: fork: $!\n";
    if ($pid == 0)
    {
        $ENV{DATABASE_URL} = url($database);
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$folder/out";
        open STDERR, '>', "$folder/err";
        exec { $bellows } 'bellows', @arguments or POSIX::_exit(127);
    }
    my $highest = 0;
    while (waitpid($pid, POSIX::WNOHANG()) == 0)
    {
        if (open my $status, '<', "/proc/$pid/status")
        {
            my ($kib) = join('', <$status>) =~ /^VmHWM:\s+(\d+)/m;
            $highest = $kib if defined $kib && $kib > $highest;
        }
        sleep 0.05;
    }
    if ($? != 0)
    {
        open my $err, '<', "$folder/err" or die "bench: $!\n";
        die 'bench: bellows failed: ', <$err>;
    }
    return $highest;
}

sub machine
{
    my ($model) = (-r '/proc/cpuinfo' ? do { open my $in, '<', '/proc/cpuinfo'; join '', <$in> } : '') =~ /^model name\s*:\s*(.+)$/m;
    chomp(my $cores = `nproc`);
    my ($load) = do { open my $in, '<', '/proc/loadavg'; <$in> } =~ /^(\S+)/;
    return sprintf '%s, %d cores, load %s before, %s', $model // 'unknown processor', $cores, $load,
      sql('postgres', q{SELECT 'PostgreSQL ' || current_setting('server_version')});
}

1;
