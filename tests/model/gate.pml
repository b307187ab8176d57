/* SPDX-License-Identifier: PostgreSQL */
/*
 * The gate as a model for spin: register, renew, release, fence, drain, seal, purge, the way back, crashes, one failover.
 * README.md says what each part stands for in functions.sql and in the engine, what is not modelled, and how it is run.
 *
 * NA applications of NI instances each, NO orchestrators of one plan. Version 0 knows the old shape only, version 1 the new
 * one. FAILOVER: one failover to a standby that had stopped to replay at any moment before. Each NO_… and SPLIT_… macro
 * takes one protective rule away; run says which invariant must fail then.
 */
#ifndef NA
#define NA 1
#endif
#ifndef NI
#define NI 2
#endif
#ifndef NO
#define NO 2
#endif
#ifndef ROLLBACKS
#define ROLLBACKS 1
#endif

#define N (NA * NI)
#define APP(i) ((i) / NI)

#define EXPANDED 0
#define FENCING 1
#define FENCED 2
#define SEALED 3
#define PURGED 4

/* ---- What is committed in the database ---- */
bit min_version[NA];   /* bellows.fence */
byte state = EXPANDED; /* bellows.plan */
byte epoch;
byte live[N]; /* bellows.lease: 0 none or released, 1 a live lease of version 0, 2 one of version 1 */
bit out[N];   /* one of version 0 that ran out within the grace, also as ended_version of its successor */
bit writable = 1, shim = 1; /* the old column is in sight; the triggers keep it in step */

/* ---- Locks: of transactions, so a failover takes them all ---- */
byte shared[NA], share_row[NA]; /* pg_advisory_xact_lock_shared, FOR SHARE */
bit waits[NA], is_exclusive[NA];   /* pg_advisory_xact_lock: it queues, and later shared ones queue behind it */
bit update_row[NA];
bit plan_row;

/* ---- What is true, whatever the database knows ---- */
byte uses[N];      /* a process that may send statements: 0 none, 1 version 0, 2 version 1 */
bit old_work[N];   /* a statement or transaction of version 0 under way; it may outlive its process for a while */
bit leftover[NA];  /* a transaction of version 0 that began before the fence and belongs to no lease (prepared, say) */
bit veto;          /* evidence from elsewhere: an old session, a pod */
byte timeline;
bit settled = 1;   /* a TTL and the grace have passed since the last failover */
byte rollbacks;

#ifdef FAILOVER
bit r_min[NA], r_out[N], r_writable, r_shim, has_replica;
byte r_state, r_epoch, r_live[N];
#endif

byte k; /* of d_steps only */

/* ---- Instances ---- */

inline let_go()
{
    d_step {
        if
        :: mine == timeline ->
            if
            :: locks > 0 -> shared[APP(me)]--
            :: else
            fi;
            if
            :: locks > 1 -> share_row[APP(me)]--
            :: else
            fi
        :: else
        fi;
        locks = 0; mine = 0; version = 0; snapshot = 0; is_stale_reader = 0
    }
}

proctype Instance(byte me)
{
    bit version, snapshot, is_stale_reader;
    byte locks, mine;
stopped:
#ifdef NO_ISOLATION_CHECK
    if
    :: true
    :: atomic { is_stale_reader = 1; snapshot = min_version[APP(me)]; mine = timeline }
    fi;
#endif
    /* register(): any version may start, also another one than before. */
    atomic {
#ifndef NO_ADVISORY_LOCK
        !waits[APP(me)] && !is_exclusive[APP(me)] ->
#endif
        if
        :: version = 0
        :: version = 1
        fi;
        shared[APP(me)]++;
        locks = 1;
        mine = timeline
    };
    atomic {
#ifndef NO_ROW_LOCK
        (!update_row[APP(me)] || mine != timeline) ->
        if
        :: mine == timeline -> share_row[APP(me)]++; locks = 2
        :: else -> let_go(); goto stopped
        fi;
        if
        :: is_stale_reader && snapshot != min_version[APP(me)] -> let_go(); goto stopped /* 40001: could not serialize */
        :: else
        fi;
#endif
        if
        :: is_stale_reader
        :: else -> snapshot = min_version[APP(me)]
        fi;
        if
        :: version < snapshot -> let_go(); goto stopped /* XV001 */
        :: live[me] != 0 -> let_go(); goto stopped      /* XV002 */
        :: else -> snapshot = 0
        fi
    };
    atomic { /* COMMIT */
        if
        :: mine != timeline -> let_go(); goto stopped
        :: else
        fi;
        assert(version >= min_version[APP(me)]); /* I1 */
        live[me] = version + 1;
        uses[me] = version + 1;
#ifdef NO_ENDED_VERSION
        out[me] = 0;
#endif
        let_go()
    };
    do
    :: atomic { uses[me] == 1 && !old_work[me] -> old_work[me] = 1 }
    :: atomic { uses[me] == live[me] && uses[me] <= min_version[APP(me)] -> uses[me] = 0; break } /* renew: XV001 */
    :: atomic { uses[me] != live[me] -> uses[me] = 0; break }                                    /* renew: XV003 */
    :: atomic { !old_work[me] && uses[me] == live[me] -> uses[me] = 0; live[me] = 0; break }     /* release */
    :: atomic { old_work[me] && uses[me] == live[me] && !min_version[APP(me)] ->
                uses[me] = 0; live[me] = 0; old_work[me] = 0; leftover[APP(me)] = 1; break }
    :: atomic { uses[me] = 0; break } /* killed, or it cannot renew and stops by itself */
    od;
    goto stopped
}

/* ---- Time, and what nobody controls ---- */

proctype World()
{
    byte i;
    do
    :: atomic {
        select (i : 0 .. N - 1);
        if
        :: old_work[i] -> old_work[i] = 0
#ifdef NO_STOP_IN_TIME
        :: live[i] != 0 -> out[i] = (live[i] == 1 -> 1 : out[i]); live[i] = 0
#else
        /* A lease runs out: by then its process has stopped to use the database. */
        :: live[i] != 0 && uses[i] != live[i] -> out[i] = (live[i] == 1 -> 1 : out[i]); live[i] = 0
#endif
        /* The grace ends: by then the last statement has ended. */
        :: out[i] && !old_work[i] -> out[i] = 0
        :: leftover[APP(i)] -> leftover[APP(i)] = 0
        fi;
        i = 0
       }
    :: atomic { !veto && state < SEALED -> veto = 1 }
    :: atomic { veto -> veto = 0 }
#ifdef FAILOVER
    :: d_step { !has_replica ->
        has_replica = 1; r_state = state; r_epoch = epoch; r_writable = writable; r_shim = shim;
        k = 0; do :: k < N -> r_live[k] = live[k]; r_out[k] = out[k]; k++ :: else -> break od;
        k = 0; do :: k < NA -> r_min[k] = min_version[k]; k++ :: else -> break od; k = 0
       }
    :: d_step { has_replica && timeline == 0 ->
        timeline = 1; settled = 0; state = r_state; epoch = r_epoch; writable = r_writable; shim = r_shim; plan_row = 0;
        k = 0; do :: k < N -> live[k] = r_live[k]; out[k] = r_out[k]; k++ :: else -> break od;
        k = 0; do :: k < NA -> min_version[k] = r_min[k]; shared[k] = 0; share_row[k] = 0; waits[k] = 0; is_exclusive[k] = 0;
                     update_row[k] = 0; k++ :: else -> break od; k = 0
       }
    /* Every lease is renewed or run out once, every statement of a process that found its lease lost has ended. */
    :: atomic { !settled ->
        settled = 1; i = 0;
        do
        :: i < N && uses[i] != 0 && live[i] != uses[i] -> settled = 0; break
        :: i < N && old_work[i] && live[i] != 1 && !out[i] -> settled = 0; break
        :: i < N && !(uses[i] != 0 && live[i] != uses[i]) && !(old_work[i] && live[i] != 1 && !out[i]) -> i++
        :: i == N -> break
        od;
        i = 0
       }
#endif
    od
}

/* I4: while clients can write the old column, something keeps the new one in step. */
proctype Monitor()
{
    atomic { writable && !shim -> assert(false) }
}

/* I5: the next plan of the table. It is claimed until the purge. */
proctype NextPlan()
{
    byte i;
    atomic {
#ifndef NO_CLAIM
        state == PURGED ->
#endif
        do
        :: i < N -> assert(uses[i] != 1); i++
        :: else -> break
        od
    }
}

/* ---- Orchestrators ---- */

/* Sets is_blocked: what gate_evaluate() finds in its snapshot. */
inline evaluate()
{
#ifdef FAIRNESS
    skip
#else
    d_step {
        is_blocked = veto;
#ifndef NO_TIMELINE_CHECK
        is_blocked = is_blocked || !settled;
#endif
        k = 0;
        do
        :: k < N ->
            is_blocked = is_blocked || live[k] == 1;
#ifndef NO_GRACE
            is_blocked = is_blocked || (out[k] && seen != EXPANDED);
#endif
#ifndef NO_OLD_TRANSACTIONS
            is_blocked = is_blocked || (leftover[APP(k)] && seen != EXPANDED);
#endif
            k++
        :: else -> break
        od;
        k = 0
    }
#endif
}

inline require_nobody_old()
{
    d_step {
        k = 0;
        do
        :: k < N -> assert(uses[k] != 1 && !old_work[k] && !leftover[APP(k)]); k++
        :: else -> break
        od;
        k = 0
    }
}

/* The compare-and-set on (state, state_epoch), with the plan's row held until the end of the transaction. */
inline lock_plan()
{
    atomic {
        (!plan_row || mine != timeline) ->
        if
        :: mine != timeline -> goto again
        :: else -> plan_row = 1
        fi;
#ifndef NO_CAS
        if
        :: seen != state || seen_epoch != epoch -> plan_row = 0; goto again
        :: else
        fi
#endif
    }
}

/* gate_lock_applications(), in one order always. */
inline lock_applications()
{
    a = 0;
    do
    :: a < NA ->
#ifndef NO_ADVISORY_LOCK
        atomic {
            if
            :: mine == timeline -> waits[a] = 1
            :: else -> goto again
            fi
        };
        atomic {
            ((shared[a] == 0 && !is_exclusive[a]) || mine != timeline) ->
            if
            :: mine == timeline -> waits[a] = 0; is_exclusive[a] = 1
            :: else -> a = 0; goto again
            fi
        };
#endif
        a++
    :: else -> break
    od;
    a = 0
}

inline lock_fences()
{
#ifndef NO_ROW_LOCK
    a = 0;
    do
    :: a < NA ->
        atomic {
            (share_row[a] == 0 || mine != timeline) ->
            if
            :: mine == timeline -> update_row[a] = 1
            :: else -> a = 0; goto again
            fi
        };
        a++
    :: else -> break
    od;
    a = 0;
#endif
    skip
}

inline end_transaction()
{
    d_step {
        if
        :: mine == timeline ->
            plan_row = 0;
            k = 0;
            do
            :: k < NA -> is_exclusive[k] = 0; waits[k] = 0; update_row[k] = 0; k++
            :: else -> break
            od;
            k = 0
        :: else
        fi
    }
}

/* I10: whoever moves the plan has seen it where it is. */
inline set_state(to)
{
    assert(seen == state && seen_epoch == epoch);
    state = to;
    epoch++
}

inline set_fences(to)
{
    k = 0;
    do
    :: k < NA -> min_version[k] = to; k++
    :: else -> break
    od;
    k = 0
}

proctype Orchestrator()
{
    byte seen, seen_epoch, mine, a;
    bit is_blocked;
again:
    atomic { a = 0; is_blocked = 0; seen = state; seen_epoch = epoch; mine = timeline };
    if
    :: seen == EXPANDED -> goto fence
    :: seen == FENCING -> goto drain
    :: seen == FENCED -> goto seal
    :: seen == SEALED -> goto purge
    :: seen != EXPANDED && seen != PURGED && rollbacks < ROLLBACKS -> goto back
    :: seen == PURGED -> goto over
    fi;

fence:
    lock_plan();
    lock_applications();
    atomic { evaluate(); if :: is_blocked -> end_transaction(); goto again :: else fi };
    lock_fences();
    atomic {
        if
        :: mine == timeline ->
            d_step { set_state(FENCING); set_fences(1) }
#ifndef FAIRNESS
        :: true /* killed before the commit */
#endif
        fi;
        end_transaction()
    };
    goto again;

drain:
    atomic { evaluate(); if :: is_blocked -> goto again :: else fi };
    lock_plan();
    atomic { if :: mine == timeline -> set_state(FENCED) :: else fi; end_transaction() };
    goto again;

seal:
    lock_plan();
    atomic {
        if
        :: mine != timeline -> goto again
        :: else
        fi;
#ifndef NO_RECHECK
        evaluate();
        a = 0;
        do /* FOR SHARE: it stands until the commit */
        :: a < NA -> is_blocked = is_blocked || !min_version[a]; a++
        :: else -> break
        od;
        a = 0;
        if
        :: is_blocked -> end_transaction(); goto again
        :: else
        fi;
#endif
        assert(!veto) /* I3 */
    };
#ifdef SPLIT_SEAL
    atomic { if :: mine == timeline -> shim = 0 :: else -> goto again fi };
#endif
    atomic {
        if
        :: mine == timeline ->
            require_nobody_old(); /* I3 */
            d_step { set_state(SEALED); writable = 0; shim = 1 }
        :: true
        fi;
        end_transaction()
    };
    goto again;

purge: /* the hold is over */
    lock_plan();
    atomic {
        if
        :: mine != timeline -> goto again
        :: else
        fi;
        evaluate();
        if
        :: is_blocked -> end_transaction(); goto again
        :: else
        fi
    };
    atomic {
        if
        :: mine == timeline ->
            require_nobody_old();
            assert(seen == SEALED && !writable); /* I8 */
            d_step { set_state(PURGED); shim = 0 }
        :: true
        fi;
        end_transaction()
    };
    goto again;

back: /* rollback --to expanded */
    lock_plan();
    lock_applications();
    lock_fences();
    atomic {
        if
        :: mine == timeline ->
            d_step { rollbacks++; set_state(EXPANDED); writable = 1; set_fences(0) } /* I2: down only here, and the epoch goes up */
        :: true
        fi;
        end_transaction()
    };
    goto again;
over:
    skip
}

init
{
    byte i;
    atomic {
        do
        :: i < N -> run Instance(i); i++
        :: else -> break
        od;
        i = 0;
        do
        :: i < NO -> run Orchestrator(); i++
        :: else -> break
        od;
        run World();
        run Monitor();
        run NextPlan()
    }
}

#ifdef FAIRNESS
/* I9: a fence is not starved by registrations, however many. */
ltl fence_falls { <> (state != EXPANDED) }
#endif
