'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');

const { compile_filter } = require('../../lib/capture/filter');
const { createOfflineSession } = require('../../lib/capture/session');
const { numbered, pcap, temporary_folder, udp_frame } = require('../helpers/savefile');

describe('compile_filter', () => {
  it('matches Buffers', () => {
    const filter = compile_filter('udp dst port 53');
    assert.equal(filter.matches(udp_frame('', { dport: 53 })), true);
    assert.equal(filter.matches(udp_frame('', { dport: 54 })), false);
    assert.equal(filter.matches(Buffer.alloc(0)), false);
    assert.equal(filter.expression, 'udp dst port 53');
  });

  it('matches raw packets, by their length on the wire too', async () => {
    const folder = temporary_folder();
    const packets = numbered(4).map((packet, i) => ({ ...packet, len: i * 1000 + 60 }));
    const session = createOfflineSession(folder.write('x.pcap', pcap(packets)));
    const filter = compile_filter('greater 1500');
    const seen = [];
    session.on('packet', (raw) => seen.push(filter.matches(raw)));
    await once(session, 'complete');
    assert.deepEqual(seen, [false, false, true, true]);
    folder.remove();
  });

  it('compiles for the link type', () => {
    const frame = udp_frame('');
    const raw = compile_filter('udp', { link_type: 'LINKTYPE_RAW' });
    assert.equal(raw.matches(frame.subarray(14)), true);
    assert.equal(raw.matches(frame), false);
  });

  it('knows the netmask, in both forms', () => {
    const frame = udp_frame('', { daddr: [10, 9, 7, 255] });
    for (const netmask of ['255.255.255.0', 0xffffff00]) {
      const filter = compile_filter('ip broadcast', { netmask });
      assert.equal(filter.matches(frame), true);
      assert.equal(filter.matches(udp_frame('', { daddr: [10, 9, 255, 7] })), false);
    }
    assert.throws(() => compile_filter('ip broadcast'), { code: 'ERR_PCAP_FILTER' });
    assert.throws(() => compile_filter('ip', { netmask: 'x' }), { code: 'ERR_PCAP_OPTION' });
  });

  it('says what is wrong with an expression', () => {
    assert.throws(() => compile_filter('tcp.port eq 1'), {
      name: 'Error',
      code: 'ERR_PCAP_FILTER',
      message: /filter "tcp\.port eq 1" does not compile: .*(syntax|parse)/,
    });
    assert.throws(() => compile_filter(5), { name: 'TypeError', code: 'ERR_PCAP_OPTION' });
    assert.throws(() => compile_filter('tcp', { link_type: 'LINKTYPE_NONSENSE' }), {
      code: 'ERR_PCAP_LINK_TYPE',
    });
    assert.throws(() => compile_filter('tcp', 'LINKTYPE_RAW'), { code: 'ERR_PCAP_OPTION' });
    assert.ok(compile_filter('', null).matches(udp_frame('any')));
    assert.throws(() => compile_filter('tcp').matches('text'), { code: 'ERR_PCAP_OPTION' });
  });
});
