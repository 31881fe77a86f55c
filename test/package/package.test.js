'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, installed, run_text, clean_environment } = require('./lib/installed');
const { DEEP, NAMES } = require('./lib/names');

// Runs a program in the folder of the user and returns what it printed.
function output_of(text, options) {
  const run = run_text(text, options);
  assert.equal(run.stderr, '');
  assert.equal(run.status, 0, `exit status ${run.status}, signal ${run.signal}`);
  return run.stdout.trim();
}

describe('the installed package', function () {
  this.timeout(120_000);
  before(() => installed());

  it('holds what the list of files says, and nothing else', () => {
    const tarball = fs.readdirSync(installed()).find((name) => name.endsWith('.tgz'));
    execFileSync(process.execPath, [
      path.join(ROOT, 'scripts', 'check-content.js'),
      path.join(installed(), tarball),
    ]);
  });

  it('is required by CommonJS programs', () => {
    const text = `
      const pcap = require('pcap');
      for (const name of ${JSON.stringify(NAMES)}) {
        if (pcap[name] === undefined) console.log(name);
      }
      if (!pcap.lib_version.startsWith('libpcap')) console.log(pcap.lib_version);`;
    assert.equal(output_of(text), '');
  });

  it('is imported by name', () => {
    const text = `
      import { ${NAMES.join(', ')} } from 'pcap';
      import pcap from 'pcap';
      import { packet } from 'pcap/decode';
      console.log([${NAMES.join(', ')}].includes(undefined), pcap.decode.packet === packet);`;
    assert.equal(output_of(text, { module: true }), 'false true');
  });

  it('lets programs replace what it exports', () => {
    const text = `
      const pcap = require('pcap');
      for (const name of ${JSON.stringify(NAMES)}) {
        pcap[name] = 'mine';
        if (pcap[name] !== 'mine') console.log(name);
      }`;
    assert.equal(output_of(text), '');
  });

  it('is required by deep paths, with and without .js', () => {
    const text = `
      for (const name of ${JSON.stringify(DEEP)}) {
        for (const form of [name, name + '.js']) {
          try {
            require('pcap/' + form);
          } catch (error) {
            console.log(error.message.split('\\n')[0]);
          }
        }
      }`;
    assert.equal(output_of(text), '');
  });

  for (const name of DEEP.filter((path) => path.startsWith('decode'))) {
    it(`pcap/${name} works without the addon`, () => {
      assert.equal(output_of(`require('pcap/${name}');`, { args: ['--no-addons'] }), '');
    });
  }

  it('decodes bytes from anywhere without the addon', () => {
    const text = `
      const decode = require('pcap/decode');
      const hex = '4500001d000040004011ccec7f0000017f000001' + '303930390009a5a5' + '21';
      const packet = decode.bytes(Buffer.from(hex, 'hex'), 'LINKTYPE_RAW');
      console.log(packet.payload.payload.dport, packet.payload.payload.data.toString());`;
    assert.equal(output_of(text, { args: ['--no-addons'] }), '12345 !');
  });

  it('reads a file', () => {
    const text = `
      const pcap = require('pcap');
      let packets = 0;
      const session = pcap.createOfflineSession('capture.pcap', 'tcp');
      session.on('packet', () => packets++);
      session.on('complete', () => console.log(packets > 10));`;
    assert.equal(output_of(text), 'true');
  });

  it('works in several worker threads at a time', () => {
    const text = `
      const { Worker, isMainThread, parentPort } = require('node:worker_threads');
      const pcap = require('pcap');
      if (isMainThread) {
        const counts = [];
        for (let i = 0; i < 3; i++) {
          new Worker(__filename).on('message', (count) => {
            counts.push(count);
            if (counts.length === 3) console.log(counts[0] > 10 && new Set(counts).size === 1);
          });
        }
      } else {
        let packets = 0;
        const session = pcap.createOfflineSession('capture.pcap');
        session.on('packet', () => packets++);
        session.on('complete', () => parentPort.postMessage(packets));
      }`;
    assert.equal(output_of(text), 'true');
  });

  it('brings the commands http_trace and redis_trace', () => {
    for (const command of ['http_trace', 'redis_trace']) {
      const program = path.join(installed(), 'node_modules', '.bin', command);
      const help = execFileSync(program, ['--help'], {
        encoding: 'utf8',
        env: clean_environment(),
      });
      assert.match(help, new RegExp(command));
    }
  });

  it('traces HTTP from a file', () => {
    const program = path.join(installed(), 'node_modules', '.bin', 'http_trace');
    const text = execFileSync(program, ['-r', 'capture.pcap', '-n'], {
      cwd: installed(),
      encoding: 'utf8',
      env: clean_environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    assert.match(text, /GET/);
  });
});
