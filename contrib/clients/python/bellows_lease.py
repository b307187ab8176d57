# SPDX-License-Identifier: PostgreSQL
#
# The lease contract of bellows (docs/gate.md) for psycopg 3. One thread with a connection of its own, none of the pool's:
# a pool that is full must not end the lease. Every wait has an end before the lease has, by a clock that never goes back.
import asyncio
import logging
import os
import socket
import threading
import time

import psycopg

EXIT_FENCED = 7  # the same as that of "bellows gate admit"
FENCED, TWIN, UNKNOWN, EARLY = "XV001", "XV002", "XV003", "XV004"

log = logging.getLogger("bellows")


class LeaseLost(Exception):
    """The database must not be used now."""


class Fenced(Exception):
    """This version must not run any more."""


class Twin(Exception):
    """An instance of this name is alive."""


class Lease:
    """start() before the first query, guard() before each piece of work, stop() at the end.

    on_lost is called when the lease cannot be relied upon: stop using the pool. on_resumed: it may be used again.
    on_fenced: this version is over; by default the process exits with code 7. They run in the lease's thread.
    """

    def __init__(self, conninfo, app, version, instance, ttl=30.0, margin=None, patience=600.0,
                 on_lost=lambda: None, on_resumed=lambda: None, on_fenced=lambda: os._exit(EXIT_FENCED)):
        self._conninfo, self._app, self._version, self._instance = conninfo, app, version, instance
        self._ttl, self._margin, self._patience = ttl, ttl / 6 if margin is None else margin, patience
        self._on_lost, self._on_resumed, self._on_fenced = on_lost, on_resumed, on_fenced
        # CLOCK_BOOTTIME also counts while the machine sleeps.
        self._clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        self._conn = self._error = None
        self._is_lost, self._use_until = True, 0.0
        self._started, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="bellows lease", daemon=True)
        self.incarnation = None

    def start(self):
        """Registers; returns when the lease is held. Raises Fenced, Twin, or what the driver raises."""
        self._thread.start()
        self._started.wait()
        if self._error is not None:
            raise self._error

    def guard(self):
        """Raises LeaseLost unless the lease is held at this moment."""
        if self._is_lost or self._now() >= self._use_until:
            raise LeaseLost(f"the lease of {self._app}/{self._instance} is not held: the database must not be used")

    def stop(self):
        """Releases the lease. If that fails it runs out by itself."""
        self._stopping.set()
        self._thread.join()

    def _now(self):
        return time.clock_gettime(self._clock)

    async def _run(self):
        try:
            await self._start()
        except Exception as error:
            self._error = error
        self._started.set()
        if self._error is None and await self._keep():
            self._is_lost = True
            try:
                await self._call("SELECT bellows.release(%s)", self.incarnation)
            except (psycopg.Error, OSError, asyncio.TimeoutError) as error:
                log.warning("the lease was not released: %s", error)
        await self._drop()

    async def _start(self):
        give_up, pause = self._now() + self._patience, self._ttl / 30
        while True:
            try:
                return await self._register()
            except psycopg.Error as error:
                if error.sqlstate == FENCED:
                    raise Fenced(str(error)) from error
                if error.sqlstate == TWIN:
                    raise Twin(f"{error}\nEach instance needs a name of its own: {self._instance} is taken.") from error
                if error.sqlstate != EARLY or self._now() + pause > give_up or self._stopping.is_set():
                    raise
                log.warning("waiting: %s", error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._ttl)

    # Until stop() was called (True) or the version is fenced (False).
    async def _keep(self):
        pause = self._ttl / 3
        while not await self._is_stopping(pause):
            try:
                if self.incarnation is None:
                    await self._register()
                else:
                    await self._hold("SELECT bellows.renew(%s)", self.incarnation)
                pause = self._ttl / 3
                continue
            except (psycopg.Error, OSError, asyncio.TimeoutError) as error:
                log.warning("not renewed: %s", error or type(error).__name__)
                state = getattr(error, "sqlstate", None)
            pause = self._ttl / 15
            if state == FENCED:
                self._lose()
                self._on_fenced()
                return False
            if state == UNKNOWN:
                self._lose()
                self.incarnation, pause = None, 0
            if self._now() >= self._use_until:
                self._lose()
        return True

    # Sleeps, but not past the moment from which the lease must not be relied upon.
    async def _is_stopping(self, seconds):
        until = self._now() + seconds
        while not self._stopping.is_set() and self._now() < until:
            if self._now() >= self._use_until:
                self._lose()
            await asyncio.sleep(min(0.05, self._ttl / 30))
        return self._stopping.is_set()

    async def _register(self):
        row = await self._hold("SELECT bellows.register(%s, %s, %s, make_interval(secs => %s))",
                               self._app, self._version, self._instance, self._ttl)
        self.incarnation = row[0]

    # What it answers counts from when it was sent.
    async def _hold(self, sql, *values):
        sent = self._now()
        row = await self._call(sql, *values)
        self._use_until = sent + self._ttl - self._margin
        if self._is_lost:
            self._is_lost = False
            if self._started.is_set():
                self._on_resumed()
        return row

    # In a transaction of its own at READ COMMITTED, whatever the role's default is. What is late is not cancelled, for that
    # would ask a server that does not answer: its socket is shut.
    async def _call(self, sql, *values):
        left = self._ttl
        if not self._is_lost:
            left = max(0.01, min(self._ttl / 3, self._use_until - self._now()))
        late = self._now() + left
        try:
            if self._conn is None:
                self._conn = await asyncio.wait_for(psycopg.AsyncConnection.connect(
                    self._conninfo, autocommit=True, application_name=f"{self._app}/{self._version}"), left)
                await self._conn.set_isolation_level(psycopg.IsolationLevel.READ_COMMITTED)
            cut = asyncio.get_running_loop().call_later(max(0.01, late - self._now()), _shut, self._conn)
            try:
                async with self._conn.transaction():
                    return await (await self._conn.execute(sql, values)).fetchone()
            finally:
                cut.cancel()
        except Exception:
            await self._drop()
            raise

    async def _drop(self):
        if self._conn is not None:
            conn, self._conn = self._conn, None
            await conn.close()

    def _lose(self):
        if not self._is_lost:
            self._is_lost = True
            self._on_lost()


def _shut(conn):
    with socket.socket(fileno=os.dup(conn.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)
