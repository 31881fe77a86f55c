#!/usr/bin/env bash
# Installs the package with npm, pnpm, Yarn and Bun, each in an empty folder, without a compiler and
# without scripts, and has it read and capture. Nothing may ask, warn or fail. prebuilds/ must have
# the binary for this machine.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
exec </dev/null

node scripts/pack.js "$work" >/dev/null
tarball=$(echo "$work"/pcap-*.tgz)
npm install --silent --no-save --no-audit --no-fund --ignore-scripts=false \
  --prefix "$work/managers" pnpm@latest bun@latest @yarnpkg/cli-dist@latest
managers=$work/managers/node_modules

# All that is on PATH: no compiler, no make, no Python.
mkdir "$work/bin"
for program in node npm npx sh env uname dirname basename sed; do
  ln -s "$(command -v "$program")" "$work/bin/$program"
done
ln -s "$managers/.bin/pnpm" "$managers/.bin/bun" "$managers/.bin/bunx" "$managers/.bin/yarn" "$work/bin"

cp test/golden/http.pcap "$work/capture.pcap"
cat >"$work/use.js" <<'JS'
const pcap = require('pcap');
const dgram = require('node:dgram');
let packets = 0;
pcap.createOfflineSession('../capture.pcap', 'tcp').on('packet', () => packets++).on('complete', live);
function live() {
  console.log(`${packets} packets of a file`);
  if (process.getuid() !== 0) return;
  const session = pcap.createSession('lo', { filter: 'udp port 45454', buffer_timeout: 0 });
  const socket = dgram.createSocket('udp4');
  session.once('packet', () => {
    console.log('a live packet');
    session.close();
    socket.close();
  });
  socket.send('hello', 45454, '127.0.0.1');
}
JS

# try NAME RUN INSTALL…: installs in an empty folder, then uses the package with the command RUN.
try() {
  local name=$1 run=$2 folder=$work/$1 out=$work/$1.log
  shift 2
  mkdir "$folder"
  cp "$work/use.js" "$folder"
  [ "$name" != yarn ] || : >"$folder/yarn.lock" # else it looks for a workspace above
  echo '{ "name": "user", "version": "1.0.0", "private": true }' >"$folder/package.json"
  cd "$folder"
  # shellcheck disable=SC2086
  if ! env -i HOME="$work/home" PATH="$work/bin" CI=true NO_COLOR=1 "$@" >"$out" 2>&1; then
    cat "$out"
    echo "$name: failed"
    return 1
  fi
  if grep -iE 'warn|error|approve|ignored|script|rebuild|prompt|YN0004|YN0007' "$out"; then
    echo "$name: says more than it should"
    return 1
  fi
  # shellcheck disable=SC2086
  env -i HOME="$work/home" PATH="$work/bin" $run use.js >"$out" 2>&1 || { cat "$out"; return 1; }
  echo "$name: $(tr '\n' ' ' <"$out")"
  cd - >/dev/null
}

mkdir "$work/home"
try npm node npm install --no-audit --no-fund "$tarball"
try pnpm node pnpm add "$tarball"
try bun node bun add "$tarball"
try yarn 'yarn node' yarn add "pcap@file:$tarball"

# Bun itself reads files, and says why it doesn't capture.
cd "$work/bun"
cat >bun.js <<'JS'
const pcap = require('pcap');
let packets = 0;
pcap
  .createOfflineSession('../capture.pcap', 'tcp')
  .on('packet', () => packets++)
  .on('complete', () => console.log(`${packets} packets of a file, run by Bun`));
try {
  pcap.createSession('lo');
} catch ({ code, message }) {
  console.log(code, message);
}
JS
"$work/bin/bun" bun.js | tee "$work/log"
grep -q 'ERR_PCAP_OPEN .*needs Node.js, and this is bun' "$work/log"
grep -q '^10 packets of a file' "$work/log"
