'use strict';

// examples/docker as far as a machine without Docker can try it: what a container with NET_RAW and
// no other right can do, in a network of its own.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { Namespace, needs_root } = require('../helpers/netns');
const { temporary_folder } = require('../helpers/savefile');

const ROOT = path.join(__dirname, '..', '..');
const DOCKER = path.join(ROOT, 'examples', 'docker');

// Captures its own packet, promiscuously as is the default, and says so.
const CAPTURE = `
  const pcap = require(${JSON.stringify(ROOT)});
  const session = pcap.createSession(process.argv[1], { filter: 'udp port 45454', buffer_timeout: 0 });
  const socket = require('node:dgram').createSocket('udp4');
  session.once('packet', (raw) => {
    console.log(raw.link_type, /^CapEff:\\s*(\\w+)/m.exec(require('fs').readFileSync('/proc/self/status'))[1]);
    session.close();
    socket.close();
  });
  socket.send('hello', 45454, '127.0.0.1');`;

const NET_RAW = '0000000000002000';

function has(program) {
  return spawnSync(program, ['--version']).error === undefined;
}

describe('examples/docker', () => {
  it('names a command that the package has', () => {
    const dockerfile = fs.readFileSync(path.join(DOCKER, 'Dockerfile'), 'utf8');
    const [command, ...args] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)[1]);
    const { bin } = require('../../package.json');
    const tool = path.join(ROOT, bin[command]);
    const { status, stdout } = spawnSync(process.execPath, [tool, ...args, '--help'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    assert.match(stdout, /http/i);
  });

  it('gives the sidecar the network of what it watches, and NET_RAW', () => {
    const compose = fs.readFileSync(path.join(DOCKER, 'compose.yaml'), 'utf8');
    assert.match(compose, /^ {4}network_mode: service:web\n {4}cap_add: \[NET_RAW\]$/m);
  });

  describe('in a network of its own', function () {
    this.timeout(120_000);
    const folder = temporary_folder();
    let network;
    let node; // a copy with the file capability that the Dockerfile gives

    before(function () {
      needs_root(this);
      if (!has('setpriv') || spawnSync('setcap', ['-v']).error !== undefined) this.skip();
      network = new Namespace();
      node = folder.path('node');
      fs.chmodSync(path.dirname(node), 0o755);
      fs.copyFileSync(process.execPath, node);
      execFileSync('setcap', ['cap_net_raw=ep', node]);
    });

    after(() => {
      network?.remove();
      folder.remove();
    });

    const bounded = ['--bounding-set', '-all,+net_raw', '--inh-caps', '-all'];

    for (const device of ['lo', 'any']) {
      it(`captures on ${device} as an unprivileged user, with NET_RAW alone`, () => {
        const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
        const out = network.exec('setpriv', ...bounded, ...user, node, '-e', CAPTURE, device);
        assert.match(out, new RegExp(`^LINKTYPE_(ETHERNET|LINUX_SLL2?) ${NET_RAW}\n$`));
      });
    }

    it('captures as root of a container, with NET_RAW alone', () => {
      const out = network.exec('setpriv', ...bounded, process.execPath, '-e', CAPTURE, 'lo');
      assert.equal(out, `LINKTYPE_ETHERNET ${NET_RAW}\n`);
    });

    it('says which right is missing where NET_RAW was not given', () => {
      const script = `
        try {
          require(${JSON.stringify(ROOT)}).createSession('lo');
        } catch ({ code, message }) {
          console.log(code, message);
        }`;
      const none = ['--bounding-set', '-all', '--inh-caps', '-all'];
      const out = network.exec('setpriv', ...none, process.execPath, '-e', script);
      assert.match(out, /^(EPERM|EACCES) can't capture on lo: /);
    });
  });
});
