'use strict';

// Builders of UDP, TCP, ICMP and ICMPv6.

const { address, bit, number, wrong } = require('./fields');
const { checksum_of, pseudo_sum } = require('./ip');

const MAX_OPTIONS = 40; // bytes, of TCP
const FLAGS = { nonce: 256, cwr: 128, ece: 64, urg: 32, ack: 16, psh: 8, rst: 4, syn: 2, fin: 1 };

/** Writes the checksum of a message of which all else is written; without IP around it, zero. */
function seal(context, bytes, at, start) {
  const computed = start === undefined ? 0 : checksum_of(bytes, start);
  bytes.writeUInt16BE(number(context, 'checksum', 16, computed), at);
  return bytes;
}

function udp(context, payload) {
  const out = Buffer.concat([Buffer.alloc(8), payload]);
  out.writeUInt16BE(number(context, 'sport', 16), 0);
  out.writeUInt16BE(number(context, 'dport', 16), 2);
  out.writeUInt16BE(number(context, 'length', 16, out.length), 4);
  seal(context, out, 6, pseudo_sum(context, 'udp', out.length));
  const is_computed = context.fields.checksum === undefined && context.ip !== undefined;
  if (is_computed && out.readUInt16BE(6) === 0) out.writeUInt16BE(0xffff, 6); // zero says: none
  return out;
}

function tcp(context, payload) {
  const { fields } = context;
  const options = options_bytes(fields.options ?? {});
  const header = 20 + options.length;
  const out = Buffer.concat([Buffer.alloc(20), options, payload]);
  out.writeUInt16BE(number(context, 'sport', 16), 0);
  out.writeUInt16BE(number(context, 'dport', 16), 2);
  out.writeUInt32BE(number(context, 'seqno', 32), 4);
  out.writeUInt32BE(number(context, 'ackno', 32), 8);
  const bits = Object.entries(FLAGS).reduce(
    (sum, [name, value]) => sum | bit(fields.flags, name, value),
    0,
  );
  const words = number(context, 'headerLength', 6, header) >> 2;
  out.writeUInt16BE((words << 12) | (number(context, 'reserved', 3) << 9) | bits, 12);
  out.writeUInt16BE(number(context, 'windowSize', 16, 65535), 14);
  out.writeUInt16BE(number(context, 'urgentPointer', 16), 18);
  return seal(context, out, 16, pseudo_sum(context, 'tcp', out.length));
}

/** Options of a decoder in their order, those of a plain object in Linux's; whole words of them. */
function options_bytes(options) {
  const bytes = Array.isArray(options.list) ? of_list(options.list) : of_fields(options);
  const size = (bytes.length + 3) & ~3;
  if (size > MAX_OPTIONS)
    throw wrong('tcp', 'options', `${size} bytes`, `at most ${MAX_OPTIONS} bytes`);
  return Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);
}

function of_list(list) {
  return Buffer.concat(
    list.map(({ kind, data }) =>
      kind <= 1 ? Buffer.of(kind) : Buffer.concat([Buffer.of(kind, 2 + data.length), data]),
    ),
  );
}

function of_fields(fields) {
  const context = { layer: 'tcp.options', fields };
  const { mss, window_scale, sack_ok, sack, timestamp } = fields;
  const parts = [];
  const is_set = (value) => value !== undefined && value !== null;
  if (is_set(mss)) parts.push(option(2, 4, [2, number(context, 'mss', 16)]));
  if (sack_ok) parts.push(Buffer.from(is_set(timestamp) ? [4, 2] : [1, 1, 4, 2]));
  if (is_set(timestamp)) {
    const times = [4, number(context, 'timestamp', 32), 4, number(context, 'echo', 32)];
    parts.push(Buffer.concat([Buffer.from(sack_ok ? [] : [1, 1]), option(8, 10, times)]));
  }
  if (is_set(window_scale)) parts.push(Buffer.of(1, 3, 3, number(context, 'window_scale', 8)));
  if (Array.isArray(sack) && sack.length > 0) {
    const blocks = sack.flatMap((block) => block.flatMap((edge) => [4, edge >>> 0]));
    parts.push(Buffer.from([1, 1]), option(5, 2 + 8 * sack.length, blocks));
  }
  return Buffer.concat(parts);
}

/** An option: kind, length, and numbers, each after its size. */
function option(kind, length, numbers) {
  const out = Buffer.alloc(length);
  out[0] = kind;
  out[1] = length;
  for (let i = 0, at = 2; i < numbers.length; at += numbers[i], i += 2) {
    out.writeUIntBE(numbers[i + 1], at, numbers[i]);
  }
  return out;
}

/** The four octets after the checksum: identifier and number, or what else the type has there. */
function rest_of_icmp(context) {
  const { fields } = context;
  const out = Buffer.alloc(4);
  if (fields.gateway !== undefined) return address(context, 'gateway', 4);
  if (fields.pointer !== undefined) out[0] = number(context, 'pointer', 8);
  else if (fields.mtu !== undefined) out.writeUInt16BE(number(context, 'mtu', 16), 2);
  else {
    out.writeUInt16BE(number(context, 'id', 16), 0);
    out.writeUInt16BE(number(context, 'seq', 16), 2);
  }
  return out;
}

const ECHO = 8;
const ECHO_V6 = 128;

function icmp(context, payload) {
  const head = Buffer.of(number(context, 'type', 8, ECHO), number(context, 'code', 8), 0, 0);
  const is_decoded = context.fields.decoderName !== undefined; // then the rest is in the payload
  const rest = is_decoded ? Buffer.alloc(0) : rest_of_icmp(context);
  return seal(context, Buffer.concat([head, rest, payload]), 2, 0);
}

/**
 * Of echo messages identifier and number are fields; of others all after the checksum is payload.
 */
function icmpv6(context, payload) {
  const { fields } = context;
  const type = number(context, 'type', 8, ECHO_V6);
  const head = Buffer.of(type, number(context, 'code', 8), 0, 0);
  // Then identifier and number are in the payload.
  const is_decoded = fields.decoderName !== undefined;
  const is_echo = !is_decoded && (type === ECHO_V6 || type === ECHO_V6 + 1);
  const rest = is_echo
    ? rest_of_icmp({ ...context, fields: { id: fields.id, seq: fields.seq } })
    : Buffer.alloc(0);
  const out = Buffer.concat([head, rest, payload]);
  return seal(context, out, 2, pseudo_sum(context, 'icmpv6', out.length));
}

exports.icmp = icmp;
exports.icmpv6 = icmpv6;
exports.tcp = tcp;
exports.udp = udp;
