'use strict';

// Scenarios for protocols whose software is not to be had: frames by the examples of their standards, which cross the
// wire between the two namespaces.

const hex = (...parts) => Buffer.from(parts.join('').replace(/\s/g, ''), 'hex');
const u16 = (n) => n.toString(16).padStart(4, '0');

function checksum(bytes) {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** An Ethernet frame to a group address, from a router's. */
const frame = (to, ...body) => Buffer.concat([hex(to, '020000000001'), hex(...body)]);

/** An IPv4 packet in its frame. */
function ipv4_frame(to_mac, to, protocol, ...body) {
  const data = hex(...body);
  const ip = hex('45c0', u16(20 + data.length), '00000000', 'ff', protocol, '0000', '0a090001', to);
  ip.writeUInt16BE(checksum(ip), 10);
  return frame(to_mac, '0800', ip.toString('hex'), data.toString('hex'));
}

const udp = (port, ...body) => [port, port, u16(8 + hex(...body).length), '0000', ...body].join('');

const injected = (filter, ...frames) => ({
  filter,
  wait_for: frames.length,
  traffic: async ({ net, node }) => {
    const calls = frames.map(
      (each) => `session.inject(Buffer.from('${each.toString('hex')}', 'hex'));`,
    );
    await node(
      net.a,
      `const session = createSession('va', {});${calls.join('\n')}session.close();`,
    );
  },
});

const CISCO = '636973636f000000';
const hsrp = (to, ...body) =>
  ipv4_frame(`01005e0000${to}`, `e00000${to}`, '11', udp('07c1', ...body));

module.exports = {
  hsrp: injected(
    'udp port 1985',
    hsrp('02', '00 00 10 03 0a 6e 07 00', CISCO, 'c0000201'), // active, priority 110, group 7
    hsrp('02', '00 02 10 03 0a 6e 07 00', CISCO, 'c0000201'), // resigns
    hsrp('02', '00 03 0001 000e 02 00 0001 0002 00000000'), // advertises its groups
    hsrp(
      '66',
      '01 28 02 00 06 04 00fe 0011921a1700 00000069 000003e8 00000bb8',
      'c0000201',
      '00'.repeat(12),
      '03 08',
      CISCO,
    ),
  ),
};
