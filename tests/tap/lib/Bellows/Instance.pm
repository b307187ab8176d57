# SPDX-License-Identifier: PostgreSQL
#
# A process that says lines and obeys lines: an instance of an application under test. It has a process group of its own.
package Bellows::Instance;

use strict;
use warnings;

use IO::Handle;
use IO::Select;
use POSIX ();
use Time::HiRes qw(time);

my $count = 0;

# start([command …], {VARIABLE => value, …}, folder for its stderr)
sub start
{
    my ($class, $command, $environment, $folder) = @_;
    my $errors = sprintf '%s/instance-%d-%d.err', $folder, $$, ++$count;
    pipe my $from, my $out or die "no pipe: $!\n";
    pipe my $in, my $to or die "no pipe: $!\n";
    my $pid = fork // die "could not fork: $!\n";
    if ($pid == 0)
    {
        POSIX::setpgid(0, 0);
        @ENV{ keys %$environment } = values %$environment;
        POSIX::dup2(fileno $in, 0);
        POSIX::dup2(fileno $out, 1);
        open STDERR, '>', $errors;
        exec { $command->[0] } @$command or POSIX::_exit(127);
    }
    $to->autoflush(1);
    return bless { pid => $pid, from => $from, to => $to, errors => $errors, lines => [], rest => '' }, $class;
}

# The first line not yet asked for that matches, awaited; undef when none came in time.
sub says
{
    my ($self, $pattern, $seconds) = @_;
    my $deadline = time + ($seconds // 60);
    while (1)
    {
        for my $i (0 .. $#{ $self->{lines} })
        {
            return splice @{ $self->{lines} }, $i, 1 if $self->{lines}[$i] =~ $pattern;
        }
        my $left = $deadline - time;
        return if $left <= 0 || !$self->read_lines($left);
    }
}

# Has it said so by now?
sub has_said
{
    my ($self, $pattern) = @_;
    while ($self->read_lines(0)) { }
    return scalar grep { $_ =~ $pattern } @{ $self->{lines} };
}

sub read_lines
{
    my ($self, $seconds) = @_;
    return 0 unless IO::Select->new($self->{from})->can_read($seconds);
    return 0 unless sysread $self->{from}, my $text, 65536;
    my @lines = split /\n/, $self->{rest} . $text, -1;
    $self->{rest} = pop @lines;
    push @{ $self->{lines} }, @lines;
    return 1;
}

sub ask
{
    my ($self, $question) = @_;
    local $SIG{PIPE} = 'IGNORE';
    $self->{to}->print("$question\n");
    return $self->says(qr/^(?:held|refused|rows .*|stopped|error.*)$/) // 'no answer';
}

sub stderr
{
    my ($self) = @_;
    open my $file, '<:raw', $self->{errors} or return '';
    local $/;
    return scalar <$file>;
}

sub signal { my ($self, $name) = @_; return kill $name, -$self->{pid} }

# Its exit code, awaited; minus the number of the signal that ended it; undef when it goes on.
sub exit_code
{
    my ($self, $seconds) = @_;
    my $deadline = time + ($seconds // 60);
    while (waitpid($self->{pid}, POSIX::WNOHANG()) == 0)
    {
        return if time > $deadline;
        select undef, undef, undef, 0.02;
    }
    my $status = $?;
    $self->{is_over} = 1;
    return $status & 127 ? -($status & 127) : $status >> 8;
}

sub end
{
    my ($self) = @_;
    $self->signal('KILL');
    waitpid $self->{pid}, 0 unless $self->{is_over};
    return;
}

1;
