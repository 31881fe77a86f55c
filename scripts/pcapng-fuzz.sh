#!/bin/sh
# Fuzzes the reader of pcapng files with libFuzzer, under sanitizers, for TIME (default: 300).
# Arguments: folders with pcapng files to begin with; what was found to be new is put in the first.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir "$out/corpus"

clang -std=c11 -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined \
  -fno-sanitize-recover=all -Isrc -o "$out/fuzz" test/c/pcapng_fuzz.c \
  $(ls src/*.c | grep -v libpcap_dl) -lpcap
nice -n 10 "$out/fuzz" -max_total_time="${TIME:-300}" -max_len=4096 -timeout=10 \
  -rss_limit_mb=1000 -print_final_stats=1 -artifact_prefix="$out/" "${@:-$out/corpus}"
