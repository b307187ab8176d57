# SPDX-License-Identifier: PostgreSQL
# The instance of tests/tap/lease_clients.t for Python; what it says and obeys is described there.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../contrib/clients/python"))
import psycopg

from bellows_lease import EXIT_FENCED, Fenced, Lease, LeaseLost, Twin


def say(line):
    print(line, flush=True)


if sys.argv[1:] == ["--driver"]:
    say(f"Python {sys.version.split()[0]}, psycopg {psycopg.__version__}")
    sys.exit()
version, instance, ttl = sys.argv[1], sys.argv[2], float(sys.argv[3])
pool = None


def close_pool():
    global pool
    pool = None
    say("lost")


def fenced():
    say("fenced")
    os._exit(EXIT_FENCED)


lease = Lease("", "shop", version, instance, ttl=ttl, on_lost=close_pool, on_resumed=lambda: say("resumed"), on_fenced=fenced)
try:
    lease.start()
except (Fenced, Twin) as error:
    print(error, file=sys.stderr)
    sys.exit(EXIT_FENCED if isinstance(error, Fenced) else 1)
say(f"registered {lease.incarnation}")
for command in sys.stdin:
    command = command.strip()
    if command == "stop":
        lease.stop()
        say("stopped")
        sys.exit()
    try:
        lease.guard()
        if command == "query":
            if pool is None:
                pool = psycopg.connect("", autocommit=True)
            say(f"rows {pool.execute('SELECT count(*) FROM customer').fetchone()[0]}")
        else:
            say("held")
    except LeaseLost:
        say("refused")
