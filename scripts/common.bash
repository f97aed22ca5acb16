# What the scripts share; sourced, not run. Sets `root`, the checkout's folder.
# shellcheck shell=bash

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
build_packages=(ca-certificates git g++ pkg-config liblua5.4-dev libreadline-dev libsimdjson-dev
    libarchive-dev)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

# Says what is being done, which may take minutes, and does it: its output matters only when it fails.
quietly() {
    local doing=$1 log
    shift
    log=$(mktemp)
    say "$doing …"
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        die "$doing: failed"
    fi
    rm -f "$log"
}

# Installs those of the named Debian packages that are not there yet; quick and silent when all are.
need_packages() {
    local package missing=() sudo=()
    command -v dpkg-query >/dev/null || { say "no Debian packages here; this needs the likes of: $*"; return; }
    for package; do
        [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == *' installed' ]] || missing+=("$package")
    done
    (( ${#missing[@]} )) || return 0
    if (( EUID != 0 )); then
        command -v sudo >/dev/null || die "run this as root first: apt-get install ${missing[*]}"
        sudo=(sudo)
    fi
    quietly "installing with apt${sudo:+, using sudo}: ${missing[*]}" "${sudo[@]}" sh -c \
        'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"' \
        apt "${missing[@]}"
}

# Debian has no Swift, so this one cannot be installed in passing.
need_swift() {
    local folder output version=()
    for folder in "$HOME/.local/share/swiftly/bin" /opt/swift/usr/bin /usr/local/swift/usr/bin; do
        command -v swift >/dev/null || [[ ! -x $folder/swift ]] || PATH=$folder:$PATH
    done
    output=$(swift --version 2>&1) || true
    read -r -a version <<<"$(sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' <<<"$output")"
    (( ${version[0]:-0} * 100 + ${version[1]:-0} >= 602 )) || die "needs a Swift toolchain, 6.2 or newer. Debian has" \
        "no package of it: get one from https://www.swift.org/install/linux/ (swiftly installs it in two commands)" \
        "and make sure that \`swift\` is on the PATH. Asked for its version, \`swift\` says: $output"
}

# Brings .build/release/PRODUCT up to date. A stamp, as old as the start of the last good build, tells whether
# anything has changed since; asking SwiftPM would take seconds every time.
build_release() {
    local product=$1 stamp=$root/.build/built-$1
    if [[ -x $root/.build/release/$product && -e $stamp && -z $(find "$root/Package.swift" "$root/Sources" \
        "$root/stdlib" "$root/Tests/StubEngine" "$root/Tests/stub-engine" -newer "$stamp" -print -quit) ]]; then
        return
    fi
    need_packages "${build_packages[@]}"
    need_swift
    mkdir -p "$root/.build"
    touch "$stamp.new"
    quietly "building $product, which takes several minutes the first time" \
        swift build --package-path "$root" -c release --product "$product" --static-swift-stdlib
    mv "$stamp.new" "$stamp"
}
