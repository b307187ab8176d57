#!/usr/bin/perl
# SPDX-License-Identifier: PostgreSQL
#
# The gate with a bellows.yaml: whose sessions there are, roles of versions, connections, programs; and that what is not
# known counts as no. Standbys and poolers: gate_nodes.t.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Bellows;
use Bellows::Database;
use File::Spec;
use Test::More;

start_server();
my $plan = example_plan('rename_customer_name');
my $version = '20261101090000';
my $folder = File::Spec->rel2abs(plan_folder());
my $config = "$folder/bellows.yaml";
my $maintenance = "maintenance: {roles: [postgres]}\n";

new_database('fresh', sql => example_sql());
new_database('expanded', template => 'fresh');
runs('expanded', 'expand', $plan);
query('postgres', "CREATE ROLE $_ LOGIN") for qw(bi shop_app shop_v13 shop_v14 shop_v15 watcher);

sub project
{
    my ($yaml) = @_;
    spew($config, $yaml);
    return;
}

sub spew
{
    my ($path, $text) = @_;
    open my $file, '>', $path or die "$path: $!\n";
    print $file $text;
    close $file;
    return;
}

# A program of evidence; its lines are those of perl that prints JSON.
sub program
{
    my ($perl) = @_;
    my $path = "$folder/inventory";
    spew($path, "#!/usr/bin/perl\nuse POSIX;\nmy \$now = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime);\n\$| = 1;\n$perl\n");
    chmod 0755, $path;
    return;
}

sub line_of
{
    my ($version, $state) = @_;
    return sprintf q{print qq({"consumer": "shop", "version": %s, "instance": "pod/web-1", "observed_at": "$now", "state": "%s", "more": 1}\n);},
      $version, $state // 'running';
}

sub refuses
{
    my ($db, $pattern, $name, @arguments) = @_;
    my $before = whole_state($db, 'customer');
    my $result = bellows($db, @arguments, '--config', $config);
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($result->{exit}, 7, "$name: exit 7") or diag("$result->{out}$result->{err}");
    like("$result->{err}$result->{out}", $pattern, $name);
    same_lines(whole_state($db, 'customer'), $before, "$name, and nothing is changed");
    return $result;
}

sub passes
{
    my ($db, $name, @arguments) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return runs($db, @arguments, '--config', $config, { name => $name });
}

sub gate_scenario
{
    my ($name, $code) = @_;
    scenario $name, sub {
        new_database('gate', template => 'expanded');
        $code->('gate');
        drop_database('gate');
    };
    return;
}

sub named_session
{
    my ($db, $role, $name) = @_;
    my $session = session($db, $role);
    $session->query_safe("SET application_name = '$name'");
    return $session;
}

gate_scenario 'case 10: an unseen role is somebody that nobody thought of', sub {
    my ($db) = @_;
    seen($db);
    project("consumers:\n  - {name: shop}\n$maintenance");
    my $bi = named_session($db, 'bi', 'Tableau');
    my $result = refuses($db, qr/error\[R760\].*role "bi" \(application name "Tableau", on primary/, 'a role that nobody declared', 'contract', $plan);
    like($result->{err}, qr/name: "bi".*roles: \["bi"\].*# seen as "Tableau"/, 'and lines to paste are printed');
    $bi->quit;
    refuses($db, qr/R760/, 'it has been there, though it is gone', 'contract', $plan);
    passes($db, 'expand again changes nothing', 'expand', $plan);
    is(query($db, q{SELECT role || ' ' || application_name FROM bellows.sighting WHERE role = 'bi'}), 'bi Tableau', 'it is written down');
    project("consumers:\n  - {name: shop}\n  - {name: bi, roles: [bi], proof: [attestation]}\n$maintenance");
    refuses($db, qr/error\[R765\].*bi: it may use public\.customer \(role bi\)/, 'declared, but what PUBLIC may, it may', 'contract', $plan);
    query($db, 'REVOKE ALL ON customer FROM PUBLIC');
    passes($db, 'declared, and without any right on the table, it is no concern', 'contract', $plan);
};

gate_scenario 'a consumer that the plan forgot', sub {
    my ($db) = @_;
    seen($db);
    query($db, 'GRANT SELECT (id) ON customer TO bi');
    project("consumers:\n  - {name: shop}\n  - {name: bi, roles: [bi], proof: [attestation]}\n$maintenance");
    refuses($db, qr/error\[R765\].*bi: it may use public\.customer \(role bi\), and the plan does not name it/, 'a right on one column is enough', 'contract', $plan);
    project("consumers:\n  - {name: shop}\n  - {name: bi, proof: [attestation]}\n$maintenance");
    refuses($db, qr/R765.*bi: it has no role/, 'without a role nothing is known of it', 'contract', $plan);
    project("consumers:\n  - {name: shop}\n  - {name: bi, roles: [bi], proof: [attestation], tables: [orders]}\n$maintenance");
    passes($db, 'other tables are no concern', 'contract', $plan);
    query($db, 'REVOKE ALL ON customer FROM bi; REVOKE SELECT (id) ON customer FROM bi');
};

gate_scenario 'case 24: a claim is not an identity', sub {
    my ($db) = @_;
    seen($db);
    query($db, q{SELECT bellows.register('shop', '1.5.0', 'as-app')}, 'shop_app');
    is(query($db, q{SELECT session_role FROM bellows.lease WHERE instance = 'as-app'}), 'shop_app', 'a lease keeps who registered');
    project("consumers:\n  - {name: shop}\n$maintenance");
    my $app = named_session($db, 'shop_app', 'worker');
    my $gate = bellows($db, 'gate', $plan, '--config', $config);
    is($gate->{exit}, 0, 'a role that registers for shop is shop') or diag($gate->{out}, $gate->{err});
    $app->query_safe(q{SET application_name = 'reports/2.0'});
    refuses($db, qr/R760.*reports\/2\.0/, 'but not when it says that it is something else', 'contract', $plan);
    $app->quit;
};

gate_scenario 'what is hidden is unknown', sub {
    my ($db) = @_;
    seen($db);
    project("consumers:\n  - {name: shop}\n$maintenance");
    query($db, 'GRANT SELECT ON ALL TABLES IN SCHEMA bellows TO watcher');
    my $result = bellows($db, 'gate', $plan, '--config', $config, { url => url($db, 'watcher') });
    is($result->{exit}, 7, 'gate says no');
    like($result->{out}, qr/sessions of other roles are hidden.*GRANT pg_read_all_stats TO watcher;/s, 'and gives the GRANT');
    query($db, 'GRANT pg_read_all_stats TO watcher');
    $result = bellows($db, 'gate', $plan, '--config', $config, { url => url($db, 'watcher') });
    is($result->{exit}, 0, 'with it the gate passes') or diag($result->{out}, $result->{err});
    query($db, 'REVOKE pg_read_all_stats FROM watcher; REVOKE ALL ON ALL TABLES IN SCHEMA bellows FROM watcher');
};

gate_scenario 'case 12: sessions of the old version are a veto', sub {
    my ($db) = @_;
    seen($db);
    project("consumers:\n  - {name: shop, proof: [lease, connections], roles: [shop_app]}\n$maintenance");
    my $app = named_session($db, 'shop_app', 'shop/1.4.0');
    refuses($db, qr/error\[R701\].*shop: pid \d+ on primary \(role "shop_app"\) is connected and runs 1\.4\.0/, 'NAME/VERSION', 'contract', $plan);
    $app->query_safe(q{SET application_name = 'app=shop;v=1.4.0;i=web-7'});
    refuses($db, qr/runs 1\.4\.0/, 'app=NAME;v=VERSION', 'contract', $plan);
    $app->query_safe(q{SET application_name = 'psql'});
    refuses($db, qr/\(role "shop_app", application name "psql"\) does not say its version/, 'one that does not say its version is unknown', 'contract', $plan);
    $app->query_safe(q{SET application_name = 'shop/3f9c2e1'});
    refuses($db, qr/does not say its version/, 'a build is no version', 'contract', $plan);
    runs($db, 'gate', 'map-version', 'shop', '3f9c2e1', '1.4.0');
    refuses($db, qr/runs 1\.4\.0/, 'until it is said which one', 'contract', $plan);
    runs($db, 'gate', 'map-version', 'shop', '3f9c2e1', '1.5.0');
    like(query($db, q{SELECT string_agg(message, '; ') FROM bellows.journal WHERE event = 'map_version'}),
        qr/build 3f9c2e1 of shop is version 1\.4\.0; build 3f9c2e1 of shop is version 1\.5\.0 \(it was 1\.4\.0\)/, 'both are in the journal');
    is(query($db, q{SELECT bellows.register('shop', '3f9c2e1', 'by-build')}) =~ /-/, 1, 'an instance registers by its build');
    is(query($db, q{SELECT version FROM bellows.lease WHERE instance = 'by-build'}), '1.5.0', 'and is that version');
    runs($db, 'gate', 'admit', 'shop', '3f9c2e1');
    passes($db, 'the new version passes', 'contract', $plan);
    $app->quit;
};

my $roles = "consumers:\n  - name: shop\n    proof: [role]\n    versions:\n      - {version: 1.3.0, role: shop_v13}\n"
  . "      - {version: 1.4.0, role: shop_v14}\n      - {version: 1.5.0, role: shop_v15}\n$maintenance";
sub can_login { return query('postgres', "SELECT rolcanlogin FROM pg_roles WHERE rolname = '$_[0]'") }

gate_scenario 'case 9: an application without leases, by its roles', sub {
    my ($db) = @_;
    query($db, 'ALTER ROLE shop_v13 NOLOGIN');
    project($roles);
    my $old = named_session($db, 'shop_v14', 'legacy');
    refuses($db, qr/R701.*pid \d+ on primary is a session of role "shop_v14"/, 'a session of the old role keeps the fence up', 'contract', $plan);
    is(can_login('shop_v14'), 't', 'the old role may log in');
    my $result = passes($db, 'with --terminate contract passes', 'contract', '--terminate', '--grace=1s', $plan);
    like($result->{err}, qr/nobody is left; it must stay so for 1\.0 ?s|ended 1 sessions/, 'and says what it does');
    is(can_login('shop_v14'), 'f', 'the old role cannot log in');
    is(can_login('shop_v15'), 't', 'the new one can');
    isnt((try_sql($db, 'SELECT 1', 'shop_v14'))[0], '', 'a login as the old role fails');
    is(query($db, q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'shop_v14'}), 0, 'its session was ended');
    my $new = named_session($db, 'shop_v15', 'new');
    runs($db, 'rollback', '--to', 'expanded', $plan);
    is(can_login('shop_v14'), 't', 'the way back gives LOGIN back');
    is(can_login('shop_v13'), 'f', 'only to whom it was taken from');
    $new->quit;
    eval { $old->quit };
};

gate_scenario 'roles that the fence cannot shut', sub {
    my ($db) = @_;
    query($db, 'ALTER ROLE shop_v14 SUPERUSER');
    project($roles);
    refuses($db, qr/error\[R763\].*role "shop_v14" of shop is a superuser/, 'a superuser', 'contract', $plan);
    query($db, 'ALTER ROLE shop_v14 NOSUPERUSER REPLICATION');
    refuses($db, qr/error\[R763\].*may replicate/, 'one that replicates', 'gate', 'fence', '--check', $plan);
    query($db, 'ALTER ROLE shop_v14 NOREPLICATION');
    query($db, 'GRANT SELECT ON ALL TABLES IN SCHEMA bellows TO watcher; GRANT pg_read_all_stats TO watcher');
    my $result = bellows($db, 'gate', 'fence', '--check', $plan, '--config', $config, { url => url($db, 'watcher') });
    fails_with($result, 7, qr/error\[R762\].*may not take LOGIN from role "shop_v14"/, 'one that bellows may not alter');
    like($result->{err}, qr/^hint: ALTER ROLE watcher CREATEROLE/m, 'and says what is missing');
    query($db, 'REVOKE pg_read_all_stats FROM watcher; REVOKE ALL ON ALL TABLES IN SCHEMA bellows FROM watcher');
    passes($db, 'the superuser may', 'gate', 'fence', '--check', $plan);
};

gate_scenario 'cases 7, 12, 13: a fence that falls early', sub {
    my ($db) = @_;
    seen($db);
    project("consumers:\n  - {name: shop}\n$maintenance");
    my $lease = register_app($db, '1.4.0', 'canary');
    refuses($db, qr/R701.*instance "canary" runs 1\.4\.0/, 'without force it does not fall', 'gate', 'fence', $plan);
    fails_with(bellows($db, 'gate', 'fence', '--check', $plan, '--config', $config), 7, qr/R701/, '--check says so');
    my $result = passes($db, 'with a reason it falls', 'gate', 'fence', '--force-fence=the canary may stay', $plan);
    like($result->{err}, qr/the fence is forced in spite of:.*instance "canary" runs 1\.4\.0/s, 'and says what was passed over');
    is(state_of($db, $plan), 'fencing', 'the plan is fencing');
    like(query($db, q{SELECT message FROM bellows.journal WHERE event = 'force_fence'}), qr/the canary may stay; in spite of: .*canary/s, 'the reason is in the journal');
    is((try_sql($db, q{SELECT bellows.register('shop', '1.4.0', 'again')}))[0], 'XV001', 'nobody below it starts any more');
    $result = bellows($db, 'contract', '--drain-timeout=1s', $plan, '--config', $config);
    fails_with($result, 7, qr/R701.*still draining.*canary/, 'the drain waits for it all the same');
    passes($db, 'the fence is lifted', 'gate', 'unfence', $plan);
    is(state_of($db, $plan), 'expanded', 'the plan is expanded');
    is(register_app($db, '1.4.0', 'again') =~ /-/, 1, 'the old version starts again');
    query($db, q{SELECT bellows.release(incarnation) FROM bellows.lease});
    seen($db);
    passes($db, 'then contract passes', 'contract', $plan);
    fails_with(bellows($db, 'gate', 'unfence', $plan), 7, qr/error\[R766\]/, 'a sealed plan is not unfenced');
};

my $inventory = "consumers:\n  - {name: shop, owner: team checkout, proof: [lease, inventory]}\n$maintenance"
  . "evidence:\n  - {name: pods, command: [./inventory], consumers: [shop], timeout: 2s, max_age: 20s}\n";
gate_scenario 'case 20: a source that lies or is stale', sub {
    my ($db) = @_;
    seen($db);
    project($inventory);
    my @rows = (
        [ line_of('"1.4.0"'), qr/R701.*pods: pod\/web-1 \(running\) is 1\.4\.0/, 'an old instance' ],
        [ line_of('"1.4.0"', 'template'), qr/\(template\) is 1\.4\.0/, 'a template that would make one' ],
        [ line_of('"1.4.0"', 'terminating'), qr/\(terminating\) is 1\.4\.0/, 'one that is terminating' ],
        [ line_of('"1.5.0"', 'unreachable'), qr/it cannot be reached/, 'one that cannot be reached' ],
        [ line_of('"1.5.0"', 'dancing'), qr/its state is "dancing"/, 'a state that is not known' ],
        [ line_of('null'), qr/is build "\?", of which no version is known/, 'one that cannot say its version' ],
        [ line_of('"sha256:77"'), qr/is build "sha256:77", of which no version is known.*gate map-version shop/s, 'a build that is not mapped' ],
        [ q{$now = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(time - 60));} . line_of('"1.5.0"'), qr/it was observed too long ago/, 'an old observation' ],
        [ q{$now = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(time + 60));} . line_of('"1.5.0"'), qr/it was observed in the future/, 'one of the future' ],
        [ q{$now = 'noon';} . line_of('"1.5.0"'), qr/it does not say when it was observed/, 'one without a time' ],
        [ q{print "pod web-1\n"}, qr/pods told nothing: line 1 that it printed is no JSON object/, 'something else than JSON' ],
        [ line_of('"1.5.0"') . 'print "{\n"', qr/line 2 that it printed/, 'a list that is cut off' ],
        [ line_of('"1.5.0"') . 'print STDERR "no route\n"; exit 3', qr/pods told nothing: it exited with 3: no route/, 'a program that fails' ],
        [ line_of('"1.5.0"') . 'kill 9, $$', qr/signal 9 ended it/, 'one that is killed' ],
        [ 'fork; sleep 600', qr/it was killed after 2000 ms/, 'one that does not end' ],
        [ 'print "x" x (17 << 20)', qr/it printed more than 16777216 bytes/, 'one that prints without end' ],
    );
    for my $row (@rows)
    {
        my ($perl, $pattern, $name) = @$row;
        program($perl);
        refuses($db, $pattern, $name, 'contract', $plan);
    }
    unlink "$folder/inventory";
    my $result = refuses($db, qr/could not run "\.\/inventory": No such file/, 'one that is not there', 'gate', $plan);
    like($result->{out}, qr/shop, least version 1\.5\.0: unknown \(ask team checkout\)/, 'gate says whom to ask');
    program('print `env`; exit 1');
    unlike(bellows($db, 'gate', $plan, '--config', $config, { env => { PGPASSWORD => 'sesame' } })->{out}, qr/sesame/, 'no password is told');
    program('exit(defined $ENV{PGPASSWORD} || defined $ENV{DATABASE_URL} ? 1 : 0)');
    is(bellows($db, 'gate', $plan, '--config', $config, { env => { PGPASSWORD => 'sesame' } })->{exit}, 0, 'nor given to the program');
    program(line_of('"sha256:78"'));
    runs($db, 'gate', 'map-version', 'shop', 'sha256:78', '1.6.0');
    passes($db, 'new instances pass', 'gate', $plan);
    program('exit 0');
    passes($db, 'nothing runs: contract passes', 'contract', $plan);
    is(query($db, 'SELECT consumer, source, verdict FROM bellows.evidence'), 'shop|pods|complete', 'what it told is kept');
};

gate_scenario 'an inventory passes nobody alone', sub {
    my ($db) = @_;
    project($inventory);
    program('exit 0');
    refuses($db, qr/shop: no instance has ever registered/, 'the lease is asked, too', 'contract', $plan);
};

gate_scenario 'without the file its copy is in force', sub {
    my ($db) = @_;
    seen($db);
    project($inventory);
    program(line_of('"1.4.0"'));
    query($db, q{INSERT INTO bellows.meta SELECT 'project', pg_read_file('} . $config . q{') ON CONFLICT DO NOTHING});
    my $mark = "$folder/was_run";
    program("open my \$f, '>', '$mark'");
    my $result = bellows($db, 'contract', $plan);
    fails_with($result, 7, qr/R701.*pods told nothing: bellows\.yaml is not here/, 'contract elsewhere asks no less');
    ok(!-e $mark, 'and runs nothing that only the database names');
    project("consumers: []\n$maintenance");
    passes($db, 'an empty one takes its place', 'contract', $plan);
    is(query($db, q{SELECT value FROM bellows.meta WHERE key = 'project'}), "consumers: []\n$maintenance", 'and is kept');
};

gate_scenario 'case 10: the hold waits for who comes once a month', sub {
    my ($db) = @_;
    seen($db);
    project("consumers:\n  - {name: shop, cadence: 31d}\n  - {name: other, cadence: 365d, tables: []}\n$maintenance");
    like(passes($db, 'the gate passes', 'gate', $plan)->{out}, qr/the hold lasts 38d18h/, 'gate says how long the hold is');
    passes($db, 'contract', 'contract', $plan);
    is(query($db, q{SELECT hold_least FROM bellows.plan}), '930:00:00', 'it is 1.25 times the longest cadence of its own consumers');
    fails_with(bellows($db, 'purge', $plan, '--config', $config), 7, qr/R709.*its hold ends in/, 'purge is refused as long');
    like(runs($db, 'status', $plan)->{out}, qr/held until .*, 38d1[78]h.* left/, 'status says until when');
};

gate_scenario 'case 23: an attestation never outweighs a veto', sub {
    my ($db) = @_;
    project("consumers:\n  - {name: shop, proof: [attestation, connections], roles: [shop_app]}\n$maintenance");
    my $app = named_session($db, 'shop_app', 'shop/1.4.0');
    passes($db, 'bellows.yaml allows it', 'gate', 'attest', '--app=shop', '--by=Ada', '--scope=all hosts', '--reason=stopped', '--expires=1d', $plan);
    refuses($db, qr/is connected and runs 1\.4\.0/, 'a session of the old version', 'contract', $plan);
    $app->quit;
    passes($db, 'when it is gone contract passes', 'contract', $plan);
};

gate_scenario 'a journal of an older release', sub {
    my ($db) = @_;
    query($db, q{DROP TABLE bellows.sighting, bellows.version_map, bellows.fenced_role, bellows.fence_point, bellows.evidence;
        ALTER TABLE bellows.plan DROP COLUMN hold_least; ALTER TABLE bellows.lease DROP COLUMN session_role, DROP COLUMN application_name;
        DELETE FROM bellows.meta WHERE key = 'additions'; DROP FUNCTION bellows.version_of(text, text)});
    runs($db, 'status', $plan);
    project("consumers:\n  - {name: shop}\n$maintenance");
    my $result = bellows($db, 'gate', $plan, '--config', $config);
    is($result->{exit}, 7, 'gate says no');
    like($result->{out}, qr/the journal is of an older release/, 'as it knows nothing of sessions');
    passes($db, 'expand upgrades it', 'expand', $plan);
    seen($db);
    passes($db, 'then contract passes', 'contract', $plan);
};

gate_scenario 'sightings are collected', sub {
    my ($db) = @_;
    seen($db);
    project("consumers:\n  - {name: shop}\n$maintenance");
    my $watch = start_bellows($db, 'gate', '--observe=2s', $plan, '--config', $config);
    wait_until('it looks', sub { query($db, 'SELECT count(*) FROM bellows.sighting') >= 0 });
    my $bi = named_session($db, 'bi', 'short visit');
    wait_until('it was seen', sub { query($db, q{SELECT count(*) FROM bellows.sighting WHERE application_name = 'short visit'}) > 0 });
    $bi->quit;
    my $result = finish_bellows($watch);
    is($result->{exit}, 7, 'who came and went in between is found');
    like($result->{out}, qr/short visit/, 'and named');
};

done_testing();
