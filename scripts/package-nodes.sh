#!/usr/bin/env bash
# Runs the tests of the installed package under other versions of Node.js, with the one binary that
# this version built. The versions come from npm's packages node-linux-*.
#
#   scripts/package-nodes.sh [VERSION…]     default: 22 24 26
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(uname)" != Linux ]; then
  echo 'there are such packages for Linux only'
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # for commands that root starts, which go on as nobody
mkdir "$work/installed"
node test/package/lib/installed.js "$work/installed"
echo "installed by $(node --version)"

[ $# -gt 0 ] || set -- 22 24 26
for version in "$@"; do
  prefix="$work/node-$version"
  npm install --silent --no-audit --no-fund --prefix "$prefix" \
    "node-linux-$(node -p process.arch)@$version"
  bin=$(echo "$prefix"/node_modules/node-linux-*/bin)
  echo "=== $("$bin/node" --version)"
  PCAP_INSTALLED="$work/installed" PATH="$bin:$PATH" "$bin/node" node_modules/mocha/bin/mocha.js \
    --reporter dot test/package/package.test.js test/package/docs.test.js
done
