#!/bin/sh
# SPDX-License-Identifier: PostgreSQL
# The instance of tests/tap/lease_clients.t for the shell; what it says and obeys is described there.
# shellcheck source=contrib/clients/shell/bellows-lease
. "$(dirname "$0")/../../contrib/clients/shell/bellows-lease"

if [ "$1" = --driver ]; then
    psql --version
    exit
fi
bellows_on_lost() { echo lost; }
bellows_on_resumed() { echo resumed; }
bellows_lease_start shop "$1" "$2" "$3" || exit
trap 'echo fenced; exit $BELLOWS_EXIT_FENCED' USR1
echo "registered $bellows_incarnation"
while read -r command; do
    if [ "$command" = stop ]; then
        bellows_lease_stop
        echo stopped
        exit
    fi
    if ! bellows_lease_guard; then
        echo refused
    elif [ "$command" = query ]; then
        echo "rows $(psql -XAtqc 'SELECT count(*) FROM customer')"
    else
        echo held
    fi
done
