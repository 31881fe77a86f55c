'use strict';

// A short conversation of each stream protocol, as [direction, bytes] in order: what the tests of
// all of them and the fuzzer begin with.

const hex = (text) => Buffer.from(text.replace(/\s+/g, ''), 'hex');

// --- PostgreSQL

function pg_message(type, ...parts) {
  const body = Buffer.concat(
    parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part))),
  );
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

function pg_startup(parameters = 'user\0ann\0database\0shop\0application_name\0test\0\0') {
  const body = Buffer.from(parameters);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(196608, 4);
  return Buffer.concat([head, body]);
}

const u16 = (value) => Buffer.from([value >> 8, value & 255]);
const u32 = (value) =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);

const pg = {
  message: pg_message,
  startup: pg_startup,
  ssl: hex('00000008 04d2162f'),
  auth: (code) => pg_message('R', u32(code)),
  ready: pg_message('Z', 'I'),
  query: (text) => pg_message('Q', `${text}\0`),
  columns: (...names) =>
    pg_message(
      'T',
      u16(names.length),
      ...names.map((name) => Buffer.concat([Buffer.from(`${name}\0`), Buffer.alloc(18)])),
    ),
  row: (...values) =>
    pg_message(
      'D',
      u16(values.length),
      ...values.map((value) => Buffer.concat([u32(value.length), Buffer.from(value)])),
    ),
  complete: (tag) => pg_message('C', `${tag}\0`),
  error: (code, text) => pg_message('E', `SERROR\0VERROR\0C${code}\0M${text}\0\0`),
  parse: (name, text) => pg_message('P', `${name}\0${text}\0`, u16(0)),
  bind: (portal, name, ...values) =>
    pg_message(
      'B',
      `${portal}\0${name}\0`,
      u16(0),
      u16(values.length),
      ...values.map((value) => Buffer.concat([u32(value.length), Buffer.from(value)])),
      u16(0),
    ),
  execute: (portal) => pg_message('E', `${portal}\0`, u32(0)),
  sync: pg_message('S'),
};

const postgresql = [
  ['send', pg_startup()],
  ['recv', Buffer.concat([pg.auth(3)])],
  ['send', pg_message('p', 'secret\0')],
  [
    'recv',
    Buffer.concat([
      pg.auth(0),
      pg_message('S', 'server_version\x0015.1\0'),
      pg_message('K', u32(77), u32(1)),
      pg.ready,
    ]),
  ],
  ['send', pg.query('select name from users')],
  [
    'recv',
    Buffer.concat([
      pg.columns('name'),
      pg.row('ann'),
      pg.row('bob'),
      pg.complete('SELECT 2'),
      pg.ready,
    ]),
  ],
  [
    'send',
    Buffer.concat([pg.parse('s1', 'select $1'), pg.bind('', 's1', '5'), pg.execute(''), pg.sync]),
  ],
  [
    'recv',
    Buffer.concat([
      pg_message('1'),
      pg_message('2'),
      pg.row('5'),
      pg.complete('SELECT 1'),
      pg.ready,
    ]),
  ],
  ['send', pg.query('select nosuch')],
  ['recv', Buffer.concat([pg.error('42703', 'no column'), pg.ready])],
  ['send', pg_message('X')],
];

// --- MySQL

function my_packet(number, ...parts) {
  const body = Buffer.concat(
    parts.map((part) => (Array.isArray(part) ? Buffer.from(part) : Buffer.from(part, 'latin1'))),
  );
  const head = Buffer.from([
    body.length & 255,
    (body.length >> 8) & 255,
    body.length >> 16,
    number,
  ]);
  return Buffer.concat([head, body]);
}

const u16le = (value) => [value & 255, (value >> 8) & 255];
const u32le = (value) => [...u16le(value), ...u16le(value >>> 16)];
const lenenc = (text) => [text.length, ...Buffer.from(text)];

const my = {
  packet: my_packet,
  greeting: (flags, mariadb = 0) =>
    my_packet(
      0,
      [10],
      '8.0.1\0',
      u32le(9),
      'saltsalt\0',
      u16le(flags),
      [33, 2, 0],
      u16le(flags >>> 16),
      [21],
      Buffer.alloc(6).toString(),
      u32le(mariadb),
      'saltsaltsalt\0',
      'native\0',
    ),
  response: (flags, mariadb = 0) =>
    my_packet(
      1,
      u32le(flags),
      u32le(2 ** 24),
      [33],
      Buffer.alloc(19).toString(),
      u32le(mariadb),
      'ann\0',
      [4],
      'hash',
      flags & 8 ? 'shop\0' : '',
      'native\0',
      [lenenc('_os').length + lenenc('Linux').length],
      lenenc('_os'),
      lenenc('Linux'),
    ),
  command: (code, ...parts) => my_packet(0, [code], ...parts),
  ok: (number, { affected = 0, insert_id = 0, status = 2, info = '', head = 0 } = {}) =>
    my_packet(number, [head, affected, insert_id], u16le(status), u16le(0), info),
  eof: (number, status = 2) => my_packet(number, [0xfe, 0, 0], u16le(status)),
  error: (number, code, state, text) => my_packet(number, [0xff], u16le(code), `#${state}${text}`),
  column: (number, name) =>
    my_packet(
      number,
      lenenc('def'),
      lenenc(''),
      lenenc('t'),
      lenenc('t'),
      lenenc(name),
      lenenc(name),
      [12],
      Buffer.alloc(12).toString(),
    ),
  row: (number, ...values) => my_packet(number, ...values.map(lenenc)),
  FLAGS: 8 | 0x200 | 0x8000 | (1 << 19) | (1 << 20),
  DEPRECATE_EOF: 1 << 24,
};

const mysql = [
  ['recv', my.greeting(my.FLAGS)],
  ['send', my.response(my.FLAGS)],
  ['recv', my.ok(2)],
  ['send', my.command(3, 'select name from users')],
  [
    'recv',
    Buffer.concat([
      my_packet(1, [1]),
      my.column(2, 'name'),
      my.eof(3),
      my.row(4, 'ann'),
      my.row(5, 'bob'),
      my.eof(6),
    ]),
  ],
  ['send', my.command(3, 'selekt')],
  ['recv', my.error(1, 1064, '42000', 'no')],
  ['send', my.command(0x16, 'select ?')],
  [
    'recv',
    Buffer.concat([
      my_packet(1, [0], u32le(5), u16le(1), u16le(1), [0], u16le(0)),
      my.column(2, '?'),
      my.eof(3),
      my.column(4, '?'),
      my.eof(5),
    ]),
  ],
  ['send', my.command(0x17, u32le(5), [0], u32le(1))],
  [
    'recv',
    Buffer.concat([
      my_packet(1, [1]),
      my.column(2, '?'),
      my.eof(3),
      my_packet(4, [0, 0, 1, 65]),
      my.eof(5),
    ]),
  ],
  ['send', my.command(3, 'insert into t values (1)')],
  ['recv', my.ok(1, { affected: 1, insert_id: 7 })],
  ['send', my.command(1)],
];

// --- MQTT

function mq_packet(first, ...parts) {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = [];
  let rest = body.length;
  do {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

const mq_text = (text) => [...u16(Buffer.byteLength(text)), ...Buffer.from(text)];

const mq = {
  packet: mq_packet,
  text: mq_text,
  connect: mq_packet(
    0x10,
    mq_text('MQTT'),
    [4, 0xee],
    u16(60),
    mq_text('me'),
    mq_text('will'),
    mq_text('gone'),
    mq_text('ann'),
    mq_text('secret'),
  ),
  connect5: mq_packet(0x10, mq_text('MQTT'), [5, 2], u16(60), [5, 17], u32(30), mq_text('me')),
};

const mqtt = [
  ['send', mq.connect],
  ['recv', mq_packet(0x20, [0, 0])],
  ['send', mq_packet(0x82, u16(1), mq_text('a/#'), [1])],
  ['recv', mq_packet(0x90, u16(1), [1])],
  ['send', mq_packet(0x3d, mq_text('a/b'), u16(7), 'hello')],
  ['recv', mq_packet(0x50, u16(7))],
  ['send', mq_packet(0x62, u16(7))],
  [
    'recv',
    Buffer.concat([mq_packet(0x70, u16(7)), mq_packet(0x32, mq_text('a/b'), u16(1), 'hello')]),
  ],
  ['send', mq_packet(0x40, u16(1))],
  ['send', mq_packet(0xc0)],
  ['recv', mq_packet(0xd0)],
  ['send', Buffer.concat([mq_packet(0xa2, u16(2), mq_text('a/#')), mq_packet(0xe0)])],
];

// --- SSH

function ssh_packet(...payload) {
  const body = Buffer.concat(payload.map((part) => Buffer.from(part)));
  const padding = 8 - ((5 + body.length) % 8) + 4;
  return Buffer.concat([
    Buffer.from([...u32(1 + body.length + padding), padding]),
    body,
    Buffer.alloc(padding),
  ]);
}

const ssh_text = (text) => [...u32(text.length), ...Buffer.from(text)];

const ssh_kexinit = (...lists) => {
  const all = Array.from({ length: 10 }, (_, i) => ssh_text(lists[i] ?? ''));
  return ssh_packet([20], Buffer.alloc(16, 7), ...all, [0], u32(0));
};

const ssh = [
  ['recv', Buffer.from('SSH-2.0-OpenSSH_9.2 Debian\r\n')],
  ['send', Buffer.from('SSH-2.0-client_1\r\n')],
  [
    'send',
    ssh_kexinit(
      'curve25519-sha256,ecdh',
      'ssh-ed25519',
      'aes128-ctr',
      'aes256-ctr',
      'hmac1',
      'hmac2',
      'none',
      'none',
    ),
  ],
  [
    'recv',
    ssh_kexinit(
      'curve25519-sha256',
      'ssh-ed25519',
      'aes128-ctr',
      'aes256-ctr',
      'hmac1',
      'hmac2',
      'none',
      'none,zlib',
    ),
  ],
  ['send', ssh_packet([30], ssh_text('key'))],
  ['recv', ssh_packet([31], ssh_text('\0\0\0\x0bssh-ed25519key'), ssh_text('x'), ssh_text('y'))],
  ['recv', ssh_packet([21])],
  ['send', ssh_packet([21])],
  ['send', Buffer.from('encrypted')],
];

// --- Modbus/TCP

const modbus_adu = (id, unit, ...pdu) => {
  const body = Buffer.concat(pdu.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([...u16(id), 0, 0, ...u16(1 + body.length), unit]), body]);
};

const modbus = [
  ['send', modbus_adu(1, 1, [3], u16(100), u16(2))],
  ['recv', modbus_adu(1, 1, [3, 4], u16(7), u16(8))],
  [
    'send',
    Buffer.concat([modbus_adu(2, 1, [1], u16(0), u16(3)), modbus_adu(3, 1, [6], u16(5), u16(9))]),
  ],
  ['recv', Buffer.concat([modbus_adu(3, 1, [6], u16(5), u16(9)), modbus_adu(2, 1, [0x81, 2])])],
];

// --- BGP

function bgp_message(type, ...parts) {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.alloc(16, 255), u16(19 + body.length), Buffer.from([type]), body]);
}

const bgp_attribute = (type, ...value) => {
  const bytes = value.flatMap((part) => [...part]);
  return [0x40, type, bytes.length, ...bytes];
};

const bgp_open = (as, ...capabilities) => {
  const bytes = capabilities.flatMap(([code, ...value]) => [code, value.length, ...value]);
  return bgp_message(
    1,
    [4],
    u16(as),
    u16(90),
    [10, 0, 0, 1],
    [bytes.length + 2, 2, bytes.length],
    bytes,
  );
};

const bgp_update = ({ withdrawn = [], attributes = [], nlri = [] }) => {
  const all = attributes.flat();
  return bgp_message(2, u16(withdrawn.length), withdrawn, u16(all.length), all, nlri);
};

const bgp = [
  ['send', bgp_open(65001, [1, 0, 1, 0, 1], [65, 0, 0, 253, 233])],
  ['recv', Buffer.concat([bgp_open(65002, [65, 0, 0, 253, 234], [2]), bgp_message(4)])],
  ['send', bgp_message(4)],
  [
    'send',
    bgp_update({
      attributes: [
        bgp_attribute(1, [0]),
        bgp_attribute(2, [2, 1], u32(65001)),
        bgp_attribute(3, [10, 0, 0, 1]),
      ],
      nlri: [24, 192, 0, 2, 8, 10],
    }),
  ],
  ['recv', Buffer.concat([bgp_message(4), bgp_message(3, [6, 2, 3, 98, 121, 101])])],
];

// --- lines of text

const lines = (...steps) =>
  steps.map((step) => [step[0] === '>' ? 'send' : 'recv', Buffer.from(step.slice(2))]);

const smtp = lines(
  '< 220 mail.example ESMTP\r\n',
  '> EHLO me\r\n',
  '< 250-mail.example\r\n250 8BITMIME\r\n',
  '> AUTH PLAIN c2VjcmV0\r\n',
  '< 235 fine\r\n',
  '> MAIL FROM:<ann@example.org> SIZE=5\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n',
  '< 250 ok\r\n250 ok\r\n354 go\r\n',
  '> Subject: x\r\n\r\nQUIT\r\n..\r\n.\r\n',
  '< 250 queued\r\n',
  '> QUIT\r\n',
  '< 221 bye\r\n',
);

const ftp = lines(
  '< 220-hello\r\n220 FTP server\r\n',
  '> USER ann\r\n',
  '< 331 password\r\n',
  '> PASS secret\r\n',
  '< 230 in\r\n',
  '> PASV\r\n',
  '< 227 Entering Passive Mode (192,0,2,1,4,1)\r\n',
  '> RETR file\r\n',
  '< 150 opening\r\n226 done\r\n',
  '> QUIT\r\n',
  '< 221 bye\r\n',
);

const imap = lines(
  '< * OK ready\r\n',
  '> a1 LOGIN "ann" secret\r\n',
  '< a1 OK in\r\n',
  '> a2 SELECT inbox\r\n',
  '< * 3 EXISTS\r\na2 OK done\r\n',
  '> a3 UID FETCH 1 BODY[]\r\n',
  '< * 1 FETCH (BODY[] {11}\r\na3 OK no\r\nx)\r\na3 OK done\r\n',
  '> a4 LOGOUT\r\n',
  '< * BYE\r\na4 OK bye\r\n',
);

const pop3 = lines(
  '< +OK ready\r\n',
  '> USER ann\r\n',
  '< +OK\r\n',
  '> PASS secret\r\n',
  '< +OK in\r\n',
  '> LIST\r\nRETR 1\r\n',
  '< +OK\r\n1 100\r\n.\r\n+OK follows\r\n-ERR is text\r\n..\r\n.\r\n',
  '> QUIT\r\n',
  '< +OK bye\r\n',
);

const nats = lines(
  '< INFO {"server_id":"N","version":"2.9","headers":true}\r\n',
  '> CONNECT {"verbose":true,"user":"ann","pass":"secret","name":"test"}\r\nPING\r\n',
  '< +OK\r\nPONG\r\n',
  '> SUB a.* workers 1\r\nSUB b 2\r\nPUB a.x _INBOX.1 5\r\nhello\r\n',
  '< MSG a.x 1 _INBOX.1 5\r\nhello\r\n',
  '> HPUB b 20 22\r\nNATS/1.0\r\nkey: v\r\n\r\nhi\r\nUNSUB 1 5\r\nUNSUB 2\r\n',
  "< HMSG b 2 20 22\r\nNATS/1.0\r\nkey: v\r\n\r\nhi\r\nPING\r\n-ERR 'Unknown Protocol Operation'\r\n",
);

exports.bgp = {
  message: bgp_message,
  open: bgp_open,
  update: bgp_update,
  attribute: bgp_attribute,
};
exports.hex = hex;
exports.modbus_adu = modbus_adu;
exports.ssh = { packet: ssh_packet, text: ssh_text, kexinit: ssh_kexinit };
exports.mq = mq;
exports.my = my;
exports.u16le = u16le;
exports.u32le = u32le;
exports.pg = pg;
exports.u16 = u16;
exports.u32 = u32;
exports.CONVERSATIONS = {
  ...{ postgresql, mysql, mqtt, ssh, modbus, bgp, smtp, ftp, imap, pop3, nats },
  ...require('./stores').CONVERSATIONS,
  ...require('./datagrams_on_tcp').CONVERSATIONS,
};
