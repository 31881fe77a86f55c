#!/bin/sh
# Builds the C tests with AddressSanitizer and UndefinedBehaviorSanitizer (leaks are errors) and
# runs them. CC chooses the compiler.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# All that knows nothing of Node.
cores=$(ls src/*.c | grep -vE 'libpcap_dl|portable_libc')
flags='-std=c11 -D_GNU_SOURCE -D_DARWIN_C_SOURCE -g -O1 -fno-omit-frame-pointer
  -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all'

for name in batch capture deal share savefile_fast pcapng stream; do
  # shellcheck disable=SC2086
  ${CC:-cc} $flags -Isrc -Itest/c -o "$out/$name" "test/c/${name}_test.c" $cores -lpcap
  "$out/$name"
done
