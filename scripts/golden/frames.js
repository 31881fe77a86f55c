'use strict';

// Scenarios for protocols whose software is not to be had: frames by the examples of their
// standards, which cross the wire between the two namespaces.

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

/** A frame of Cisco's, in LLC and SNAP; its items count their own length. */
function cisco_frame(type, ...body) {
  const llc = hex('aaaa03', '00000c', type, ...body);
  return frame('01000ccccccc', u16(llc.length), llc.toString('hex'));
}
const item = (type, ...data) => type + u16(4 + hex(...data).length) + hex(...data).toString('hex');
const text = (words) => Buffer.from(words).toString('hex');

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

const object = (number, ctype, ...data) =>
  u16(4 + hex(...data).length) + number + ctype + hex(...data).toString('hex');

/** An RSVP message in its packet. */
function rsvp(type, ...objects) {
  const body = hex('10', type, '0000', 'ff00', u16(8 + hex(...objects).length), ...objects);
  body.writeUInt16BE(checksum(body), 2);
  return ipv4_frame('020000000002', '0a090002', '2e', body.toString('hex'));
}

const SWITCH = text('FOC1031Z7JG');
const end = (type, system, key, port, state) =>
  `${type}14 8000 ${system} ${key} 8000 ${port} ${state} 000000`;
const lacp = (actor, partner) =>
  frame(
    '0180c2000002',
    '8809 01 01',
    actor,
    partner,
    '0310 000a',
    '00'.repeat(12),
    '00'.repeat(52),
  );
const [ONE, TWO] = ['020000000001', '020000000002'];

// 20 octets to port 9, in its packet.
const DATAGRAM = ipv4_frame(ONE, '0a090002', '11', udp('0009', '68656c6c6f'.repeat(4)))
  .subarray(14)
  .toString('hex');

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
  dtp: injected(
    'ether host 01:00:0c:cc:cc:cc',
    cisco_frame(
      '2004',
      '01',
      item('0001', text('Lab'), '00'),
      item('0002', '83'), // a trunk, desirable
      item('0003', 'a5'), // 802.1Q, in use and wanted
      item('0004', ONE),
    ),
  ),

  udld: injected(
    'ether host 01:00:0c:cc:cc:cc',
    cisco_frame(
      '0111',
      '21 01 6d85', // version 1, probe, recommended timeout
      item('0001', SWITCH),
      item('0002', text('Gi0/1')),
      item('0003', '00000001', u16(11), text('FOC1025X4W3'), u16(6), text('Fa0/21')), // has heard
      item('0004', '07'),
      item('0005', '05'),
      item('0006', text('S1')),
      item('0007', '00000009'),
    ),
  ),

  vtp: injected(
    'ether host 01:00:0c:cc:cc:cc',
    cisco_frame(
      '2003',
      '01 01 01 05', // summary, one follower
      text('cisco').padEnd(64, '0'),
      '00000002 9b012507',
      text('930301000900'),
      'fb393cf67014e50aa79c7c5b193f6fe1',
    ),
    cisco_frame(
      '2003',
      '01 02 01 05', // subset
      text('cisco').padEnd(64, '0'),
      '00000002',
      '14 00 01 07 0001 05dc 000186a1',
      text('default'),
      '00',
    ),
    cisco_frame('2003', '01 03 00 05', text('cisco').padEnd(64, '0'), '0001'), // request
  ),

  lacp: injected(
    'ether proto 0x8809',
    lacp(end('01', ONE, '0011', '0001', '47'), end('02', '000000000000', '0000', '0000', '00')),
    lacp(end('01', ONE, '0011', '0001', '3f'), end('02', TWO, '0022', '0003', '3d')),
    frame(
      '0180c2000002',
      '8809 03 0050 00', // OAM: information, discovered on both sides
      '0110 01 0001 00 05 05ee 00120f 00000000',
      '0210 01 0001 00 05 05ee 00120f 00000000',
      '00'.repeat(9),
    ),
  ),

  rsvp: injected(
    'ip proto 46',
    rsvp(
      '01', // Path
      object('01', '07', '0a090002', '0000', '0007', '0a090001'), // session: tunnel 7
      object('03', '01', '0a090001', '00000000'), // hop
      object('05', '01', '00007530'), // refreshed every 30 s
      object('13', '01', '00000800'), // asks for a label
      object('cf', '07', '07 07 00 08', text('tunnel 7')),
      object('0b', '07', '0a090001', '0000', '0001'), // sender, LSP 1
      object(
        '0c',
        '02',
        '00000007 01000006 7f000005',
        '49742400 447a0000 49742400 00000028 000005dc',
      ),
    ),
    rsvp(
      '02', // Resv
      object('01', '07', '0a090002', '0000', '0007', '0a090001'),
      object('03', '01', '0a090002', '00000000'),
      object('05', '01', '00007530'),
      object('08', '01', '00000012'), // shared explicit
      object(
        '09',
        '02',
        '00000007 05000006 7f000005',
        '49742400 447a0000 49742400 00000028 000005dc',
      ),
      object('0a', '07', '0a090001', '0000', '0001'),
      object('10', '01', '00000010'), // label 16
    ),
    rsvp('14', object('16', '01', 'deadbeef', '00000000')), // Hello
  ),

  // A datagram in HSR's two copies, in a service chain's packets, and authenticated.
  carriers: injected(
    'ether[12:2] == 0x892f or ether[12:2] == 0x894f or ether[12:2] == 0x88e5',
    frame(TWO, '892f 0036 0007 0800', DATAGRAM),
    frame(TWO, '892f 1036 0007 0800', DATAGRAM),
    frame(TWO, '892f 003a 0008 8100 0064 0800', DATAGRAM),
    frame(TWO, '894f 0fc6 01 01 000064 ff', '00'.repeat(16), DATAGRAM),
    frame(TWO, '894f 2042 02 03 000064 fe', TWO, ONE, '0800', DATAGRAM),
    frame(TWO, '88e5 20 00 00000009 020000000001 0001 0800', DATAGRAM, 'a5'.repeat(16)),
    frame(TWO, '88e5 41 00 0000000a 0800', DATAGRAM, 'a5'.repeat(16)),
    frame(TWO, '88e5 2e 10 0000000b 020000000001 0001', 'c3'.repeat(16), 'a5'.repeat(16)),
  ),
};
