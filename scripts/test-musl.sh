#!/usr/bin/env bash
# The prebuilt x64 binary under musl's loader, and the C tests on musl, with a libpcap that is built
# for it. On Debian: apt install musl-tools flex bison
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/apt_root.sh

binary=prebuilds/linux-x64/pcap.node
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

nm -D --undefined-only "$binary" | sed -nE 's/.* U ((napi|uv)_.*)/STAND_IN(\1)/p' |
  grep -v napi_throw_error\) >"$work/stand_ins.h"
musl-gcc -std=c11 -Wall -Werror -I"$work" -rdynamic -o "$work/loader" test/c/musl_loader.c
echo "without libpcap: $("$work/loader" "$binary")"

# libpcap for musl, from Debian's source.
. /etc/os-release
apt_root "$work/apt" amd64 "deb-src http://deb.debian.org/debian $VERSION_CODENAME main"
(cd "$work" && apt_in_root source --download-only libpcap && tar -xzf libpcap_*.orig.tar.gz)
kernel=(-idirafter /usr/include -idirafter "/usr/include/$(gcc -print-multiarch)")
(
  cd "$work"/libpcap-*
  CC=musl-gcc CFLAGS="-O1 -fPIC ${kernel[*]}" ./configure --disable-usb --disable-bluetooth \
    --disable-dbus --disable-rdma --without-libnl --prefix="$work/usr"
  make -j2
  make install
) >"$work/log" 2>&1 || { tail -n 30 "$work/log"; exit 1; }
echo "with libpcap: $(LD_LIBRARY_PATH=$work/usr/lib "$work/loader" "$binary")"

cores=$(ls src/*.c | grep -vE 'libpcap_dl|portable_libc')
for name in batch capture savefile_fast pcapng stream; do
  # shellcheck disable=SC2086
  musl-gcc -std=c11 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -Isrc -Itest/c -I"$work/usr/include" \
    "${kernel[@]}" -o "$work/$name" "test/c/${name}_test.c" $cores "$work/usr/lib/libpcap.a"
  "$work/$name"
done
