#!/bin/bash
# An engine of a test's own that can be killed, frozen and started again in the middle of things, while the containers
# that it runs live on. It is one of scripts/engine, in a folder of its own.
# usage: fault_engine.sh up FOLDER NAME [SIZE]   starts it; with SIZE (such as 64m) its data is on a disk of that size
#        fault_engine.sh kill|stop|freeze|thaw|start|pid FOLDER NAME
#        fault_engine.sh down FOLDER NAME        ends everything and deletes the folder
# kill: SIGKILL; stop: SIGTERM, until it has ended; freeze and thaw: SIGSTOP and SIGCONT; start: starts it again after kill
# or stop, and takes over the containers that still run.
# Exits with 3 when this machine cannot do it.
set -euo pipefail

command=$1 folder=$2 name=$3
engine=$(dirname "$(readlink -f "$0")")/../../../scripts/engine
dir=$folder/$name
export MOONDOCK_ENGINE_HOME=$folder PATH="$PATH:/usr/sbin:/sbin"

# The first process of the engine's namespaces ends with the daemon and takes everything with it. So it sleeps while the
# daemon is to be outlived.
first() { cat "$dir/pid"; }

gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }

daemon() {
    local pid
    for pid in $(pgrep --exact dockerd --ns "$(first)" --nslist pid); do
        if ! gone "$pid"; then echo "$pid"; fi
    done
}

# nsenter stops when the daemon below it is frozen, and would never see it end.
wake_launcher() { kill -CONT "$(cat "$dir/launcher" 2>/dev/null)" 2>/dev/null || true; }

answers() { curl -s --max-time 2 --unix-socket "$dir/docker.sock" http://engine/_ping >/dev/null; }

# Waits until a command fails or, with `until`, succeeds.
patiently() {
    local tries
    for (( tries = 0; tries < 250; tries++ )); do
        if "$@"; then return; fi
        sleep 0.02
    done
    echo "fault_engine: no end of: $*" >&2
    exit 1
}

case $command in
up)
    for needed in pgrep curl nsenter "$engine"; do
        command -v "$needed" >/dev/null && (( EUID == 0 )) && continue
        echo "needs root, pgrep, curl and nsenter" >&2
        exit 3
    done
    if [[ ${4:-} ]]; then
        mkdir -p "$dir/data"
        mount -t tmpfs -o "size=$4,mode=710" tmpfs "$dir/data" || exit 3
    fi
    "$engine" up "$name" >&2
    ;;
pid) daemon ;;
kill | stop)
    pid=$(daemon)
    kill -STOP "$(first)"
    if [[ $command == kill ]]; then kill -KILL "$pid"; else kill -TERM "$pid"; fi
    wake_launcher
    patiently gone "$pid"
    ;;
freeze) kill -STOP "$(daemon)" ;;
thaw) kill -CONT "$(daemon)"; wake_launcher ;;
start)
    driver=vfs
    [[ ! -d $dir/data/overlay2 ]] || driver=overlay2
    # The ended containerd waits for its sleeping parent, and would be taken for one that runs.
    nsenter -t "$(first)" -m rm -f /run/docker/containerd/containerd.pid
    setsid nsenter -t "$(first)" -m -n -p -- dockerd --config-file "$dir/daemon.json" --host "unix://$dir/docker.sock" \
        --group 0 --data-root "$dir/data" --exec-root /run/docker --pidfile "/run/dockerd.$$.pid" \
        --storage-driver "$driver" --exec-opt native.cgroupdriver=cgroupfs --live-restore \
        --cgroup-parent "/moondock-$name-$(cksum <<<"$dir" | cut -d' ' -f1)" </dev/null >>"$dir/dockerd.log" 2>&1 &
    echo $! >"$dir/launcher"
    patiently answers
    ;;
down)
    if [[ -r $dir/pid ]]; then
        pid=$(first)
        kill -KILL "$pid" 2>/dev/null || true
        wake_launcher
        patiently gone "$pid"
    fi
    "$engine" down --purge "$name" >&2 2>/dev/null || true
    while umount "$dir/data" 2>/dev/null; do :; done
    rm -rf "$folder"
    ;;
*) sed -n '2,10s/^# //p' "$0" >&2; exit 2 ;;
esac
