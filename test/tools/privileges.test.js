'use strict';

// Root's rights end when the device or the file is open: in every thread, before anything is parsed
// and before -w opens. /proc is asked, so these run on Linux, as root.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Namespace, needs_root } = require('../helpers/netns');
const { ENVIRONMENT, RunningTool, SAMPLE, run_tool, scratch } = require('./tool');

const WITNESS = path.join(__dirname, 'privileges_witness.js');
const NOBODY = 65534;

/** Of each thread of a process: user, group, further groups and capabilities. */
function rights_of(pid) {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  return threads.map((thread) => {
    const status = fs.readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
    const value = (name) => new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(status)[1];
    return {
      uid: value('Uid'),
      gid: value('Gid'),
      groups: value('Groups'),
      capabilities: ['CapPrm', 'CapEff', 'CapAmb'].map((name) => BigInt(`0x${value(name)}`)),
    };
  });
}

const id = (number) => Array(4).fill(number).join('\t');

describe('tools/privileges', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  let namespace;
  before(function () {
    needs_root(this);
    namespace = new Namespace();
  });
  after(() => {
    namespace?.remove();
    files.remove();
  });

  /** The rights of a live capture's threads, libuv's pool among them. */
  async function rights_while_capturing(args, environment = {}) {
    const env = { ...ENVIRONMENT, ...environment, NODE_OPTIONS: `--require ${WITNESS}` };
    const tool = new RunningTool('http_trace', ['-v', '-i', 'lo', ...args], namespace, env);
    await tool.said('Listening on');
    const rights = rights_of(tool.child.pid);
    assert.equal(await tool.interrupt(), 0);
    assert.ok(rights.length >= 5, `${rights.length} threads`);
    return rights;
  }

  function assert_rights(rights, uid, gid, groups = String(gid)) {
    for (const thread of rights) {
      const expected = { uid: id(uid), gid: id(gid), groups, capabilities: [0n, 0n, 0n] };
      assert.deepEqual(thread, expected);
    }
  }

  it('become those of nobody', async function () {
    assert_rights(await rights_while_capturing([]), NOBODY, NOBODY);
  });

  it('become those of who ran sudo, without further groups', async function () {
    const sudo = { SUDO_UID: '1234', SUDO_GID: '2345', SUDO_USER: 'somebody' };
    assert_rights(await rights_while_capturing([], sudo), 1234, 2345);
  });

  it('become those of nobody where root ran sudo, or where sudo says nonsense', async function () {
    for (const [SUDO_UID, SUDO_GID] of [
      ['0', '0'],
      ['x', '1'],
    ]) {
      assert_rights(await rights_while_capturing([], { SUDO_UID, SUDO_GID }), NOBODY, NOBODY);
    }
  });

  it('become those of the user that -Z names', async function () {
    const [, , uid, gid] = /^daemon:.*$/m
      .exec(fs.readFileSync('/etc/passwd', 'utf8'))[0]
      .split(':')
      .map(Number);
    const [first, ...others] = await rights_while_capturing(['-Z', 'daemon']);
    assert.deepEqual([first.uid, first.gid], [id(uid), id(gid)]);
    assert.deepEqual(first.capabilities, [0n, 0n, 0n]);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('stay with -Z root', async function () {
    const [{ uid, capabilities }] = await rights_while_capturing(['-Z', 'root']);
    assert.equal(uid, id(0));
    assert.notEqual(capabilities[1], 0n);
  });

  it('-Z with a name that is not there ends the command', function () {
    const { status, stderr } = run_tool('http_trace', ['-v', '-r', SAMPLE, '-Z', 'no-such-user']);
    assert.equal(status, 1);
    assert.match(stderr, /^http_trace: can't become no-such-user: there is no such user/);
  });

  /** What the witness saw: calls of the package with the user at that time. */
  function witnessed(args) {
    const env = { ...ENVIRONMENT, NODE_OPTIONS: `--require ${WITNESS}`, WITNESS: '1' };
    const { stderr, status } = run_tool('http_trace', args, { env });
    assert.equal(status, 0, stderr);
    return [...stderr.matchAll(/^witness: (.*)$/gm)].map(([, what]) => what);
  }

  it('are gone before a file is parsed and before -w opens', function () {
    const copy = files.path('order.pcap');
    assert.deepEqual(witnessed(['-r', SAMPLE, '-w', copy]), [
      'setuid as 0',
      'createOfflineSession as 65534',
      'create_dump_file as 65534',
      'track_packet as 65534',
    ]);
  });

  it('nothing is loaded after they are gone: nobody may not be able to read the package', function () {
    const seen = witnessed(['-r', SAMPLE, '--bodies', '--headers', '--tcp-verbose']);
    assert.deepEqual(
      seen.filter((what) => what.startsWith('loads')),
      [],
    );
  });

  it('nor are the files of the page read', async () => {
    const env = { ...ENVIRONMENT, NODE_OPTIONS: `--require ${WITNESS}`, WITNESS: '1' };
    const tool = new RunningTool('http_trace', ['-r', SAMPLE, '--page'], undefined, env);
    await tool.said('?token=');
    await tool.interrupt();
    assert.match(tool.stderr, /^witness: setuid as 0$/m);
    assert.doesNotMatch(tool.stderr, /^witness: (?:lists|loads) /m);
  });

  it('are enough for a file that only root may read', function () {
    const secret = fs.mkdtempSync(path.join(files.path(''), 'secret-'));
    const file = path.join(secret, 'own.pcap');
    fs.copyFileSync(SAMPLE, file);
    fs.chmodSync(file, 0o600);
    const { status, stdout, stderr } = run_tool('http_trace', ['-v', '-n', '-r', file]);
    assert.equal(status, 0, stderr);
    assert.equal(stdout, run_tool('http_trace', ['-v', '-n', '-r', SAMPLE]).stdout);
    fs.truncateSync(file, 5000);
    const cut = run_tool('http_trace', ['-v', '-n', '-r', file]);
    assert.equal(cut.status, 1);
    assert.ok(cut.stderr.includes(file), cut.stderr); // by its own name
  });

  it('-w writes what only its user may read', function () {
    const file = files.path('mode.pcap');
    assert.equal(run_tool('http_trace', ['-v', '-r', SAMPLE, '-w', file]).status, 0);
    const { mode, uid, gid } = fs.statSync(file);
    assert.deepEqual([mode & 0o777, uid, gid], [0o600, NOBODY, NOBODY]);
  });

  it('-w where only root may write names the way out', function () {
    const directory = fs.mkdtempSync(path.join(files.path(''), 'root-'));
    const file = path.join(directory, 'copy.pcap');
    const { status, stderr } = run_tool('http_trace', ['-v', '-r', SAMPLE, '-w', file]);
    assert.equal(status, 1);
    assert.match(stderr, /can't write .*copy\.pcap.*\n.*nobody.*-Z root keeps root's rights/);
    assert.equal(run_tool('http_trace', ['-v', '-r', SAMPLE, '-w', file, '-Z', 'root']).status, 0);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  });
});

describe('tools/privileges, load_all()', function () {
  this.timeout(120_000);

  // Where the addon or its library is missing; -w is the writer's, and a bus is opened before.
  const NOT_NEEDED = [
    'capture/addon_advice.js',
    'capture/outfile.js',
    'capture/without_addon.js',
    'sensor/bus_session.js',
  ];

  /**
   * Files of the package that a module in `loaded` requires, sooner or later, and that are not
   * there.
   */
  const MISSING = `
    const fs = require('node:fs');
    const path = require('node:path');
    const lib = path.resolve('lib') + path.sep;
    for (const name of ['trace', 'http_printer']) require(lib + 'tools/' + name);
    require(lib + 'app/http1/session');
    require(lib + 'tools/privileges').load_all();
    const missing = new Set();
    for (const file of Object.keys(require.cache)) {
      if (!file.startsWith(lib) || file.startsWith(lib + 'tools')) continue;
      const text = fs.readFileSync(file, 'utf8');
      for (const [, name] of text.matchAll(/\\brequire\\('(\\.[^']*)'\\)/g)) {
        const target = require.resolve(path.resolve(path.dirname(file), name));
        if (require.cache[target] === undefined) missing.add(path.relative(lib, target));
      }
    }
    console.log(JSON.stringify([...missing].sort()));`;

  it('leaves nothing of the library to be loaded without rights', () => {
    const cwd = path.join(__dirname, '..', '..');
    const out = execFileSync(process.execPath, ['-e', MISSING], { cwd, encoding: 'utf8' });
    assert.deepEqual(JSON.parse(out), NOT_NEEDED);
  });
});
