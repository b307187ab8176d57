#!/usr/bin/perl
# The README's quickstart, run line by line as a new user would, with old and new pgbench scripts at work.
use strict;
use warnings;
use FindBin;
use File::Temp qw(tempdir);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = $ENV{BELLOWS_ROOT} // '.';
my $node = PostgreSQL::Test::Cluster->new('readme');
$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;

open my $readme, '<', "$root/README.md" or die "README.md: $!";
my ($section) = join('', <$readme>) =~ /^## Quickstart\n(.*?)^## /ms;
my @blocks = $section =~ /^```sh\n(.*?)^```/msg;
ok(@blocks >= 7, 'the quickstart has its blocks');

# The tree may not be writable, and the program is built already.
my $work = tempdir(CLEANUP => 1);
symlink $ENV{BELLOWS}, "$work/bellows" or die "symlink: $!";
symlink "$root/$_", "$work/$_" or die "symlink: $!" for qw(plans contrib);
my $script = join '', map { s/^make$/:/mr =~ s/^export PATH=.*$/:/mr } @blocks;
$script =~ s/-T 20 /-T 6 /;
$script =~ s/-T 10 /-T 4 /;
open my $file, '>', "$work/quickstart.sh" or die "quickstart.sh: $!";
print $file "set -e\ncd '$work'\nexport PATH='$work':\$PATH\n", $script;
close $file;

local $ENV{PGHOST} = $node->host;
local $ENV{PGPORT} = $node->port;
my ($out, $err) = ('', '');
my $ok = IPC::Run::run(['bash', "$work/quickstart.sh"], '>', \$out, '2>', \$err, IPC::Run::timeout(180));
ok($ok, 'every command ends as the README says') or diag("$out\n$err");

like($out, qr/^refused, exit code 7$/m, 'the contract is refused with exit code 7 while an old instance lives');
like($err, qr/instance "web-1" runs 1\.4\.0/, 'the refusal names the instance');
like($out, qr/^the gate is shut, exit code 7$/m, 'the gate says so, too');
is(scalar(() = $out =~ /number of failed transactions: 0 /g), 2, 'neither pgbench had a failed transaction') or diag($out);
like($err, qr/is fenced: the least that may run is 1\.5\.0/, 'an old version cannot register after the contract');
like($out, qr/^an old version may not start any more$/m, 'and the README says so');
is($node->safe_psql('shop', "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute
                             WHERE attrelid = 'customer'::regclass AND attnum > 0 AND NOT attisdropped"),
    'id,phone,created_at,full_name', 'in the end only the new column is there');

$node->stop;
done_testing();
