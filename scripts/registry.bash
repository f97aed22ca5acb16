# A private registry beside a private engine, in the engine's network: one without and one with a password.
# Sourced by scripts/engine.
# shellcheck shell=bash disable=SC2154

registry_user=moondock
registry_password=open-sesame # it guards nothing: only the engine beside it can reach the registry

# Prints where the registries are, from the engine's point of view, as NAME=VALUE lines.
registry_up() {
    local folder=$dir/registry
    if companions_run registry; then cat "$folder/registry.env"; return; fi
    become_root
    up >&2
    install_missing perl:perl-base nsenter:util-linux
    exec 9>"$dir/lock"
    flock 9
    companions_stop registry
    fetch_registry
    mkdir -p "$folder"
    : >"$folder/pids"
    # shellcheck disable=SC2016 # $2b$ begins a bcrypt hash, the only kind that the registry takes
    perl -e 'print "$ARGV[0]:", crypt($ARGV[1], q($2b$05$) . join "", map { ("a".."z")[rand 26] } 1 .. 22), "\n"' \
        "$registry_user" "$registry_password" >"$folder/htpasswd"
    start_registry open 5000
    start_registry private 5001 "auth: {htpasswd: {realm: moondock, path: '$folder/htpasswd'}}"
    cat >"$folder/registry.env" <<TEXT
MOONDOCK_TEST_REGISTRY=127.0.0.1:5000
MOONDOCK_TEST_REGISTRY_PRIVATE=127.0.0.1:5001
MOONDOCK_TEST_REGISTRY_USER=$registry_user
MOONDOCK_TEST_REGISTRY_PASSWORD=$registry_password
TEXT
    exec 9>&-
    cat "$folder/registry.env"
}

registry_down() {
    if [[ ! -d $dir ]]; then say "$name: there is none"; return; fi
    become_root
    companions_stop registry
    rm -rf "$dir/registry"
    echo "$name: registry stopped, images deleted"
}

# start_registry KIND PORT [SETTINGS]
start_registry() {
    local folder=$dir/registry file=$dir/registry/$1.yml pid tick
    cat >"$file" <<TEXT
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: '$folder/$1'}, delete: {enabled: true}}
http: {addr: '127.0.0.1:$2'}
${3:-}
TEXT
    setsid nsenter --target "$(engine_pid)" --net -- "$releases/docker-registry" serve "$file" \
        </dev/null >"$folder/$1.log" 2>&1 9>&- &
    pid=$!
    for (( tick = 0; tick < 250; tick++ )); do
        kill -0 "$pid" 2>/dev/null || break
        if nsenter --target "$(engine_pid)" --net -- curl -s -o /dev/null --max-time 2 "http://127.0.0.1:$2/v2/"; then
            echo "$pid" >>"$folder/pids"
            return
        fi
        sleep 0.02
    done
    kill "$pid" 2>/dev/null || true
    tail -n 5 "$folder/$1.log" >&2
    die "the registry did not start; see $folder/$1.log"
}

# Debian's docker-registry, kept beside the releases: installed, it would be a service.
fetch_registry() {
    local scratch found
    [[ ! -x $releases/docker-registry ]] || return 0
    mkdir -p "$releases"
    scratch=$(mktemp -d "$releases/unpacking.XXXXXX")
    if ! found=$(command -v docker-registry); then
        say "unpacking Debian's docker-registry (6 MB) into $releases"
        unpack_package docker-registry "$scratch"
        found=$scratch/usr/bin/docker-registry
    fi
    install -m 755 "$found" "$scratch/docker-registry"
    mv "$scratch/docker-registry" "$releases/docker-registry"
    rm -rf "$scratch"
}
