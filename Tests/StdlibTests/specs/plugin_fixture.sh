#!/bin/sh
# Makes the folder of a small volume plugin: busybox and socat of this machine, and a shell script that answers.
# usage: plugin_fixture.sh FOLDER
set -e
folder=$1
busybox=$(command -v busybox || echo "$MOONDOCK_ENGINE_HOME/busybox")
[ -x "$busybox" ] && command -v socat >/dev/null || { echo "needs busybox and socat" >&2; exit 3; }
root=$folder/rootfs
mkdir -p "$root/bin" "$root/run/docker/plugins" "$root/data" "$root/tmp"
cp "$busybox" "$root/bin/busybox"
for applet in sh sed head ls mkdir rm printf cat; do ln -sf busybox "$root/bin/$applet"; done
cp "$(command -v socat)" "$root/bin/socat"
{ ldd "$root/bin/socat"; ldd "$root/bin/busybox" 2>/dev/null || true; } | sed -n 's/^[^/]*\(\/[^ ]*\).*/\1/p' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
cat >"$root/bin/driver" <<'DRIVER'
#!/bin/sh
# One HTTP request of the volume driver's protocol on stdin, its answer on stdout.
read -r method path version
length=0
while read -r header; do
    header=${header%$(printf '\r')}
    [ -n "$header" ] || break
    case "$header" in [Cc]ontent-[Ll]ength:*) length=${header#*: } ;; esac
done
body=$(head -c "$length")
name=$(echo "$body" | sed -n 's/.*"Name":"\([^"]*\)".*/\1/p')
reply() {
    printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
        ${#1} "$1"
}
case "$path" in
/Plugin.Activate) reply '{"Implements":["VolumeDriver"]}' ;;
/VolumeDriver.Capabilities) reply '{"Capabilities":{"Scope":"local"}}' ;;
/VolumeDriver.Create) mkdir -p "/data/$name"; reply '{"Err":""}' ;;
/VolumeDriver.Remove) rm -rf "/data/$name"; reply '{"Err":""}' ;;
/VolumeDriver.Get)
    if [ -d "/data/$name" ]; then
        reply "{\"Volume\":{\"Name\":\"$name\",\"Mountpoint\":\"/data/$name\"},\"Err\":\"\"}"
    else
        reply '{"Err":"no such volume"}'
    fi ;;
/VolumeDriver.Path | /VolumeDriver.Mount) reply "{\"Mountpoint\":\"/data/$name\",\"Err\":\"\"}" ;;
/VolumeDriver.Unmount) reply '{"Err":""}' ;;
/VolumeDriver.List)
    list=
    for each in $(ls /data); do list="$list,{\"Name\":\"$each\",\"Mountpoint\":\"/data/$each\"}"; done
    reply "{\"Volumes\":[${list#,}],\"Err\":\"\"}" ;;
*) reply '{"Err":"unsupported"}' ;;
esac
DRIVER
chmod 755 "$root/bin/driver"
cat >"$folder/config.json" <<'CONFIG'
{"description": "a volume driver for tests", "documentation": "-",
 "entrypoint": ["/bin/socat", "UNIX-LISTEN:/run/docker/plugins/spec.sock,fork,unlink-early", "EXEC:/bin/driver"],
 "interface": {"types": ["docker.volumedriver/1.0"], "socket": "spec.sock"}, "network": {"type": "none"},
 "linux": {"capabilities": ["CAP_SYS_ADMIN"], "allowAllDevices": false, "devices": null}, "mounts": [],
 "propagatedMount": "/data", "workdir": "",
 "env": [{"name": "DEBUG", "description": "more output", "settable": ["value"], "value": "0"}],
 "args": {"name": "args", "description": "", "settable": null, "value": []}}
CONFIG
