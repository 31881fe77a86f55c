'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const os = require('node:os');
const { Namespace, needs_root } = require('../helpers/netns');
const { start_peer, stop_peer } = require('../helpers/peer');
const { RunningTool, has } = require('../tools/tool');
const { all_blocks } = require('./lib/blocks');
const { ROOT } = require('./lib/installed');

describe('key logs in the README', function () {
  this.timeout(120_000);
  this.slow(10000);
  const PEER = path.join(ROOT, 'test', 'tools', 'https_peer.js');
  let namespace;
  let server;
  let folder;

  before(async function () {
    needs_root(this);
    if (!has('curl', '--version')) this.skip();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-readme-'));
    namespace = new Namespace();
    server = await start_peer(namespace, PEER, 'serve');
  });
  after(async () => {
    if (server) await stop_peer(server);
    namespace?.remove();
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a line of the README. example.com is the test's server. */
  function run(line) {
    fs.writeFileSync(
      path.join(folder, '.curlrc'),
      'insecure\nsilent\nconnect-to = "example.com:443:127.0.0.1:8443"\n',
    );
    fs.writeFileSync(
      path.join(folder, 'program.js'),
      `process.argv.push('get', '/of-node');require(${JSON.stringify(PEER)});`,
    );
    const env = { ...process.env, CURL_HOME: folder, HOME: folder };
    const command = ['netns', 'exec', namespace.name, 'sh', '-ec', line];
    return execFileSync('ip', command, { cwd: folder, env, encoding: 'utf8' });
  }

  it('show what curl and node say', async () => {
    const { text } = all_blocks().find(
      (block) =>
        block.document === 'README.md' && block.text.includes('SSLKEYLOGFILE=keys.log curl'),
    );
    const [curl, node, trace] = text.trim().split('\n');
    const words = trace.replace('eth0', 'lo').replace('keys.log', path.join(folder, 'keys.log'));
    const [command, args] = [words.split(' ').slice(0, 4), words.split(' ').slice(4)];
    assert.deepEqual(command, ['sudo', 'npx', 'pcap', 'http']);
    const tool = new RunningTool('http_trace', [...args, '-Z', 'root', '-n'], namespace);
    await tool.said('Listening');
    assert.equal(run(curl), 'you asked for /\n');
    await tool.said(' 200 OK ');
    run(node);
    await tool.said(' 200 OK ', 2);
    await tool.interrupt();
    const requests = tool.stdout.match(/GET \S+/g);
    assert.deepEqual(requests, ['GET https://example.com/', 'GET https://localhost:8443/of-node']);
  });
});
