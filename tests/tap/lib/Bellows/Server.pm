# SPDX-License-Identifier: PostgreSQL
#
# A server that needs only initdb, pg_ctl and postgres of its version: ->host is the folder of its socket, ->log its log.
# It ends with the script that started it.
package Bellows::Server;

use strict;
use warnings;

use File::Temp qw(tempdir);
use IPC::Run ();

my @started;
my $owner_pid = $$;

sub start
{
    my ($class, $bindir, @settings) = @_;
    my $folder = tempdir('server-XXXXXX', DIR => $ENV{TMPDIR} // '/tmp', CLEANUP => 1);
    my $said = '';
    IPC::Run::run([ "$bindir/initdb", '-A', 'trust', '-N', '--encoding=UTF8', '--locale=C.UTF-8', '-D', "$folder/data" ],
        '>&', \$said)
      or die "initdb: $said\n";
    my $self = bless { bindir => $bindir, folder => $folder }, $class;
    open my $file, '>>', "$folder/data/postgresql.conf" or die "$folder: $!\n";
    print $file map { "$_\n" } "listen_addresses = ''", "unix_socket_directories = '$folder'", 'fsync = off', @settings;
    close $file;
    system("$bindir/pg_ctl", '-s', '-w', '-t', 60, '-D', "$folder/data", '-l', $self->log, 'start') == 0
      or die "the server of $bindir does not start\n";
    push @started, $self;
    return $self;
}

sub host { my ($self) = @_; return $self->{folder} }
sub port { return 5432 }
sub log  { my ($self) = @_; return "$self->{folder}/log" }

END
{
    if ($$ == $owner_pid)
    {
        my $status = $?;
        system("$_->{bindir}/pg_ctl", '-s', '-w', '-m', 'immediate', '-D', "$_->{folder}/data", 'stop') for @started;
        $? = $status;
    }
}

1;
