'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const frames = require('../../../scripts/golden/wifi_frames');
const { prelude, result_of } = require('../../helpers/child');
const { Namespace, needs_root } = require('../../helpers/netns');
const tap = require('../../helpers/tap');

/**
 * Prints link type and bytes of the first packets of wifi0, and says so on stderr once it listens.
 */
const program = (count) => `
let left = ${count};
const session = createSession('wifi0', { promiscuous: false });
session.on('packet', ({ buf, link_type }) => {
  print([link_type, buf.toString('hex')]);
  if (--left === 0) session.close();
});
process.stderr.write('listening');
`;

describe('802.11 from a device', () => {
  let namespace;
  let device;

  before(async function () {
    needs_root(this);
    if (!tap.can_make_taps()) {
      console.log('      skipped: needs /dev/net/tun and python3, to make a TAP device');
      this.skip();
    }
    namespace = new Namespace();
    device = await tap.make_tap(namespace, 'wifi0', tap.ARPHRD_IEEE80211_RADIOTAP);
  });

  after(async () => {
    await device?.stop();
    namespace?.remove();
  });

  it('comes with radiotap, as its link type says', async () => {
    const sent = frames.with_radiotap;
    const child = namespace.spawn(process.execPath, ['-e', prelude + program(sent.length)], {
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    child.stderr.once('data', () => sent.forEach((frame) => device.send(frame)));
    const { json } = await result_of(child);
    assert.equal(json.length, sent.length);
    const packets = json.map(([link_type, text]) =>
      decode.bytes(Buffer.from(text, 'hex'), link_type),
    );
    assert.deepEqual(
      packets.map(({ payload_bytes }) => payload_bytes),
      sent,
    );
    for (const packet of packets) {
      assert.equal(packet.link_type, 'LINKTYPE_IEEE802_11_RADIO');
      assert.equal(packet.error, undefined);
    }
  });
});
