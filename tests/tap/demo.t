# SPDX-License-Identifier: PostgreSQL
#
# bellows demo from outside: what it says, its exit codes, and that nothing of it is left behind.
use strict;
use warnings;

use File::Temp qw(tempdir);
use JSON::PP qw(decode_json);
use POSIX qw(:sys_wait_h);
use Test::More;
use Time::HiRes qw(time);

my $bellows = $ENV{BELLOWS} or plan skip_all => 'BELLOWS names no program';

# The demo makes its folder in TMPDIR; a socket's path must be short.
my $folder = tempdir('d-XXXXXX', TMPDIR => 1, CLEANUP => 1);
$ENV{TMPDIR} = $folder;

# What PG* says is about another server.
local $ENV{PGPORT} = '1';
local $ENV{PGHOST} = '/nowhere';
local $ENV{DATABASE_URL} = 'postgresql:///nowhere';

a_whole_life();
a_stop_in_the_middle();
a_machine_without_a_server();
done_testing();

sub a_whole_life
{
    my ($code, $out, $err) = finish(start('demo', '--seconds', '3'));
    is($code, 0, 'the demo ends with exit code 0') or diag("$out\n$err");
    like($out, qr/\b0 errors, 0 mismatches in [1-9]/, 'no errors and no mismatches, in at least one comparison');
    like($err, qr/\$ bellows contract phone\n.*R701.*\n(?:.*\n)*.*shop-old-1/, 'the early contract is refused and names who is in the way');
    like($err, qr/SQLSTATE XV001/, 'the late instance gets the SQLSTATE of the fence');
    like($out, qr/^next: bellows /m, 'it says what to type next');
    nothing_is_left('of a demo');

    ($code, $out, $err) = finish(start('demo', '--seconds', '1', '--format', 'json'));
    my $report = eval { decode_json($out) } // {};
    is($code, 0, 'exit code 0 with --format json, too') or diag("$out\n$err");
    is_deeply([ @$report{qw(errors mismatches)}, scalar @{ $report->{problems} // [undef] } ], [ 0, 0, 0 ], 'the same counts as JSON');
    cmp_ok($report->{writes} // 0, '>', 0, 'there were writes');
    return;
}

sub a_stop_in_the_middle
{
    my $run = start('demo', '--seconds', '20');
    my $deadline = time + 60;
    select undef, undef, undef, 0.05 until slurp($run->{err}) =~ /canary/ || time > $deadline;
    kill 'INT', $run->{pid};
    my ($code, $out, $err) = finish($run);
    is($code, 130, 'Ctrl-C ends it with exit code 130') or diag("$out\n$err");
    nothing_is_left('of one that was stopped');
    return;
}

sub a_machine_without_a_server
{
    local $ENV{PATH} = '/nonexistent';
    local $ENV{PG_BINDIR} = '/nonexistent';
    my ($code, $out, $err) = finish(start('demo'));
    is($code, 1, 'without server programs the exit code is 1');
    like($err, qr/no initdb and postgres/, 'it says what is missing');
    like($err, qr/hint: .*postgresql/, 'and where it is found');
    nothing_is_left('of one that did not start');
    return;
}

sub nothing_is_left
{
    my ($of) = @_;
    opendir my $dir, $folder or die "$folder: $!\n";
    my @left = grep { /^bellows/ } readdir $dir;
    is("@left", '', "no folder is left $of");
    my @processes;
    for my $file (glob '/proc/[0-9]*/cmdline')
    {
        my $line = slurp($file);
        push @processes, $line if index($line, $folder) >= 0;
    }
    is("@processes", '', "no process is left $of");
    return;
}

sub start
{
    my @words = @_;
    my $run = { out => "$folder/out", err => "$folder/err" };
    unlink $run->{out}, $run->{err};
    $run->{pid} = fork // die "fork: $!\n";
    if ($run->{pid} == 0)
    {
        open STDOUT, '>', $run->{out} or POSIX::_exit(126);
        open STDERR, '>', $run->{err} or POSIX::_exit(126);
        exec { $bellows } 'bellows', @words or POSIX::_exit(127);
    }
    return $run;
}

sub finish
{
    my ($run) = @_;
    waitpid $run->{pid}, 0;
    my $code = WIFEXITED($?) ? WEXITSTATUS($?) : 128 + WTERMSIG($?);
    return ($code, slurp($run->{out}), slurp($run->{err}));
}

sub slurp
{
    my ($path) = @_;
    open my $in, '<', $path or return '';
    local $/;
    return scalar(<$in>) // '';
}
