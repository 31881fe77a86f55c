#!/usr/bin/env bash
# Tries the project as a new user would, on a machine that has Node.js and npm and nothing else: a
# minimal Debian in a chroot, made by debootstrap. Run by hand, as root, on Debian or Ubuntu:
#
#   scripts/fresh-machine.sh start     git clone ($CLONE_FROM, default: this one), npm start, npm
#   start again, npm test scripts/fresh-machine.sh install   npm install of the tarball, with and
#   without the prebuilt binary, on a
#                                      machine without libpcap, then with it
#
# The chroot's base is kept in $FRESH_BASE (default /var/tmp/pcap-fresh-base) for the next run.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:-start}
base=${FRESH_BASE:-/var/tmp/pcap-fresh-base}
root=$(mktemp -d /var/tmp/pcap-fresh.XXXXXX)
prefix=$(node -p 'require("node:path").resolve(fs.realpathSync(process.execPath), "../..")')

if [ ! -d "$base" ]; then
  debootstrap --variant=minbase --include=ca-certificates bookworm "$base" >/dev/null
fi

clean_up() {
  mountpoint -q "$root/proc" && umount "$root/proc"
  rm -rf --one-file-system "$root"
}
trap clean_up EXIT

cp -a "$base/." "$root"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
# Certificates and the settings of package managers, in case this network has a proxy of its own.
mkdir -p "$root/etc/ssl/certs"
cp -a /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
for file in /etc/apt/apt.conf.d/*proxy* /usr/etc/npmrc; do
  if [ -f "$file" ]; then install -D "$file" "$root$file"; fi
done
# Node, npm and Node's headers, nothing else.
install -D "$prefix/bin/node" "$root/usr/bin/node"
mkdir -p "$root/usr/lib/node_modules" "$root/usr/include"
cp -a "$prefix/lib/node_modules/npm" "$root/usr/lib/node_modules/"
cp -a "$prefix/include/node" "$root/usr/include/"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/bin/npx"
mount -t proc proc "$root/proc"

# inside COMMAND: runs it in the chroot with next to no environment.
inside() {
  env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LANG=C.UTF-8 \
    chroot "$root" /bin/sh -c "$1" </dev/null
}

# heading TEXT
heading() {
  printf '\n##### %s\n' "$1"
}

lacks_tools() {
  inside '! command -v gcc && ! command -v make && ! command -v python3 && ! ls /usr/include/pcap'
}

heading 'the machine'
inside 'node --version; npm --version'
lacks_tools 2>/dev/null && echo 'no gcc, no make, no python3, no headers of libpcap'

if [ "$mode" = start ]; then
  git clone -q "${CLONE_FROM:-.}" "$root/root/pcap"
  heading 'without rights: the one command'
  chmod a+x "$root/root"
  cp -a "$root/root/pcap" "$root/tmp/pcap"
  chown -R 65534 "$root/tmp/pcap"
  env -i HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot --userspec=65534:65534 "$root" \
    /bin/sh -c 'cd /tmp/pcap && npm start' </dev/null || echo "exit status $?"
  heading 'npm start'
  time inside 'cd /root/pcap && npm start'
  heading 'npm start, again'
  time inside 'cd /root/pcap && npm start'
  heading 'npm test'
  time inside 'cd /root/pcap && npm test'
else
  heading 'the two tarballs, built on this machine'
  git clone -q . "$root/tmp/source"
  (
    cd "$root/tmp/source"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    mv "$(node scripts/pack.js)" ../without.tgz
    bash scripts/prebuild.sh x64 | tail -n 1
    mv "$(node scripts/pack.js)" ../with.tgz
    cp examples/captures/http.pcap ..
  )
  heading 'no binary, nothing there: installs; setup says what is missing, in one line'
  inside 'mkdir -p /tmp/a && cd /tmp/a && npm init -y >/dev/null && npm install /tmp/without.tgz' ||
    echo "exit status $?"
  inside 'cd /tmp/a && npx pcap setup' || echo "exit status $?"
  heading 'prebuilt, no libpcap: says which package; reads files'
  inside "mkdir -p /tmp/b && cd /tmp/b && npm init -y >/dev/null && npm install /tmp/with.tgz &&
    node -e 'try { require(\"pcap\").findalldevs() } catch (error) { console.log(error.message) }' &&
    npx pcap http -n -r /tmp/http.pcap | head -n 3"
  heading 'the same with libpcap, no compiler, no headers: captures'
  inside 'apt-get update -q && apt-get install -y -q --no-install-recommends libpcap0.8 iproute2' >/dev/null
  lacks_tools 2>/dev/null && echo 'still no gcc, no make, no python3, no headers'
  inside 'cd /tmp/b && node -e "
    const pcap = require(\"pcap\");
    console.log(pcap.lib_version);
    const session = pcap.createSession(\"lo\", { filter: \"udp port 47474\", buffer_timeout: 10 });
    session.on(\"packet\", (raw) => {
      console.log(String(pcap.decode.packet(raw)));
      session.close();
    });
    require(\"dgram\").createSocket(\"udp4\").unref().send(\"hello\", 47474, \"127.0.0.1\");
  "'
fi
