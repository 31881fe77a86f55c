#!/bin/sh
# Many random TCP scenarios: RUNS of each property in test/tcp/stream.test.js (default: 10,000).
set -eu
cd "$(dirname "$0")/.."
TCP_RUNS="${RUNS:-10000}" exec nice -n 10 npx mocha --no-config --timeout 1800000 test/tcp/stream.test.js
