#!/usr/bin/env bash
# Builds prebuilds/<platform>-<arch>/pcap.node, the binaries with which the package installs without
# a compiler and without scripts: on macOS for this machine, on Linux for x64 and arm64, or those
# that are named:
#
#   scripts/prebuild.sh [arch …]
#
# A Linux binary serves every C library, see src/portable_libc.c, and loads whichever libpcap the
# system has, see src/libpcap_dl.c. On Debian: apt install gcc gcc-aarch64-linux-gnu libpcap-dev
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=$(node -p 'require("node:path").resolve(process.execPath, "../..")')
[ ! -f "$prefix/include/node/uv.h" ] || export npm_config_nodedir="$prefix"

# build OS ARCH CC STRIP: compiles in a copy, so that build/ stays as it is.
build() {
  local work target=prebuilds/$1-$2
  work=$(mktemp -d)
  cp -R package.json src "$work"
  ln -s "$PWD/node_modules" "$work/node_modules"
  (cd "$work/src" && CC=$3 CXX=$3 LINK=$3 GYP_DEFINES='prebuilt=1' npx node-gyp rebuild --arch="$2" >&2)
  mkdir -p "$target"
  cp "$work/src/build/Release/pcap_binding.node" "$target/pcap.node"
  rm -rf "$work"
  $4 "$target/pcap.node"
}

# compiler MACHINE: the compiler for it, on such a machine or on another.
compiler() {
  if [ "$(uname -m)" = "$1" ]; then echo "${CC:-gcc}"; else echo "$1-linux-gnu-gcc"; fi
}

for_linux() {
  local machine cc
  case $1 in
    x64) machine=x86_64 ;;
    arm64) machine=aarch64 ;;
    *) echo "no such architecture: $1" >&2; exit 2 ;;
  esac
  cc=$(compiler "$machine")
  build linux "$1" "$cc" "${cc%gcc}strip --strip-unneeded"
}

if [ "$(uname)" = Darwin ]; then
  build darwin "$(node -p process.arch)" "${CC:-cc}" 'strip -x'
else
  [ $# -gt 0 ] || set -- x64 arm64
  for arch; do
    for_linux "$arch"
    node scripts/check-prebuilt.js "prebuilds/linux-$arch/pcap.node"
  done
fi
ls -l prebuilds/*
