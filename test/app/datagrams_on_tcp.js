'use strict';

// Conversations of protocols that are better known in datagrams; see conversations.js.

const u16 = (value) => Buffer.from([value >> 8, value & 255]);

// --- SIP

const SDP =
  'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\n';

const si = {
  /** A request: `branch` and number tell which transaction it is of. */
  request: (method, branch, cseq, body = '') =>
    si.message(`${method} sip:bob@192.0.2.2 SIP/2.0`, method, branch, cseq, body),
  response: (status, method, branch, cseq, body = '') =>
    si.message(`SIP/2.0 ${status}`, method, branch, cseq, body),
  message: (start, method, branch, cseq, body) =>
    [
      start,
      `Via: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK${branch}`,
      `CSeq: ${cseq} ${method}`,
      'Call-ID: call-1',
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `${method === 'BYE' ? 'l' : 'Content-Length'}: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
};

const to_steps = (...steps) => steps.map(([direction, text]) => [direction, Buffer.from(text)]);

const sip = to_steps(
  ['send', si.request('INVITE', 'a', 1, SDP)],
  [
    'recv',
    si.response('100 Trying', 'INVITE', 'a', 1) + si.response('180 Ringing', 'INVITE', 'a', 1),
  ],
  ['recv', si.response('200 OK', 'INVITE', 'a', 1, SDP)],
  ['send', `${si.request('ACK', 'b', 1)}\r\n\r\n`],
  ['recv', '\r\n'],
  ['recv', si.request('OPTIONS', 'x', 7)],
  ['send', si.response('200 OK', 'OPTIONS', 'x', 7)],
  ['send', si.request('BYE', 'c', 2)],
  ['recv', si.response('481 Call Does Not Exist', 'BYE', 'c', 2)],
);

// --- DNS

const dn_name = (name) =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);

function dn_message(id, flags, name, type, answers = []) {
  const head = Buffer.concat([id, flags, 1, answers.length, 0, 0].map(u16));
  const body = Buffer.concat([head, dn_name(name), u16(type), u16(1), ...answers]);
  return Buffer.concat([u16(body.length), body]);
}

const dn = {
  query: (id, name, type = 1) => dn_message(id, 0x0100, name, type),
  /** With as many addresses as there are. */
  response: (id, name, addresses = ['192.0.2.7'], type = 1) =>
    dn_message(
      ...[id, 0x8180, name, type],
      addresses.map((each) =>
        Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...each.split('.').map(Number)]),
      ),
    ),
};

const dns = [
  ['send', dn.query(1, 'one.example')],
  ['recv', dn.response(1, 'one.example')],
  ['send', Buffer.concat([dn.query(2, 'two.example'), dn.query(3, 'three.example', 28)])],
  ['recv', Buffer.concat([dn.response(3, 'three.example', [], 28), dn.response(2, 'Two.example')])],
  ['send', dn.query(4, 'zone.example', 252)],
  ['recv', dn.response(4, 'zone.example', ['192.0.2.1', '192.0.2.2'], 252)],
  ['recv', dn.response(4, 'zone.example', ['192.0.2.3'], 252)],
];

exports.CONVERSATIONS = { sip, dns };
exports.dn = dn;
exports.si = si;
