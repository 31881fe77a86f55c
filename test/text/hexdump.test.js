'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const { createOfflineSession, hexdump } = require('../../lib/pcap');

const CAPTURE = path.join(__dirname, '..', 'golden', 'http.pcap');

describe('hexdump', () => {
  it('says what tcpdump -XX and -xx say', async function () {
    const args = ['-nn', '-t', '-r', CAPTURE];
    const { error, stdout } = spawnSync('tcpdump', [...args, '-XX'], { encoding: 'utf8' });
    if (error !== undefined) {
      console.log('      skipped: tcpdump is not installed');
      return this.skip();
    }
    const hex = spawnSync('tcpdump', [...args, '-xx'], { encoding: 'utf8' }).stdout;
    const lines_of = (text) =>
      text
        .split('\n')
        .filter((line) => line.startsWith('\t'))
        .map((line) => line.replace(/\s+$/, ''));
    const [ours, plain] = [[], []];
    for await (const { buf } of createOfflineSession(CAPTURE)) {
      ours.push(...hexdump(buf, { prefix: '\t' }).split('\n'));
      plain.push(...hexdump(buf, { prefix: '\t', ascii: false }).split('\n'));
    }
    const trimmed = ours.map((line) => line.replace(/\s+$/, ''));
    assert.deepEqual(trimmed, lines_of(stdout));
    assert.deepEqual(plain, lines_of(hex));
  });

  it('counts from an offset, and takes no bytes', () => {
    assert.equal(hexdump(Buffer.from('ab'), { offset: 256, ascii: false }), '0x0100:  6162');
    assert.equal(hexdump(Buffer.alloc(0)), '');
    assert.throws(() => hexdump(Buffer.alloc(1), { offset: -1 }), { code: 'ERR_PCAP_OPTION' });
  });
});
