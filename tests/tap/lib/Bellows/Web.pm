# SPDX-License-Identifier: PostgreSQL
#
# An HTTP server on 127.0.0.1 for adapters that ask one: start(sub { my ($path, \%query) = @_; return ($status, $body, %headers) }).
# A status of 0 is silence. It ends with ->end, or with the script.
package Bellows::Web;

use strict;
use warnings;

use IO::Socket::INET;
use POSIX ();

sub start
{
    my ($class, $answer) = @_;
    my $listener = IO::Socket::INET->new(Listen => 64, LocalAddr => '127.0.0.1', Proto => 'tcp') or die "no port: $!\n";
    my $parent = $$;
    my $pid = fork // die "could not fork: $!\n";
    if ($pid == 0)
    {
        $SIG{TERM} = 'DEFAULT';
        $SIG{CHLD} = 'IGNORE';
        while (getppid == $parent)
        {
            my $client = $listener->accept or next;
            next if fork;
            eval { serve($client, $answer) };
            POSIX::_exit(0);
        }
        POSIX::_exit(0);
    }
    return bless { pid => $pid, port => $listener->sockport }, $class;
}

sub url { my ($self) = @_; return "http://127.0.0.1:$self->{port}" }

sub end
{
    my ($self) = @_;
    kill 'KILL', $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

sub serve
{
    my ($client, $answer) = @_;
    my $request = <$client>;
    my ($path, $query) = $request =~ m{^GET ([^ ?]+)(?:\?([^ ]*))?};
    my %header;
    while (my $line = <$client>)
    {
        last if $line =~ /^\r?\n/;
        $header{ lc $1 } = $2 if $line =~ /^([^:]+):\s*(.*?)\r?\n/;
    }
    my %query = map { /^([^=]*)=?(.*)$/ ? ($1 => $2) : () } split /&/, $query // '';
    my ($status, $body, %more) = $answer->($path, \%query, \%header);
    sleep 60 if !$status;
    print $client join "\r\n", "HTTP/1.1 $status OK", 'Connection: close', 'Content-Length: ' . length $body, (map { "$_: $more{$_}" } sort keys %more), '', $body;
    close $client;
    return;
}

1;
