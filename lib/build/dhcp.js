'use strict';

// Builder of DHCP messages, RFC 2131 and 2132.

const { CODES, OPTIONS } = require('../protocol/dhcp/options');
const { address, number, wrong } = require('./fields');

const COOKIE = Buffer.of(0x63, 0x82, 0x53, 0x63);
const END = 255;
const MAX_OPTION = 255; // octets of a piece: more go on in another, RFC 3396
const LEAST = 300; // octets of a message (RFC 1542, 2.1)
const UNSPECIFIED = '0.0.0.0';
const SIZES = { chaddr: 16, sname: 64, file: 128 };

const of_number = (bits) => (value, name) => {
  const checked = number({ layer: 'dhcp', fields: { [name]: value } }, name, bits);
  const out = Buffer.alloc(bits / 8);
  out.writeUIntBE(checked, 0, bits / 8);
  return out;
};
const ip = (value, name) => address({ layer: 'dhcp', fields: { [name]: value } }, name, 4);
const list_of = (write) => (values, name) => {
  if (!Array.isArray(values)) throw wrong('dhcp', name, values, 'a list');
  return Buffer.concat(values.map((value) => write(value, name)));
};
const text = (value, name) => {
  if (typeof value === 'string') return Buffer.from(value);
  throw wrong('dhcp', name, value, 'text');
};

/** Type and address of the client, RFC 2132, 9.14, or RFC 4361's form. */
function client_identifier({ type = 1, id, iaid, duid }, name) {
  const rest =
    duid === undefined ? [octets(id, name)] : [of_number(32)(iaid, 'iaid'), octets(duid, 'duid')];
  return Buffer.concat([of_number(8)(type, 'type'), ...rest]);
}

function octets(value, name) {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return address({ layer: 'dhcp', fields: { [name]: value } }, name, 6);
}

/** Names as DNS writes them. */
function dns_name(value, name) {
  const labels = text(value, name)
    .toString('latin1')
    .split('.')
    .filter((label) => label !== '');
  if (labels.some((label) => label.length > 63)) throw wrong('dhcp', name, value, 'a name');
  const parts = labels.map((label) =>
    Buffer.from(String.fromCharCode(label.length) + label, 'latin1'),
  );
  return Buffer.concat([...parts, Buffer.of(0)]);
}

const WRITERS = {
  text,
  ip,
  flag: () => Buffer.alloc(0),
  u8: of_number(8),
  u16: of_number(16),
  u32: of_number(32),
  i32: (value, name) => of_number(32)(Number.isInteger(value) ? value >>> 0 : value, name),
  bool: (value) => Buffer.of(value ? 1 : 0),
  u8s: list_of(of_number(8)),
  u16s: list_of(of_number(16)),
  ips: list_of(ip),
  ip_pairs: list_of(list_of(ip)),
  names: list_of(dns_name),
  client_identifier,
};

/** The bytes of an option: `data` where it has them, else by its kind. */
function option_bytes({ code, name, data, value }) {
  const number_of = code ?? CODES[name];
  if (!(Number.isInteger(number_of) && number_of > 0 && number_of < END)) {
    throw wrong('dhcp', 'options', name ?? code, 'known by code or name');
  }
  const { name: known = `option ${number_of}`, kind } = OPTIONS.get(number_of) ?? {};
  const bytes = data instanceof Uint8Array ? Buffer.from(data) : WRITERS[kind]?.(value, known);
  if (bytes === undefined) throw wrong('dhcp', known, value, 'given as data, which is bytes');
  return pieces(number_of, bytes);
}

function pieces(code, bytes) {
  const list = [];
  let at = 0;
  do {
    const piece = bytes.subarray(at, at + MAX_OPTION);
    list.push(Buffer.of(code, piece.length), piece);
    at += MAX_OPTION;
  } while (at < bytes.length);
  return Buffer.concat(list);
}

/** A list of `{ code or name, value or data }`, or an object of values by name. */
function options_bytes(options) {
  const list = Array.isArray(options)
    ? options
    : Object.entries(options).map(([name, value]) => ({ name, value }));
  return Buffer.concat([COOKIE, ...list.map(option_bytes), Buffer.of(END)]);
}

/** A text or bytes in a field of a fixed size. */
function padded(value, field) {
  const bytes = value instanceof Uint8Array ? value : text(value ?? '', field);
  if (bytes.length > SIZES[field])
    throw wrong('dhcp', field, value, `at most ${SIZES[field]} octets`);
  return Buffer.concat([bytes], SIZES[field]);
}

function hardware_address({ chaddr }) {
  if (chaddr === undefined) return padded(Buffer.alloc(0), 'chaddr');
  return padded(chaddr instanceof Uint8Array ? chaddr : octets(chaddr, 'chaddr'), 'chaddr');
}

function dhcp(context, payload) {
  const { fields } = context;
  const head = Buffer.alloc(12);
  head[0] = number(context, 'op', 8, 1);
  head[1] = number(context, 'htype', 8, 1);
  head[2] = number(context, 'hlen', 8, 6);
  head[3] = number(context, 'hops', 8);
  head.writeUInt32BE(number(context, 'xid', 32), 4);
  head.writeUInt16BE(number(context, 'secs', 16), 8);
  head.writeUInt16BE(number(context, 'flags', 16), 10);
  const addresses = ['ciaddr', 'yiaddr', 'siaddr', 'giaddr'].map((field) =>
    address(context, field, 4, UNSPECIFIED),
  );
  const texts = [
    hardware_address(fields),
    padded(fields.sname, 'sname'),
    padded(fields.file, 'file'),
  ];
  const message = Buffer.concat([
    head,
    ...addresses,
    ...texts,
    options_bytes(fields.options ?? {}),
  ]);
  const is_decoded = fields.decoderName !== undefined; // then what follows is in the payload
  const room = is_decoded ? 0 : Math.max(0, LEAST - message.length - payload.length);
  return Buffer.concat([message, payload, Buffer.alloc(room)]);
}

exports.dhcp = dhcp;
