#!/usr/bin/env bash
# Bundles programs with the package: for Node.js with esbuild, webpack and ncc, which keep the addon
# out or carry it along, and the page of examples/browser, which Chromium then opens. prebuilds/
# must have the binary for this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec </dev/null

node scripts/pack.js "$work" >/dev/null
mkdir "$work/tools"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$work/tools" \
  esbuild@0 webpack@5 @vercel/ncc@0 playwright-core@1
bin=$work/tools/node_modules/.bin

mkdir "$work/program"
cd "$work/program"
echo '{ "name": "user", "version": "1.0.0", "private": true }' >package.json
npm install --silent --no-audit --no-fund "$work"/pcap-*.tgz
cp "$root"/examples/browser/* .
cat >main.js <<'JS'
const pcap = require('pcap');
let packets = 0;
pcap
  .createOfflineSession(process.argv[2], 'tcp')
  .on('packet', () => packets++)
  .on('complete', () => console.log(packets, 'packets,', pcap.lib_version));
JS
cat >webpack.js <<'JS'
const webpack = require(process.argv[2]);
const to = (filename) => ({ path: `${__dirname}/out/webpack`, filename });
webpack(
  [
    { mode: 'production', target: 'node', entry: './main.js', output: to('main.js') },
    {
      mode: 'production',
      optimization: { minimize: false }, // or keep the names of classes
      entry: './page.js',
      output: to('bundle.js'),
      plugins: [
        new webpack.NormalModuleReplacementPlugin(/^node:/, (resource) => {
          resource.request = resource.request.slice('node:'.length);
        }),
      ],
    },
  ],
  (error, stats) => {
    if (error || stats.hasErrors()) console.error(error ?? stats.toString({ all: false, errors: true }));
    process.exitCode = error || stats.hasErrors() ? 1 : 0;
  },
);
JS

# runs NAME FILE: what the bundle must print, where the package itself is gone.
runs() {
  local out
  mv node_modules gone
  out=$(node "$2" "$root/test/golden/http.pcap" 2>&1) || true
  mv gone node_modules
  echo "$1: ${out:0:200}"
  [[ $out == '10 packets, libpcap version'* ]]
}

"$bin/esbuild" main.js --bundle --platform=node --log-level=warning --outfile=out/alone/main.js
(node out/alone/main.js "$root/test/golden/http.pcap" 2>&1 || true) | grep -q 'copy its folder prebuilds'

"$bin/esbuild" main.js --bundle --platform=node --external:pcap --outfile=out/external.js --log-level=warning
node out/external.js "$root/test/golden/http.pcap" | grep -q '^10 packets, libpcap version'

mkdir -p out/carried && cp -R out/alone/main.js node_modules/pcap/prebuilds out/carried
runs 'esbuild, prebuilds copied' out/carried/main.js

node webpack.js "$work/tools/node_modules/webpack"
cp -R node_modules/pcap/prebuilds out/webpack
runs 'webpack, prebuilds copied' out/webpack/main.js

"$bin/ncc" build main.js --quiet -o out/ncc
runs ncc out/ncc/index.js

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -n "$chromium" ] || { echo 'no Chromium: the page is not opened'; exit 0; }
mkdir -p out/page out/page-webpack
cp index.html out/page
"$bin/esbuild" page.js --bundle --minify --keep-names --log-level=warning --outfile=out/page/bundle.js
mv out/webpack/bundle.js out/page-webpack
cp index.html out/page-webpack
for page in page page-webpack; do
  node "$root/scripts/lib/browser_check.js" "out/$page/index.html" "$chromium" \
    "$work/tools/node_modules/playwright-core"
done
