-- What applications call: bellows.register(), renew(), release(); and the comparison of versions that they rest on.
-- Locks: none on tables when it is made. When called: a shared advisory lock of the application in front, then its fence's
-- row FOR SHARE. Why both: the advisory lock queues fairly (a fence is not starved by heartbeats), the row lock is what
-- serialises. Why READ COMMITTED: an older snapshot would not see a fence that has fallen. SQLSTATEs are the contract.
CREATE OR REPLACE FUNCTION bellows.version_compare(a text, b text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
$function$
DECLARE
    pattern CONSTANT text :=
        '^[vV]?([0-9]+(?:\.[0-9]+)*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$';
    one text[] := regexp_match(a, pattern);
    two text[] := regexp_match(b, pattern);
    x text[];
    y text[];
BEGIN
    IF one IS NULL OR two IS NULL OR length(a) > 100 OR length(b) > 100 THEN
        RAISE EXCEPTION 'not a version: "%"', left(CASE WHEN one IS NULL OR length(a) > 100 THEN a ELSE b END, 100)
            USING ERRCODE = '22023',
                  HINT = 'A version is numbers with dots, such as 1.4.0, v2 or 1.5.0-rc.1, of at most 100 characters.';
    END IF;
    x := string_to_array(one[1], '.');
    y := string_to_array(two[1], '.');
    FOR i IN 1 .. greatest(cardinality(x), cardinality(y)) LOOP
        IF coalesce(x[i], '0')::numeric <> coalesce(y[i], '0')::numeric THEN
            RETURN CASE WHEN coalesce(x[i], '0')::numeric < coalesce(y[i], '0')::numeric THEN -1 ELSE 1 END;
        END IF;
    END LOOP;
    IF one[2] IS NULL OR two[2] IS NULL THEN
        RETURN (one[2] IS NULL)::integer - (two[2] IS NULL)::integer;
    END IF;
    x := string_to_array(one[2], '.');
    y := string_to_array(two[2], '.');
    FOR i IN 1 .. least(cardinality(x), cardinality(y)) LOOP
        IF x[i] ~ '^[0-9]+$' AND y[i] ~ '^[0-9]+$' THEN
            IF x[i]::numeric <> y[i]::numeric THEN
                RETURN CASE WHEN x[i]::numeric < y[i]::numeric THEN -1 ELSE 1 END;
            END IF;
        ELSIF x[i] ~ '^[0-9]+$' OR y[i] ~ '^[0-9]+$' THEN
            RETURN CASE WHEN x[i] ~ '^[0-9]+$' THEN -1 ELSE 1 END;
        ELSIF x[i] <> y[i] THEN
            RETURN CASE WHEN x[i] COLLATE "C" < y[i] COLLATE "C" THEN -1 ELSE 1 END;
        END IF;
    END LOOP;
    RETURN sign(cardinality(x) - cardinality(y))::integer;
END
$function$;

-- What people know a build by (a commit, the digest of an image) to the version that it is; else as it is.
CREATE OR REPLACE FUNCTION bellows.version_of(app text, build text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$function$
    SELECT coalesce((SELECT m.version FROM bellows.version_map AS m WHERE m.application = $1 AND m.build = $2), $2)
$function$;

CREATE OR REPLACE FUNCTION bellows.check_isolation() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$function$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'a lease needs isolation level READ COMMITTED, not %',
            upper(current_setting('transaction_isolation'))
            USING ERRCODE = '25001', HINT = 'Call it in a transaction of its own.';
    END IF;
END
$function$;

CREATE OR REPLACE FUNCTION bellows.check_fence(app text, version text) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$function$
DECLARE
    fence bellows.fence;
    early text;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1650814060, hashtext(app));
    SELECT f.* INTO fence FROM bellows.fence AS f WHERE f.application = app FOR SHARE;
    IF NOT FOUND THEN
        INSERT INTO bellows.fence (application) VALUES (app) ON CONFLICT DO NOTHING;
        SELECT f.* INTO STRICT fence FROM bellows.fence AS f WHERE f.application = app FOR SHARE;
    END IF;
    IF bellows.version_compare(version, fence.min_version) < 0 THEN
        RAISE EXCEPTION 'version % of "%" is fenced: the least that may run is %', version, app, fence.min_version
            USING ERRCODE = 'XV001', HINT = 'The schema has moved on. Stop this instance and start a newer version.';
    END IF;
    SELECT p.version INTO early
    FROM bellows.requirement AS r
    JOIN bellows.plan AS p ON p.version = r.plan
    WHERE r.application = app
      AND p.state IN ('expanding', 'rolling_back', 'rolled_back', 'discarding')
      AND bellows.version_compare(check_fence.version, r.version_to) >= 0
    ORDER BY p.version
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'version % of "%" may not start yet: plan % is not expanded', version, app, early
            USING ERRCODE = 'XV004', HINT = 'Wait until "bellows expand" is complete, then register again.';
    END IF;
    RETURN fence.epoch;
END
$function$;

CREATE OR REPLACE FUNCTION bellows.new_incarnation() RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$function$
DECLARE
    incarnation uuid;
BEGIN
    IF current_setting('server_version_num')::integer >= 130000 THEN
        EXECUTE 'SELECT pg_catalog.gen_random_uuid()' INTO incarnation;
    ELSE
        incarnation := md5(random()::text || clock_timestamp()::text || txid_current()::text
                           || pg_backend_pid()::text || random()::text)::uuid;
    END IF;
    RETURN incarnation;
END
$function$;

CREATE OR REPLACE FUNCTION bellows.note_consumer(app text, version text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$function$
BEGIN
    -- A row that every registration updates would serialise them: within ten seconds the same version is no news.
    IF EXISTS (SELECT FROM bellows.consumer AS c
               WHERE c.application = app AND c.last_version_seen = note_consumer.version
                 AND c.last_seen_at > clock_timestamp() - interval '10 s') THEN
        RETURN;
    END IF;
    INSERT INTO bellows.consumer AS c (application, last_version_seen, last_seen_at, newest_version_seen,
                                       newest_seen_at)
    VALUES (app, note_consumer.version, clock_timestamp(), note_consumer.version, clock_timestamp())
    ON CONFLICT ON CONSTRAINT consumer_pkey DO UPDATE
    SET last_version_seen = excluded.last_version_seen,
        last_seen_at = excluded.last_seen_at,
        newest_version_seen = CASE
            WHEN bellows.version_compare(excluded.newest_version_seen, c.newest_version_seen) >= 0
            THEN excluded.newest_version_seen ELSE c.newest_version_seen END,
        newest_seen_at = CASE
            WHEN bellows.version_compare(excluded.newest_version_seen, c.newest_version_seen) >= 0
            THEN excluded.newest_seen_at ELSE c.newest_seen_at END;
END
$function$;

CREATE OR REPLACE FUNCTION bellows.register(app text, version text, instance text, ttl interval DEFAULT '30 s')
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$function$
DECLARE
    fence_epoch bigint;
    incarnation uuid;
BEGIN
    PERFORM bellows.check_isolation();
    IF app IS NULL OR length(app) NOT BETWEEN 1 AND 100
       OR instance IS NULL OR length(instance) NOT BETWEEN 1 AND 200 THEN
        RAISE EXCEPTION 'an application has a name of 1 to 100 characters, an instance one of 1 to 200'
            USING ERRCODE = '22023';
    END IF;
    IF version IS NULL THEN
        RAISE EXCEPTION 'a version must be given' USING ERRCODE = '22023';
    END IF;
    IF ttl IS NULL OR ttl < interval '1 s' OR ttl > interval '1 day' THEN
        RAISE EXCEPTION 'a lease lasts between one second and one day' USING ERRCODE = '22023';
    END IF;
    version := bellows.version_of(app, version);
    PERFORM bellows.version_compare(version, version);
    fence_epoch := bellows.check_fence(app, version);
    INSERT INTO bellows.lease AS l (application, instance, incarnation, version, epoch, ttl, registered_at, renewed_at,
                                    expires_at, session_role, application_name)
    VALUES (app, register.instance, bellows.new_incarnation(), register.version, fence_epoch, register.ttl,
            clock_timestamp(), clock_timestamp(), clock_timestamp() + register.ttl, session_user,
            current_setting('application_name'))
    ON CONFLICT ON CONSTRAINT lease_pkey DO UPDATE
    SET incarnation = excluded.incarnation, version = excluded.version, epoch = excluded.epoch, ttl = excluded.ttl,
        registered_at = excluded.registered_at, renewed_at = excluded.renewed_at, expires_at = excluded.expires_at,
        session_role = excluded.session_role, application_name = excluded.application_name, released_at = NULL,
        ended_version = CASE WHEN l.released_at IS NULL THEN l.version END,
        ended_at = CASE WHEN l.released_at IS NULL THEN l.expires_at END
    WHERE l.released_at IS NOT NULL OR l.expires_at <= clock_timestamp()
    RETURNING l.incarnation INTO incarnation;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an instance "%" of "%" is alive', instance, app
            USING ERRCODE = 'XV002',
                  HINT = 'Give each instance a name of its own, or wait until the lease of the other one has ended.';
    END IF;
    PERFORM bellows.note_consumer(app, version);
    RETURN incarnation;
END
$function$;

CREATE OR REPLACE FUNCTION bellows.renew(incarnation uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$function$
DECLARE
    lease bellows.lease;
    fence bellows.fence;
BEGIN
    PERFORM bellows.check_isolation();
    SELECT l.* INTO lease FROM bellows.lease AS l WHERE l.incarnation = renew.incarnation;
    IF FOUND THEN
        -- An instance that lives stays what it was admitted as: only a fence ends it, not an expand that is not complete.
        PERFORM pg_advisory_xact_lock_shared(1650814060, hashtext(lease.application));
        SELECT f.* INTO fence FROM bellows.fence AS f WHERE f.application = lease.application FOR SHARE;
        IF bellows.version_compare(lease.version, fence.min_version) < 0 THEN
            RAISE EXCEPTION 'version % of "%" is fenced', lease.version, lease.application
                USING ERRCODE = 'XV001', HINT = 'The schema has moved on. Stop this instance and start a newer version.';
        END IF;
        UPDATE bellows.lease AS l
        SET renewed_at = clock_timestamp(), expires_at = greatest(l.expires_at, clock_timestamp() + l.ttl),
            session_role = coalesce(l.session_role, session_user)
        WHERE l.incarnation = renew.incarnation AND l.released_at IS NULL AND l.expires_at > clock_timestamp();
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this lease is unknown or has ended' USING ERRCODE = 'XV003',
            HINT = 'Stop using the database, then register again.';
    END IF;
END
$function$;

CREATE OR REPLACE FUNCTION bellows.release(incarnation uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$function$
BEGIN
    UPDATE bellows.lease AS l
    SET released_at = coalesce(l.released_at, clock_timestamp())
    WHERE l.incarnation = release.incarnation;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this lease is unknown' USING ERRCODE = 'XV003';
    END IF;
END
$function$;

-- Ends the brown-out of a plan, with the rights of its caller: all privileges are as they were. False where none is on.
CREATE OR REPLACE FUNCTION bellows.end_brownout(version text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$function$
DECLARE
    script text;
BEGIN
    DELETE FROM bellows.brownout AS b WHERE b.plan = version RETURNING b.restore INTO script;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    EXECUTE script;
    INSERT INTO bellows.journal (plan, event, message, actor)
    VALUES (version, 'brownout', 'ended: all privileges are as they were', session_user);
    RETURN true;
END
$function$;

-- ---- The tripwire: who writes the old shape ----

-- What a session keeps once it was noted: within ten seconds, in the same round and under the same application name (of a pooler's
-- client) a further write is no news. A round begins at each fence. VOLATILE as what it calls: only so PostgreSQL inlines it, which
-- makes the difference between 5 and 30 µs for a statement.
CREATE OR REPLACE FUNCTION bellows.write_moment() RETURNS text
LANGUAGE sql VOLATILE AS
$function$
    SELECT pg_catalog.concat(pg_catalog.pg_sequence_last_value('bellows.write_round'), ' ',
        pg_catalog.date_part('epoch', pg_catalog.statement_timestamp())::bigint OPERATOR(pg_catalog./) 10, ' ',
        pg_catalog.current_setting('application_name'))
$function$;

-- Notes the session that calls it. It must neither fail nor wait, whatever the writer's transaction is and does: it never waits for
-- a row (SKIP LOCKED), no key but a generated one can collide, and above READ COMMITTED it reads nothing that another could have
-- written (40001). So one client may have several rows; whoever reads them adds them up, and bellows draws them together.
CREATE OR REPLACE FUNCTION bellows.note_old_write(plan text, relation text, setting text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$function$
DECLARE
    app CONSTANT text := current_setting('application_name');
    address CONSTANT text := coalesce(host(inet_client_addr()), 'local');
    number CONSTANT bigint := coalesce(pg_sequence_last_value('bellows.write_round'), 0);
    noted bigint;
BEGIN
    IF setting IS NULL OR setting NOT LIKE 'bellows.%' OR length(plan) > 14 OR length(relation) > 300 THEN
        RETURN;
    END IF;
    PERFORM set_config(setting, bellows.write_moment(), false);
    IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
        IF EXISTS (SELECT FROM bellows.old_write AS w
                   WHERE w.plan = note_old_write.plan AND w.relation = note_old_write.relation AND w.role = session_user
                     AND w.application_name = app AND w.client = address AND w.round = number
                     AND w.last_seen > clock_timestamp() - interval '1 s') THEN
            RETURN;
        END IF;
        SELECT w.id INTO noted FROM bellows.old_write AS w
        WHERE w.plan = note_old_write.plan AND w.relation = note_old_write.relation AND w.role = session_user
          AND w.application_name = app AND w.client = address
        LIMIT 1
        FOR UPDATE SKIP LOCKED;
        UPDATE bellows.old_write AS w SET last_seen = clock_timestamp(), round = number, notes = w.notes + 1 WHERE w.id = noted;
    END IF;
    IF noted IS NULL THEN
        INSERT INTO bellows.old_write (plan, relation, role, application_name, client, round, first_seen, last_seen, notes)
        VALUES (plan, relation, session_user, app, address, number, clock_timestamp(), clock_timestamp(), 1);
    END IF;
END
$function$;

-- Depth 1 is the client's own statement: deeper, a foreign key's action or code of the database writes.
CREATE OR REPLACE FUNCTION bellows.note_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$function$
BEGIN
    IF pg_trigger_depth() = 1 AND current_setting(TG_ARGV[2], true) IS DISTINCT FROM bellows.write_moment() THEN
        PERFORM bellows.note_old_write(TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);
    END IF;
    IF TG_LEVEL = 'ROW' THEN
        RETURN NEW;
    END IF;
    RETURN NULL;
END
$function$;

REVOKE ALL ON FUNCTION bellows.version_of(text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION bellows.check_isolation() FROM PUBLIC;
REVOKE ALL ON FUNCTION bellows.check_fence(text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION bellows.new_incarnation() FROM PUBLIC;
REVOKE ALL ON FUNCTION bellows.note_consumer(text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION bellows.note_write() FROM PUBLIC;
REVOKE ALL ON FUNCTION bellows.end_brownout(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bellows.write_moment() TO PUBLIC;
GRANT EXECUTE ON FUNCTION bellows.note_old_write(text, text, text) TO PUBLIC;
GRANT EXECUTE ON FUNCTION bellows.version_compare(text, text) TO PUBLIC;
GRANT EXECUTE ON FUNCTION bellows.register(text, text, text, interval) TO PUBLIC;
GRANT EXECUTE ON FUNCTION bellows.renew(uuid) TO PUBLIC;
GRANT EXECUTE ON FUNCTION bellows.release(uuid) TO PUBLIC
