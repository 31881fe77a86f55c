#!/usr/bin/env bash
# Builds the addon against other versions of libpcap than this machine's, and runs the tests of
# lib/capture with each; then with the prebuilt binary, in prebuilds/, on the same libpcap. 1.9.1 is
# Ubuntu 20.04's, the newest Debian unstable's or else Debian 13's, both from source. For 1.5, of
# which no archive has the source any more, see test/native/old_libpcap.test.js.
#
#   scripts/test-libpcap.sh [quick]     quick: without the tests of live capture
#
# On Debian: apt install curl flex bison
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/apt_root.sh

OLD_URL=http://archive.ubuntu.com/ubuntu/pool/main/libp/libpcap/libpcap_1.9.1.orig.tar.gz
OLD_SHA256=635237637c5b619bcceba91900666b64d56ecb7be63f298f601ec786ce087094

work=$(mktemp -d)
chmod a+rx "$work"
trap 'rm -rf "$work"' EXIT
exclude=
[ "${1:-}" != quick ] || exclude='--exclude test/capture/session.live.test.js'
libraries=usr/lib/$(gcc -print-multiarch)
prefix=$(node -p 'require("node:path").resolve(process.execPath, "../..")')
[ ! -f "$prefix/include/node/uv.h" ] || export npm_config_nodedir="$prefix"

# use ROOT NAME: builds in a copy, against the libpcap in ROOT, and tests.
use() {
  local root=$1 copy=$work/copy-$2
  mkdir "$copy"
  cp -R lib src test scripts examples package.json pcap.js .mocharc* "$copy" 2>/dev/null || true
  ln -s "$PWD/node_modules" "$copy/node_modules"
  (
    cd "$copy"
    export LD_LIBRARY_PATH=$root/$libraries
    CFLAGS="-Werror -I$root/usr/include" LDFLAGS="-L$root/$libraries" node scripts/build.js >"$work/log" 2>&1 ||
      { tail -n 30 "$work/log"; exit 1; }
    node -p 'require("./pcap").lib_version'
    # shellcheck disable=SC2086
    npx mocha --reporter dot $exclude 'test/capture/*.test.js'
    here=$(node scripts/lib/exercise.js . "$work/out")
    rm -rf build
    mkdir prebuilds
    cp -R "$OLDPWD/prebuilds/linux-x64" prebuilds
    prebuilt=$(node scripts/lib/exercise.js . "$work/out")
    echo "$prebuilt"
    [ "$here" = "$prebuilt" ]
  )
}

# make_libpcap SOURCE ROOT
make_libpcap() {
  (
    cd "$1"
    ./configure --prefix=/usr --libdir="/$libraries" --disable-usb --disable-bluetooth --disable-dbus \
      --disable-rdma --without-libnl
    make -j2
    make install DESTDIR="$2"
  ) >"$work/log" 2>&1 || { tail -n 30 "$work/log"; exit 1; }
}

mkdir "$work/old" "$work/new"
curl -fsSL -o "$work/old.tar.gz" "$OLD_URL"
echo "$OLD_SHA256  $work/old.tar.gz" | sha256sum --check --quiet
tar -xf "$work/old.tar.gz" -C "$work/old" --strip-components 1
make_libpcap "$work/old" "$work/root-old"
use "$work/root-old" old

# The newest that the mirror has.
for suite in sid trixie; do
  apt_root "$work/$suite" amd64 "deb-src http://deb.debian.org/debian $suite main"
  (cd "$work" && apt_in_root source --download-only libpcap 2>/dev/null) && break
done
tar -xf "$work"/libpcap_*.orig.tar.* -C "$work/new" --strip-components 1
make_libpcap "$work/new" "$work/root-new"
use "$work/root-new" new
