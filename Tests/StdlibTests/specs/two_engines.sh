#!/bin/bash
# Starts a second private engine beside the one of the tests and joins their networks by a cable.
# usage: two_engines.sh up HOME FIRST SECOND   the engines' names under HOME; addresses 10.213.7.1 and 10.213.7.2
#        two_engines.sh down HOME SECOND
# Exits with 3 when this machine cannot do it.
set -euo pipefail

scripts=$(dirname "$(readlink -f "$0")")/../../../scripts
export MOONDOCK_ENGINE_HOME=$2 PATH="$PATH:/usr/sbin:/sbin"

if [[ $1 == down ]]; then
    "$scripts/engine" down --purge "$3"
    exit
fi

(( EUID == 0 )) && command -v ip nsenter >/dev/null && [[ -x $scripts/engine ]] || { echo "needs root and ip" >&2; exit 3; }
first=$(cat "$MOONDOCK_ENGINE_HOME/$3/pid") || exit 3
"$scripts/engine" up "$4" >&2
second=$(cat "$MOONDOCK_ENGINE_HOME/$4/pid")

# A cable that an earlier run left would still have the addresses.
nsenter -t "$first" -n ip link delete moondock0 2>/dev/null || true
ip link add "md$$a" type veth peer name "md$$b"
ip link set "md$$a" netns "$first" name moondock0
ip link set "md$$b" netns "$second" name moondock0
for end in "$first 1" "$second 2"; do
    read -r pid number <<<"$end"
    nsenter -t "$pid" -n ip address add "10.213.7.$number/24" dev moondock0
    nsenter -t "$pid" -n ip link set moondock0 up
done
