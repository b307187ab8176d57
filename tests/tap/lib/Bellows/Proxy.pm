# SPDX-License-Identifier: PostgreSQL
#
# A port of 127.0.0.1 that leads to the server's socket, for what cannot be had otherwise: a server that does not answer.
# ->silence stops it in the middle of whatever it does: connections stay, new ones are accepted by the kernel, and nobody
# answers. ->resume goes on.
package Bellows::Proxy;

use strict;
use warnings;

use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();

sub start
{
    my ($class, $socket) = @_;
    my $listener = IO::Socket::INET->new(Listen => 64, LocalAddr => '127.0.0.1', Proto => 'tcp') or die "no port: $!\n";
    my $pid = fork // die "could not fork: $!\n";
    if ($pid == 0)
    {
        $SIG{TERM} = 'DEFAULT';
        eval { forward($listener, $socket) };
        POSIX::_exit(1);
    }
    return bless { pid => $pid, port => $listener->sockport }, $class;
}

sub port    { my ($self) = @_; return $self->{port} }
sub silence { my ($self) = @_; return kill 'STOP', $self->{pid} }
sub resume  { my ($self) = @_; return kill 'CONT', $self->{pid} }

sub end
{
    my ($self) = @_;
    kill 'KILL', $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

sub forward
{
    my ($listener, $socket) = @_;
    my $parent = getppid;
    my $select = IO::Select->new($listener);
    my %other;
    while (getppid == $parent)
    {
        for my $end ($select->can_read(1))
        {
            if ($end == $listener)
            {
                my $client = $listener->accept or next;
                my $server = IO::Socket::UNIX->new(Peer => $socket) or next;
                @other{ $client, $server } = ($server, $client);
                $select->add($client, $server);
                next;
            }
            my $peer = $other{$end} or next;
            local $SIG{PIPE} = 'IGNORE';
            my $data;
            next if sysread($end, $data, 65536) && $peer->syswrite($data);
            delete @other{ $end, $peer };
            $select->remove($end, $peer);
            close $_ for $end, $peer;
        }
    }
    return;
}

1;
