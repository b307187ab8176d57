#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# What people see of a long command: one line on a terminal, as wide as it is; elsewhere a sign of life every ten seconds; and events
# with values for programs.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Backfill;
use IO::Pty;
use JSON::PP qw(decode_json);
use POSIX ();
use Test::More;
use Time::HiRes qw(time);
use Time::Local qw(timegm);

start_server();
new_database('item', sql => item_sql());

# Runs bellows with standard error on a terminal of that width; what was written to it.
sub on_terminal
{
    my ($columns, $env, $database, @arguments) = @_;
    my $pty = IO::Pty->new;
    $pty->slave->set_winsize(24, $columns);
    $pty->slave->set_raw;
    my $pid = fork // die "could not fork: $!\n";
    if ($pid == 0)
    {
        $ENV{DATABASE_URL} = url($database);
        @ENV{ keys %$env } = values %$env;
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', '/dev/null';
        open STDERR, '>&', $pty->slave;
        close $pty;
        exec { $ENV{BELLOWS} } 'bellows', @arguments or POSIX::_exit(127);
    }
    $pty->close_slave;
    my $text = '';
    while (sysread $pty, my $piece, 65536) { $text .= $piece }    # EIO at its end
    waitpid $pid, 0;
    is($? >> 8, 0, 'the command succeeds') or diag($text);
    return $text;
}

# The texts that one after the other stood on the line of progress.
sub drawn { my ($text) = @_; return $text =~ /\r\033\[K([^\r\n\033]*)/g }

for my $columns (40, 12, 200)
{
    scenario "a terminal of $columns columns" => sub {
        my $db = new_database("columns_$columns", template => 'item');
        my $text = on_terminal($columns, { TERM => 'xterm', NO_COLOR => '1' }, $db, 'expand', plan_with('columns', slow));
        my @drawn = grep { /^backf/ } drawn($text);
        cmp_ok(scalar @drawn, '>', 3, 'the line is drawn again and again');
        is(scalar(grep { length >= $columns } @drawn), 0, 'and never wraps');
        like($drawn[-1], qr/6000 rows, 100 %/, 'it ends with all rows') if $columns > 40;
        like($text, qr/backfill public\.item: 6000 rows in /, 'what stays is a line of its own');
        unlike($text, qr/\033\[[0-9;]*m/, 'nothing is coloured');
        is_filled($db);
    };
}

scenario 'a dumb terminal' => sub {
    my $db = new_database('dumb', template => 'item');
    my $text = on_terminal(80, { TERM => 'dumb' }, $db, 'expand', plan_with('dumb', slow));
    unlike($text, qr/[\033\r]/, 'gets plain lines');
    my @lines = grep { /^backfill public\.item: \d+ rows, \d+ %/ } split /\n/, $text;
    cmp_ok(scalar @lines, '<', 6, 'and not many of them') and cmp_ok(scalar @lines, '>', 1, 'but some');
};

# Seconds of an event's time.
sub at
{
    my ($event) = @_;
    my ($year, $month, $day, $hour, $minute, $second) = $event->{ts} =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):([\d.]+)Z$/ or die "no time: $event->{ts}\n";
    return timegm(0, $minute, $hour, $day, $month - 1, $year) + $second;
}

sub events { my ($text) = @_; return map { decode_json($_) } grep { /^\{/ } split /\n/, $text }

scenario 'a sign of life, and events for programs' => sub {
    my $db = new_database('life', template => 'item');
    my ($run, $flag, $plan) = start_held($db, 'batch: 20ms, connections: 2', '--format=ndjson');
    my $progress = sub { return grep { $_->{event} eq 'progress' && defined $_->{rows_done} } events(slurp("$run->{stem}.err")) };
    ok(wait_until('it has told three times that it waits', sub { (() = $progress->()) >= 3 }), 'it says that it waits, again and again');
    unlink $flag;
    my $result = ends_well($run, 'then it ends');
    my @lines = split /\n/, $result->{err};
    my @events = events($result->{err});
    is(scalar @events, scalar @lines, 'every line is one object');
    my @beats = grep { $_->{event} eq 'progress' } @events;
    my @pauses = map { at($events[$_]) - at($events[ $_ - 1 ]) } 1 .. $#events;
    is(scalar(grep { $_ > 10 } @pauses), 0, 'never ten seconds pass in silence') or diag("@pauses");
    my ($waits) = grep { $_->{event} eq 'backfill_waits' } @events;
    like($waits->{waiting_for}, qr/life\.flag is there/, 'why it waits is a value');
    is($waits->{relation}, 'public.item', 'and for which table');
    is($waits->{rows_done}, 0, 'and how far it is');
    is($waits->{connections}, 2, 'and with how many connections');
    is(scalar(grep { $_->{event} eq 'backfill_goes_on' } @events), 1, 'that it goes on is an event');
    my ($ends) = grep { $_->{event} eq 'backfill_ends' } @events;
    is($ends->{rows_done}, ROWS, 'and its end, with the rows');
    is($ends->{plan}, $plan =~ /(\d{14})/ ? $1 : '', 'and the plan');
    is(scalar(grep { ($_->{done} // 0) > 1 } @beats), 0, 'it is never further than at its end');
    is(decode_json($result->{out})->{to} // decode_json($result->{out})->{state}, 'expanded', 'the result is on standard output, alone');
};

scenario 'a long step that is no backfill' => sub {
    my $db = new_database('index', template => 'item');
    query($db, 'CREATE INDEX ON item (code)');
    my $reader = session($db);
    my ($run, $flag) = start_held($db, 'batch: 50ms', '--format=ndjson');
    # CREATE INDEX CONCURRENTLY waits for it.
    $reader->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM item');
    unlink $flag;
    ok(wait_until('it tells of the index', sub { grep { $_->{event} eq 'progress' && $_->{msg} =~ /^build index \S+ on public\.item \(for \d/ } events(slurp("$run->{stem}.err")) }),
        'gives signs of life, too');
    $reader->query_safe('COMMIT');
    $reader->quit;
    ends_well($run, 'then it ends');
};

done_testing();
