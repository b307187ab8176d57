# SPDX-License-Identifier: PostgreSQL
#
# A session that stays open, on any server (PostgreSQL::Test::BackgroundPsql wants a server of its own kind). An error does not
# end it; when the script lets go of the object, psql and its transaction end.
package Bellows::Session;

use strict;
use warnings;

use IPC::Open3 qw(open3);
use Symbol qw(gensym);

use Bellows;

# USER: another role than the superuser; NAME: its application_name.
sub new
{
    my ($class, $database, %options) = @_;
    local $ENV{PGAPPNAME} = $options{name} // 'session';
    my ($to, $from) = (gensym, gensym);
    # What is wrong comes between the lines, where ask() looks for it.
    my $pid = open3($to, $from, undef, 'psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-d', url($database, $options{user}), '-f', '-');
    binmode $_, ':raw' for $to, $from;
    my $self = bless { pid => $pid, to => $to, from => $from }, $class;
    ($self->{backend}) = $self->ask('SET client_min_messages = error; SELECT pg_backend_pid()');
    return $self;
}

sub backend { my ($self) = @_; return $self->{backend} }

# The lines that SQL, in one or several statements, answers.
sub ask
{
    my ($self, $sql) = @_;
    $self->begin($sql);
    return $self->end;
}

# The same in two parts: others may act while the server is at it.
sub begin
{
    my ($self, $sql) = @_;
    print { $self->{to} } "$sql\n;\n\\echo done#\n";
    $self->{to}->flush;
    return;
}

sub end
{
    my ($self) = @_;
    my @lines;
    while (1)
    {
        my $line = readline($self->{from}) // die "psql is gone: @lines\n";
        return @lines if $line eq "done#\n";
        chomp $line;
        push @lines, $line;
    }
}

# The SQLSTATE of what went wrong in SQL, or ''.
sub state
{
    my ($self, $sql) = @_;
    my ($found) = map { /(?:ERROR|FATAL):\s+([0-9A-Z]{5}):/ ? $1 : () } $self->ask($sql);
    return $found // '';
}

sub quit
{
    my ($self) = @_;
    return if !$self->{pid};
    close $self->{to};
    waitpid delete $self->{pid}, 0;
    return;
}

sub DESTROY { my ($self) = @_; local ($?, $!); $self->quit; return; }

1;
