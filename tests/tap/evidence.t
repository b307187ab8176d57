#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The adapters of contrib/evidence, each against recorded answers (tests/evidence): what they list, and that they say nothing
# and exit with 1 when they cannot know. No server is needed.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows::Web;
use IPC::Run ();
use JSON::PP qw(decode_json);
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

my $root = abs_path("$FindBin::RealBin/../..");
my $recorded = "$root/tests/evidence";
my $folder = tempdir(CLEANUP => 1);
local $ENV{PATH} = "$recorded/fake:$ENV{PATH}";
local $ENV{PYTHONDONTWRITEBYTECODE} = 1;
local $ENV{CALLS} = "$folder/calls";
delete @ENV{qw(http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY)};

# Runs an adapter; its exit code, lines "consumer version instance state" and stderr.
sub adapter
{
    my ($name, @arguments) = @_;
    my ($out, $err) = ('', '');
    IPC::Run::run([ 'python3', "$root/contrib/evidence/$name", @arguments ], '>', \$out, '2>', \$err, IPC::Run::timeout(60));
    my $exit = $? >> 8;
    my @lines;
    for my $text (split /\n/, $out)
    {
        my $line = decode_json($text);
        is(join(' ', sort keys %$line), 'consumer detail instance observed_at state version', 'a line has its keys') if !@lines;
        like($line->{observed_at}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'and the time of the question') if !@lines;
        push @lines, join ' ', $line->{consumer}, $line->{version} // 'null', $line->{instance}, $line->{state};
    }
    return ($exit, join("\n", sort @lines), $err, $out);
}

# Exit code 1, nothing on stdout, and why on stderr.
sub is_unknown
{
    my ($why, $name, @command) = @_;
    my ($exit, undef, $err, $out) = adapter(@command);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok($exit == 1 && $out eq '' && $err =~ $why, "unknown: $name") or diag("exit $exit\n$out$err");
    return;
}

sub copy_of
{
    my ($name) = @_;
    my $copy = tempdir(DIR => $folder);
    system('cp', '-R', "$recorded/$name/.", $copy) == 0 or die "could not copy $name\n";
    return $copy;
}

sub overwrite
{
    my ($path, $text) = @_;
    open my $file, '>', $path or die "$path: $!\n";
    print $file $text;
    close $file;
    return;
}

subtest 'kubernetes' => sub {
    my @command = ('kubernetes', '--namespace=shop', "--map=$recorded/kubernetes/map");
    local $ENV{RECORDED} = "$recorded/kubernetes";
    my ($exit, $lines, $err, $out) = adapter(@command);
    is($exit, 0, 'it succeeds') or diag($err);
    is($lines, join("\n", sort
        'shop 1.5.0 pod/shop/web-1/app running',                  # and no line for its proxy
        'shop 1.4.0 pod/shop/web-2/app terminating',
        'shop 1.4.0 pod/shop/web-3/app unreachable',              # its node is not ready
        'shop null pod/shop/web-4/app running',                   # its digest is not in the map
        'shop 1.5.0 pod/shop/web-5/app running',                  # pending: no digest yet
        'shop 1.5.0 pod/shop/web-6/app unreachable',              # its node is gone
        'shop 1.5.0 deployment/shop/web/app template',
        'shop 1.4.0 replicaset/shop/web-half/app template',       # but not web-old, which is history
        'shop 1.4.0 replicaset/shop/lone/app template',
        'shop 1.4.0 job/shop/waiting/app template',               # suspended; but not done
        'report 7 cronjob/shop/monthly/app template',             # suspended
        'shop null rollout/shop/canary/app template'), 'pods, and all that could make one');
    like($out, qr/schedule 0 3 1 \* \*, suspended/, 'it says what is suspended');
    (undef, $lines) = adapter(@command, '--tags');
    like($lines, qr{^shop 1\.6\.0-rc\.1 rollout/shop/canary/app}m, '--tags believes a tag');
    like($lines, qr{^shop null pod/shop/web-4/app}m, 'that is a version');
    my ($no_map_exit, $no_map) = adapter('kubernetes', '--namespace=shop');
    unlike($no_map, qr/^shop (?!null)/m, 'without a map no version is known');

    { local $ENV{FAKE_FAILS} = 'pods'; is_unknown(qr/Forbidden/, 'pods may not be listed', @command); }
    { local $ENV{FAKE_FAILS} = 'cronjobs.batch'; is_unknown(qr/cronjobs.*Forbidden/, 'nor one kind of template', @command); }
    { local $ENV{FAKE_FAILS} = 'nodes'; is_unknown(qr/nodes.*Forbidden/, 'nor nodes', @command); }
    my $started = time;
    { local $ENV{FAKE_HANGS} = 'pods'; is_unknown(qr/no answer in time/, 'no answer', @command, '--time-limit=2'); }
    cmp_ok(time - $started, '<', 30, 'the time limit is kept');
    local $ENV{RECORDED} = copy_of('kubernetes');
    overwrite("$ENV{RECORDED}/pods.shop.json", '{"metadata":{"continue":"abc"},"items":[]}');
    is_unknown(qr/not complete/, 'a list that goes on', @command);
    overwrite("$ENV{RECORDED}/pods.shop.json", '{"items":[{"metadata":{}}]}');
    is_unknown(qr/unexpected shape/, 'a pod without a status', @command);
    overwrite("$ENV{RECORDED}/pods.shop.json", '{"items":[');
    is_unknown(qr/not JSON/, 'half an answer', @command);
    overwrite("$folder/map", "a b\n");
    is_unknown(qr/map:1: expected/, 'a map that cannot be read', 'kubernetes', '--namespace=shop', "--map=$folder/map");
    overwrite("$ENV{RECORDED}/pods.shop.json", '{"items":[]}');
    overwrite("$ENV{RECORDED}/apis.json", '{"groups":[]}');
    unlink "$ENV{RECORDED}/rollouts.argoproj.io.shop.json";
    ($exit) = adapter(@command);
    is($exit, 0, 'a cluster without Argo Rollouts');
};

subtest 'ecs' => sub {
    my @command = ('ecs', '--cluster=main', "--map=$recorded/ecs/map");
    local $ENV{RECORDED} = "$recorded/ecs";
    my ($exit, $lines, $err) = adapter(@command, '--task-definition=nightly');
    is($exit, 0, 'it succeeds') or diag($err);
    my %is_there = map { $_ => 1 } split /\n/, $lines;
    is(join("\n", sort keys %is_there), join("\n", sort
        'shop 1.5.0 service/main/web/app template',
        'shop 1.4.0 service/main/web/app template',               # a deployment that has not ended
        'shop 1.5.0 task/main/t1/app running',
        'shop 1.4.0 task/main/t2/app terminating',
        'shop 1.4.0 task/main/t3/app unreachable',                # its agent is not connected
        'nightly null task-definition/nightly/app template'), 'tasks, and the definitions that services and people start');
    open my $calls, '<', $ENV{CALLS} or die;
    my @calls = <$calls>;
    is(join(' ', map { /(\d+)$/ } grep { /^describe-services/ } @calls), '10 1', 'services are described in tens');
    is(join(' ', map { /(\d+)$/ } grep { /^describe-tasks/ } @calls), '100 2', 'tasks in hundreds');
    { local $ENV{FAKE_FAILS} = 'list-tasks'; is_unknown(qr/AccessDenied/, 'tasks may not be listed', @command); }
    local $ENV{RECORDED} = copy_of('ecs');
    overwrite("$ENV{RECORDED}/describe-tasks.json", '{"tasks":[],"failures":[{"arn":"x","reason":"MISSING"}]}');
    is_unknown(qr/MISSING/, 'a task that could not be described', @command);
    overwrite("$ENV{RECORDED}/list-tasks.RUNNING.json", '{"taskArns":[],"nextToken":"x"}');
    is_unknown(qr/not complete/, 'a list that goes on', @command);
};

sub file_server
{
    my ($folder_of, %headers) = @_;
    return Bellows::Web->start(sub {
        my ($path, $query) = @_;
        my $file = "$recorded/$folder_of$path";
        my %more = %headers;
        if (-d $file && -e "$file/1")
        {
            $more{'X-Nomad-NextToken'} = 'two' if !$query->{next_token};
            $file .= $query->{next_token} ? '/2' : '/1';
        }
        $file .= '/self' if -d $file;
        open my $handle, '<', $file or return (404, 'no such thing');
        local $/;
        return (200, scalar(<$handle>), %more);
    });
}

subtest 'consul' => sub {
    my $web = file_server('consul', 'X-Consul-KnownLeader' => 'true', 'X-Consul-LastContact' => 0);
    local $ENV{CONSUL_HTTP_ADDR} = $web->url;
    my ($exit, $lines, $err) = adapter('consul', '--service=shop=store', '--service=none');
    is($exit, 0, 'it succeeds') or diag($err);
    is($lines, join("\n", 'store 1.4.0 n2/shop-2 unreachable', 'store 1.5.0 n1/shop-1 running', 'store null n2/shop-3 running'), 'the instances of a service');
    is_unknown(qr/404/, 'a service that is not answered for', 'consul', '--service=missing');
    $web->end;
    is_unknown(qr/consul: http.*refused/i, 'nobody there', 'consul', '--service=shop');
    for my $stale ([ 'X-Consul-KnownLeader' => 'false' ], [ 'X-Consul-LastContact' => 1200 ])
    {
        my $old = file_server('consul', @$stale);
        local $ENV{CONSUL_HTTP_ADDR} = $old->url;
        is_unknown(qr/stale/, "@$stale", 'consul', '--service=shop');
        $old->end;
    }
    my $blind = file_server('consul', 'X-Consul-Results-Filtered-By-ACLs' => 'true');
    local $ENV{CONSUL_HTTP_ADDR} = $blind->url;
    is_unknown(qr/may not see/, 'a token that sees a part', 'consul', '--service=shop');
    $blind->end;
};

subtest 'nomad' => sub {
    my $web = file_server('nomad', 'X-Nomad-KnownLeader' => 'true');
    local $ENV{NOMAD_ADDR} = $web->url;
    my @command = ('nomad', '--job=shop', '--job=monthly=report', '--job=gone', "--map=$recorded/nomad/map");
    my ($exit, $lines, $err) = adapter(@command);
    is($exit, 0, 'it succeeds') or diag($err);
    is($lines, join("\n", sort
        'shop 1.5.0 job/shop/web/app template',
        'report 7 job/monthly/web/app template',                  # periodic, "dead" between its runs
        'shop 1.5.0 alloc/a1/app running',
        'shop 1.4.0 alloc/a2/app terminating',
        'shop 1.4.0 alloc/a3/app unreachable',
        'shop null alloc/a4 running',                             # the job of that version is not known any more
        'report null alloc/a7 running'), 'both pages of allocations, and jobs that could make one');
    $web->end;
    my $old = file_server('nomad', 'X-Nomad-LastContact' => 9000);
    local $ENV{NOMAD_ADDR} = $old->url;
    is_unknown(qr/stale/, 'an answer of a server that has lost its leader', @command);
    $old->end;
};

subtest 'http' => sub {
    my $web = Bellows::Web->start(sub {
        my ($path) = @_;
        return (200, '{"version": "1.5.0", "up": true}') if $path eq '/json';
        return (200, "1.4.0\n") if $path eq '/text';
        return (200, '{"up": true}') if $path eq '/none';
        return (500, 'no') if $path eq '/broken';
        return (0, '') if $path eq '/silent';
        return (404, '');
    });
    my $url = $web->url;
    overwrite("$folder/list", join "\n", '# who', map { "shop $url/$_" } qw(json text none broken silent));
    my $started = time;
    my ($exit, $lines, $err, $out) = adapter('http', "--list=$folder/list", '--answer-limit=1');
    is($exit, 0, 'it succeeds') or diag($err);
    is($lines, join("\n", sort "shop 1.5.0 $url/json running", "shop 1.4.0 $url/text running", "shop null $url/none running",
            "shop null $url/broken unreachable", "shop null $url/silent unreachable"), 'who does not answer may be alive');
    cmp_ok(time - $started, '<', 30, 'a silent one does not hold it up');
    like($out, qr/500/, 'and why');
    is_unknown(qr/time limit|no answer/, 'the time limit', 'http', "--list=$folder/list", '--answer-limit=30', '--time-limit=1');
    (my $named = $url) =~ s/127\.0\.0\.1/localhost/;
    (undef, $lines) = adapter('http', "--dns=shop=$named/json", '--answer-limit=5');
    like($lines, qr{^shop 1\.5\.0 \Q$url\E/json running$}m, 'every address of a name is asked');
    is_unknown(qr/invalid/, 'a name that is not known', 'http', '--dns=shop=http://nowhere.invalid/version');
    is_unknown(qr/nobody to ask/, 'an empty list', 'http', '--list=/dev/null');
    is_unknown(qr/missing/, 'a list that is not there', 'http', "--list=$folder/missing");
    $web->end;
};

done_testing();
