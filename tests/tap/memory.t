#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The memory of the process stays flat whatever the size of the table: at most 32 MiB resident while 300 000 rows are filled.
# Of a build without sanitizers, whose shadow memory would be measured instead: BELLOWS_RELEASE.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use POSIX ();
use Test::More;

use constant { ROWS => 300_000, LIMIT_KIB => 32 * 1024 };

my $program = $ENV{BELLOWS_RELEASE};
SKIP:
{
    skip 'there is no build without sanitizers (make VARIANT=release, or BELLOWS_RELEASE)', 1 unless defined $program;
    measure();
}
done_testing();

sub measure
{
    start_server('max_wal_size = 4GB');
    my $plan = write_plan('big', <<~'END');
    applications:
      - {name: shop, from: 1.4.0, to: 1.5.0}
    changes:
      - sql: |
          ALTER TABLE big RENAME COLUMN code TO sku
    backfill: {batch: 50ms}
    END
    my $db = new_database('big', sql => sprintf <<~'END', ROWS);
    CREATE TABLE big (id integer PRIMARY KEY, code text NOT NULL, filler text NOT NULL DEFAULT repeat('x', 60));
    INSERT INTO big SELECT n, 'code ' || n FROM generate_series(1, %d) AS n;
    ANALYZE big;
    END

    my $run = start_bellows($db, 'expand', $plan, { program => $program });
    my ($highest, $looks, $early) = (0, 0, 0);
    while (waitpid($run->{pid}, POSIX::WNOHANG()) == 0)
    {
        my ($kib) = slurp("/proc/$run->{pid}/status") =~ /^VmHWM:\s+(\d+) kB/m;
        if ($kib)
        {
            $looks++;
            $highest = $kib if $kib > $highest;
            $early = $kib if $looks == 20;
        }
        select undef, undef, undef, 0.01;
    }
    is($? >> 8, 0, 'expand of ' . ROWS . ' rows succeeds') or diag(slurp("$run->{stem}.err"));
    is(query($db, 'SELECT count(*) FROM big WHERE sku = code'), ROWS, 'every row is filled');
    cmp_ok($looks, '>', 20, 'it was looked at while it ran');
    cmp_ok($highest, '<=', LIMIT_KIB, 'its resident memory stays within 32 MiB') and note("at most $highest KiB, $early KiB early");
    return;
}
