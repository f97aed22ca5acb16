# What runs beside a private engine: its fronts and its registry, each in a folder of that name in the engine's
# folder, with the numbers of its processes in `pids` and what to tell in `NAME.env`. Sourced by scripts/engine.
# shellcheck shell=bash disable=SC2154

# A number left by a reboot may be someone else's by now: the process must speak of this engine's folder.
companion_is_ours() { [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") == *"$dir/"* ]]; }

# Whether all processes of fronts or of registry run.
companions_run() {
    local pid
    [[ -s $dir/$1/$1.env ]] && answers || return 1
    while read -r pid; do companion_is_ours "$pid" || return 1; done <"$dir/$1/pids"
}

# Each process leads a session of its own, so that what it started for a connection ends with it.
companions_stop() {
    local pid
    [[ -e $dir/$1/pids ]] || return 0
    while read -r pid; do
        ! companion_is_ours "$pid" || kill -TERM -- "-$pid" 2>/dev/null || true
    done <"$dir/$1/pids"
    rm -f "$dir/$1/pids" "$dir/$1/$1.env"
}
