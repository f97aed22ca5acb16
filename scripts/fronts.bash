# Fronts: other ways to reach a private engine, for the tests of transports. Sourced by scripts/engine, whose
# picked engine (`name`, `dir`, `socket`) they stand before.
# shellcheck shell=bash disable=SC2154

# How old socat gets when one side has ended and the other is still talking: half-closed connections live on.
front_patience=600

# Prints the address of every front and the folders a client needs, as NAME=VALUE lines.
fronts_up() {
    local folder=$dir/fronts
    if companions_run fronts; then cat "$folder/fronts.env"; return; fi
    become_root
    up >&2
    install_missing socat:socat openssl:openssl sshd:openssh-server ssh:openssh-client docker:docker.io
    exec 9>"$dir/lock"
    flock 9
    companions_stop fronts
    rm -rf "$folder"
    mkdir -p "$folder"
    chmod 755 "$folder"
    : >"$folder/pids"
    make_certificates "$folder/tls" >"$folder/openssl.log" 2>&1 || die "openssl failed; see $folder/openssl.log"
    {
        front_socat MOONDOCK_TEST_TCP TCP4-LISTEN 127.0.0.1 ''
        [[ ! -e /proc/net/if_inet6 ]] || front_socat MOONDOCK_TEST_TCP6 TCP6-LISTEN '[::1]' ''
        front_tls MOONDOCK_TEST_TLS server ',verify=1'
        front_tls MOONDOCK_TEST_TLS12 server ',verify=1,openssl-max-proto-version=TLS1.2'
        front_tls MOONDOCK_TEST_TLS_ANY_CLIENT server ',verify=0'
        front_tls MOONDOCK_TEST_TLS_EXPIRED expired ',verify=1'
        front_tls MOONDOCK_TEST_TLS_WRONG_HOST wrong-host ',verify=1'
        echo "MOONDOCK_TEST_CERTS=$folder/tls"
        front_ssh
    } >"$folder/fronts.new"
    [[ -z ${MOONDOCK_ENGINE_OWNER:-} ]] || chown -R "$MOONDOCK_ENGINE_OWNER" "$folder/tls" "$folder/ssh"
    mv "$folder/fronts.new" "$folder/fronts.env"
    exec 9>&-
    cat "$folder/fronts.env"
}

fronts_down() {
    if [[ ! -d $dir ]]; then say "$name: there is none"; return; fi
    become_root
    companions_stop fronts
    rm -rf "$dir/fronts"
    echo "$name: fronts stopped"
}

# Starts COMMAND… with every PORT replaced by a free port, waits until it listens, and sets `port`. Two scripts
# may try for the same port at once: the one that loses it ends, and tries the next.
start_front() {
    local host=$1 tries tick pid
    shift
    for (( tries = 0; tries < 50; tries++ )); do
        port=$(( 20000 + RANDOM % 12000 ))
        ! (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null || continue
        setsid "${@//PORT/$port}" </dev/null >>"$dir/fronts/fronts.log" 2>&1 9>&- &
        pid=$!
        for (( tick = 0; tick < 200; tick++ )); do
            kill -0 "$pid" 2>/dev/null || continue 2
            if (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null; then
                echo "$pid" >>"$dir/fronts/pids"
                return
            fi
            sleep 0.02
        done
        kill "$pid"
    done
    die "could not start $1; see $dir/fronts/fronts.log"
}

# front_socat VARIABLE LISTENER HOST OPTIONS
front_socat() {
    local port bare=${3#[}
    bare=${bare%]}
    start_front "$bare" socat -t "$front_patience" \
        "$2:PORT,bind=$3,reuseaddr,fork,backlog=128$4" "UNIX-CONNECT:$socket"
    echo "$1=tcp://$3:$port"
}

# front_tls VARIABLE CERTIFICATE OPTIONS
front_tls() {
    local tls=$dir/fronts/tls
    front_socat "$1" OPENSSL-LISTEN 127.0.0.1 \
        ",pf=ip4,cert=$tls/$2/cert.pem,key=$tls/$2/key.pem,cafile=$tls/ca.pem$3"
}

# One folder a certificate, laid out as DOCKER_CERT_PATH wants it: ca.pem, cert.pem, key.pem.
make_certificates() {
    local tls=$1 folder
    mkdir -p "$tls"
    chmod 755 "$tls"
    make_authority "$tls" ca "moondock test CA"
    make_authority "$tls" other-ca "another test CA"
    make_certificate server ca server DNS:localhost,IP:127.0.0.1,IP:::1 30
    make_certificate expired ca server DNS:localhost,IP:127.0.0.1,IP:::1 -1
    make_certificate wrong-host ca server DNS:engine.example 30
    make_certificate client ca client '' 30
    make_certificate foreign-client other-ca client '' 30
    make_certificate expired-client ca client '' -1
    for folder in server expired wrong-host client foreign-client expired-client; do
        cp "$tls/ca.pem" "$tls/$folder/ca.pem"
    done
    cp -r "$tls/client" "$tls/foreign-ca" # trusts somebody else, though its own certificate is good
    cp "$tls/other-ca.pem" "$tls/foreign-ca/ca.pem"
    mkdir "$tls/no-client"
    cp "$tls/ca.pem" "$tls/no-client/ca.pem"
    rm -f "$tls"/*.srl
}

make_authority() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1/$2-key.pem"
    openssl req -x509 -new -sha256 -key "$1/$2-key.pem" -subj "/CN=$3" -days 30 -out "$1/$2.pem"
}

# make_certificate FOLDER AUTHORITY server|client NAMES DAYS
make_certificate() {
    local folder=$tls/$1
    mkdir -p "$folder"
    openssl ecparam -name prime256v1 -genkey -noout -out "$folder/key.pem"
    openssl req -new -sha256 -key "$folder/key.pem" -subj "/CN=moondock test $1" -out "$folder/request.pem"
    printf 'extendedKeyUsage=%sAuth\nkeyUsage=digitalSignature\n%s' "$3" "${4:+subjectAltName=$4}" >"$folder/extensions"
    openssl x509 -req -sha256 -in "$folder/request.pem" -CA "$tls/$2.pem" -CAkey "$tls/$2-key.pem" \
        -CAcreateserial -days "$5" -extfile "$folder/extensions" -out "$folder/cert.pem"
    rm -f "$folder/request.pem" "$folder/extensions"
}

# An sshd of its own, which nobody but the owner of a fresh key can log in to, and an `ssh` that knows the two.
front_ssh() {
    local ssh=$dir/fronts/ssh port user=root pam=no real
    [[ -z ${MOONDOCK_ENGINE_OWNER:-} ]] || user=$(getent passwd "${MOONDOCK_ENGINE_OWNER%%:*}" | cut -d: -f1)
    # An account without a password counts as locked for sshd, unless PAM, which fails in some containers, is asked.
    [[ $(getent shadow "$user" | cut -d: -f2) != '!'* ]] || pam=yes
    mkdir -p "$ssh/bin" /run/sshd
    chmod 755 "$ssh" "$ssh/bin"
    ssh-keygen -q -t ed25519 -N '' -C 'moondock test host' -f "$ssh/host_key"
    ssh-keygen -q -t ed25519 -N '' -C 'moondock test user' -f "$ssh/id_ed25519"
    cp "$ssh/id_ed25519.pub" "$ssh/authorized_keys"
    cat >"$ssh/sshd_config" <<TEXT
ListenAddress 127.0.0.1
HostKey $ssh/host_key
PidFile none
AuthorizedKeysFile $ssh/authorized_keys
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowUsers $user
UsePAM $pam
MaxStartups 200
MaxSessions 200
SetEnv DOCKER_HOST=unix://$socket
TEXT
    start_front 127.0.0.1 "$(command -v sshd)" -D -e -f "$ssh/sshd_config" -p PORT
    printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$ssh/host_key.pub")" >"$ssh/known_hosts"
    printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$ssh/id_ed25519.pub")" >"$ssh/wrong_known_hosts"
    cat >"$ssh/config" <<TEXT
Host *
    IdentityFile $ssh/id_ed25519
    IdentitiesOnly yes
    IdentityAgent none
    UserKnownHostsFile \${MOONDOCK_TEST_KNOWN_HOSTS}
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    BatchMode yes
TEXT
    real=$(command -v ssh)
    cat >"$ssh/bin/ssh" <<TEXT
#!/bin/sh
: "\${MOONDOCK_TEST_KNOWN_HOSTS:=$ssh/known_hosts}"
export MOONDOCK_TEST_KNOWN_HOSTS
exec $real -F $ssh/config "\$@"
TEXT
    chmod 755 "$ssh/bin/ssh"
    echo "MOONDOCK_TEST_SSH=ssh://$user@127.0.0.1:$port"
    echo "MOONDOCK_TEST_SSH_BIN=$ssh/bin"
    echo "MOONDOCK_TEST_SSH_WRONG_KNOWN_HOSTS=$ssh/wrong_known_hosts"
}
