#!/usr/bin/env bash
# Builds prebuilds/<platform>-<arch>/, the binary that makes the package install without a compiler and
# without install scripts. It loads whichever libpcap the system has when it starts, see
# src/libpcap_dl.c. Build it on the oldest system that it shall run on: the C library is not included.
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=$(node -p 'require("node:path").resolve(process.execPath, "../..")')
[ ! -f "$prefix/include/node/uv.h" ] || export npm_config_nodedir="$prefix"
rm -rf prebuilds
GYP_DEFINES='prebuilt=1' npx prebuildify --napi --strip --tag-libc
for file in prebuilds/*/*.node; do
  # A function of libpcap that src/libpcap_dl.c does not know would only be missed when it is called.
  if [ "$(uname)" = Linux ] && nm -D --undefined-only "$file" | grep -E ' (pcap|bpf)_'; then
    echo "$file: add the functions above to src/libpcap_dl.c" >&2
    exit 1
  fi
done
ls -l prebuilds/*
