# Engines newer than the one that apt installs here: Debian's packages of a later Debian, unpacked into a folder
# and never installed. Sourced by scripts/engine.
# shellcheck shell=bash disable=SC2154

# The releases there are, and the Debian that has them.
declare -A release_suites=([26]=trixie [28]=forky)

releases=$(realpath -m "${MOONDOCK_ENGINE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/moondock/engine}")

# Prints the folder that holds the unpacked packages of a release, the root of its engines.
release_root() { echo "$releases/$1"; }

# Tells the picked engine's release: the one it was made with, the one asked for, or the one its name says. Empty
# for the engine that apt installs.
choose_release() {
    local made asked=$release
    [[ -n $asked || -z ${release_suites[$name]:-} ]] || asked=$name
    if [[ -d $dir/data ]]; then
        made=$(cat "$dir/release" 2>/dev/null) || true
        [[ -z $asked || $asked == "$made" ]] || die "$name is an engine of ${made:+release }${made:-the installed release};" \
            "choose another name, or remove it first: scripts/engine down --purge $name"
        asked=$made
    fi
    echo "$asked"
}

# Downloads and unpacks a release, unless that is done already.
fetch_release() {
    local release=$1 suite=${release_suites[$1]} root scratch version package
    root=$(release_root "$release")
    [[ ! -e $root/complete ]] || return 0
    command -v apt-get >/dev/null || die "Docker $release comes from Debian's packages, and there is no apt here"
    mkdir -p "$releases"
    exec 8>"$releases/lock"
    flock 8
    if [[ ! -e $root/complete ]]; then
        scratch=$releases/$release.new
        rm -rf "$scratch" "$root"
        mkdir -p "$scratch"/{apt/parts,apt/lists/partial,apt/archives/partial,root}
        : >"$scratch/apt/status"
        say "downloading Docker $release from Debian $suite, about 90 MB, into $root"
        download_release
        package=$(find "$scratch/apt/archives" -name 'docker.io_*.deb')
        version=$(dpkg-deb --field "$package" Version)
        [[ $version == "$release".* ]] || die "Debian $suite has Docker $version by now, no longer $release"
        unpack_release
        rm -rf "$scratch/apt"
        touch "$scratch/complete"
        mv "$scratch" "$root"
        [[ -z ${MOONDOCK_ENGINE_OWNER:-} ]] || chown "$MOONDOCK_ENGINE_OWNER" "$releases" "$root"
    fi
    exec 8>&-
}

# Uses apt with lists and folders of its own: what is installed here does not count, and does not change.
download_release() {
    local mirror apt=$scratch/apt options
    # shellcheck disable=SC2016 # apt's own notation
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
        grep -v security | head -n 1) || true
    mirror=${mirror:-http://deb.debian.org/debian}
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$mirror" "$suite" \
        /usr/share/keyrings/debian-archive-keyring.gpg >"$apt/parts/debian.sources"
    options=(
        -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/parts" -o Dir::Etc::preferences=/dev/null
        -o Dir::Etc::preferencesparts=/dev/null -o "Dir::State=$apt" -o "Dir::State::status=$apt/status"
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt" -o "Dir::Cache::archives=$apt/archives"
        -o Acquire::Languages=none -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20
        -o APT::Sandbox::User=root -o APT::Update::Error-Mode=any
    )
    apt-get "${options[@]}" -qq update >"$apt/log" 2>&1 ||
        give_up_release "cannot read the package list of Debian $suite at $mirror:"
    apt-get "${options[@]}" -qq -y --no-install-recommends --download-only install \
        docker.io containerd runc iptables procps base-files dash mount coreutils ca-certificates >"$apt/log" 2>&1 ||
        give_up_release "cannot download Docker $release from Debian $suite at $mirror:"
}

give_up_release() {
    local log
    log=$(tail -n 5 "$scratch/apt/log")
    rm -rf "$scratch"
    printf 'engine: %s\n%s\n' "$1" "$log" >&2
    exit 1
}

unpack_release() {
    local root=$scratch/root package tool
    dpkg-deb -x "$(find "$scratch/apt/archives" -name 'base-files_*.deb')" "$root" # makes /bin a link to /usr/bin
    for package in "$scratch"/apt/archives/*.deb; do dpkg-deb -x "$package" "$root"; done
    for tool in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
        ln -sf xtables-nft-multi "$root/usr/sbin/$tool"
    done
    [[ -e $root/usr/bin/sh ]] || ln -s dash "$root/usr/bin/sh"
    rm -rf "$root"/usr/share/{doc,man,locale}
    printf 'root:x:0:0::/root:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\n' >"$root/etc/group"
    printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
    : >"$root/etc/resolv.conf"
    chroot "$root" /sbin/ldconfig >/dev/null 2>&1 || true
}

# Makes the release's folder the root of this mount namespace, with the engine's folder where it was. A plain chroot
# would not do: what runc starts would be in the old root.
enter_release() {
    local root part
    root=$(release_root "$1")/root
    mkdir -p "$root"/{proc,sys,dev,run,tmp,var/lib/docker}
    mount --bind "$root" "$root"
    for part in proc sys dev run; do mount --rbind "/$part" "$root/$part"; done
    mount -t tmpfs -o mode=1777 tmp "$root/tmp"
    mount -t tmpfs -o mode=711 docker "$root/var/lib/docker" # overlay networks want it, wherever the data are
    mkdir -p "$root$dir"
    mount --bind "$dir" "$root$dir"
    mount -o remount,bind,ro "$root"
    cd "$root" || exit
    pivot_root . .
    umount -l .
    cd /
}
