'use strict';

// What protocols begin with, for the table of services. Each function gets { send, recv, on_port }:
// the first bytes of either side, and whether one of them has a port of the service. It answers
// true, false, or undefined when it takes more bytes. Nothing here loads a protocol.

const MAX_LINE = 1024;

/** Whether `pattern` is what bytes begin with, as soon as there are `least` of them or a line. */
function line_is({ length }, text, pattern) {
  if (pattern.test(text)) return true;
  return length < MAX_LINE && !text.includes('\n') ? undefined : false;
}

/** Whether bytes begin with a text, as far as they go. */
function begins_with(bytes, text) {
  if (bytes.length === 0) return undefined;
  const found = bytes.toString('latin1', 0, text.length);
  if (found === text) return true;
  return text.startsWith(found) ? undefined : false;
}

/** In which the server speaks first: false where the client did not wait for it. */
function server_begins({ send, recv }, text) {
  if (recv.length === 0) return send.length > 0 ? false : undefined;
  return begins_with(recv, text);
}

function is_postgresql({ send }) {
  if (send.length < 8) return send.length === 0 || send[0] === 0 ? undefined : false;
  const length = send.readUInt32BE(0);
  const code = send.readUInt32BE(4);
  if (code >>> 16 === 3) return length >= 9 && length <= 10000;
  if (code === 80877102) return length >= 12 && length <= 1024;
  return (code === 80877103 || code === 80877104) && length === 8;
}

// The server's greeting: version 10, its own version as text.
function is_mysql({ send, recv }) {
  if (recv.length === 0) return send.length > 0 ? false : undefined;
  if (recv.length < 9) return recv.length < 4 || recv[3] === 0 ? undefined : false;
  if (recv[3] !== 0) return false;
  const length = recv.readUIntLE(0, 3);
  if (recv[4] === 0xff) return length >= 3 && length < 512 && recv[6] < 8;
  return (
    recv[4] === 10 && /^[\d.]{3}[\x20-\x7e]{0,80}(?:\0|$)/.test(recv.toString('latin1', 5, 86))
  );
}

function is_mqtt({ send }) {
  if (send.length === 0) return undefined;
  if (send[0] !== 0x10) return false;
  let at = 1;
  while (at < 4 && send[at] >= 0x80) at++;
  const name = send.toString('latin1', at + 3, at + 9);
  if (name.length < 5) return send.length < 13 ? undefined : false;
  return name.startsWith('MQTT') ? send[at + 7] === 4 || send[at + 7] === 5 : name === 'MQIsdp';
}

function is_ssh({ send, recv }) {
  const both = [send, recv].map((bytes) => begins_with(bytes, 'SSH-'));
  return (
    both.find((found) => found === true) ??
    (both.includes(undefined) && !both.includes(false) ? undefined : false)
  );
}

const FTP_COMMAND = /^(?:USER|AUTH|FEAT|PASS|SYST|OPTS|CLNT|HOST)\b/i;
const SMTP_COMMAND = /^(?:EHLO|HELO|LHLO|XCLIENT|QUIT|NOOP|MAIL)\b/i;

// Both begin with 220: the greeting's words, the port, or the client's first command tell.
function is_220(first, words, command) {
  const begins = server_begins(first, '220');
  if (begins !== true) return begins;
  const { send, recv, on_port } = first;
  const text = recv.toString('latin1', 0, MAX_LINE);
  if (!/^220[ -]/.test(text)) return recv.length < 4 ? undefined : false;
  if (send.length > 0) return line_is(send, send.toString('latin1', 0, MAX_LINE), command);
  return on_port || words.test(text) ? true : undefined;
}

const is_ftp = (first) => is_220(first, /\bftp/i, FTP_COMMAND);
const is_smtp = (first) => is_220(first, /\b[EL]?S?MTP\b/i, SMTP_COMMAND);

function is_imap(first) {
  const { recv } = first;
  const begins = server_begins(first, '* ');
  return begins === true
    ? line_is(recv, recv.toString('latin1', 0, 12), /^\* (?:OK|PREAUTH|BYE)\b/i)
    : begins;
}

function is_pop3(first) {
  const begins = server_begins(first, '+OK');
  if (begins !== true) return begins;
  const { send, on_port } = first;
  if (on_port) return true;
  if (send.length === 0) return undefined;
  return line_is(
    send,
    send.toString('latin1', 0, MAX_LINE),
    /^(?:CAPA|USER|APOP|AUTH|STLS|QUIT)\b/i,
  );
}

// Clients wait for the server's INFO, as a rule.
function is_nats(first) {
  const begins = server_begins(first, 'INFO {');
  return begins === false && first.send.length > 0 ? begins_with(first.send, 'CONNECT {') : begins;
}

function is_bgp({ send, recv }) {
  for (const bytes of [send, recv]) {
    if (bytes.length === 0) continue;
    if (!bytes.subarray(0, 16).every((byte) => byte === 255)) return false;
    if (bytes.length < 19) return undefined;
    const length = bytes.readUInt16BE(16);
    return length >= 19 && bytes[18] >= 1 && bytes[18] <= 5;
  }
  return undefined;
}

// The header says little: it counts on the port only.
function is_modbus({ send, on_port }) {
  if (!on_port) return false;
  if (send.length < 8) return undefined;
  const length = send.readUInt16BE(4);
  return send.readUInt16BE(2) === 0 && length >= 2 && length <= 254 && send[7] > 0 && send[7] < 128;
}

const MEMCACHED_COMMAND =
  /^(?:(?:gets?|delete|incr|decr|touch|gats?|m[gsdae]) [^ \r\n]+|(?:set|add|replace|append|prepend|cas) [^ \r\n]+ \d+ -?\d+ \d+|(?:mn|version|stats)\r\n)/;

function is_memcached({ send }) {
  if (send.length === 0) return undefined;
  if (send[0] !== 0x80) return line_is(send, send.toString('latin1', 0, 300), MEMCACHED_COMMAND);
  if (send.length < 24) return send.length > 1 && send[1] > 0x24 ? false : undefined;
  const [key, extras, body] = [send.readUInt16BE(2), send[4], send.readUInt32BE(8)];
  return send[1] <= 0x24 && send[5] === 0 && key <= 250 && extras <= 20 && key + extras <= body;
}

const is_amqp = ({ send }) => begins_with(send, 'AMQP');

const MONGODB_OPCODES = new Set([2004, 2012, 2013]);

function is_mongodb({ send }) {
  if (send.length < 16) return send.length >= 4 && send[3] > 3 ? false : undefined;
  const [length, response_to, opcode] = [0, 8, 12].map((at) => send.readInt32LE(at));
  return length >= 26 && length <= 48e6 && response_to === 0 && MONGODB_OPCODES.has(opcode);
}

const KAFKA_FIRST = new Set([3, 17, 18]); // Metadata, SaslHandshake, ApiVersions

// The header says little: on other ports, it counts for what a client begins with only.
function is_kafka({ send, on_port }) {
  if (send.length < 14) return send.length > 0 && send[0] > 15 ? false : undefined;
  const [size, length] = [send.readInt32BE(0), send.readInt16BE(12)];
  const [key, version] = [send.readUInt16BE(4), send.readUInt16BE(6)];
  if (size < 10 || size > 256e6 || key > 100 || version > 30 || length < -1) return false;
  if (10 + length > size || (!on_port && !(KAFKA_FIRST.has(key) && size < 1024))) return false;
  if (send.length < 14 + length) return length < 256 ? undefined : false;
  return /^[\x20-\x7e]*$/.test(send.toString('latin1', 14, 14 + Math.max(0, length)));
}

const SIP_START =
  /^(?:SIP\/2\.0 \d{3}[ \r\n]|[A-Z]{2,32} [a-z][a-z\d+.-]{0,20}:\S* SIP\/2\.0\r?\n)/;

/** Either side may begin, and can send line ends before. */
function is_sip({ send, recv }) {
  const found = [send, recv].map((bytes) => {
    const text = bytes.toString('latin1', 0, MAX_LINE).replace(/^[\r\n]+/, '');
    return bytes.length === 0 ? undefined : line_is(bytes, text, SIP_START);
  });
  if (found.includes(true)) return true;
  return found.includes(false) ? false : undefined;
}

// The header says little: it counts on the port only.
function is_dns({ send, on_port }) {
  if (!on_port) return false;
  if (send.length < 14) return undefined;
  const count = (n) => send.readUInt16BE(6 + 2 * n);
  const least = 12 + 5 * count(0) + 11 * (count(1) + count(2) + count(3));
  return (send[4] & 0x80) === 0 && count(0) > 0 && send.readUInt16BE(0) >= least;
}

exports.is_amqp = is_amqp;
exports.is_bgp = is_bgp;
exports.is_dns = is_dns;
exports.is_ftp = is_ftp;
exports.is_imap = is_imap;
exports.is_kafka = is_kafka;
exports.is_memcached = is_memcached;
exports.is_modbus = is_modbus;
exports.is_mongodb = is_mongodb;
exports.is_mqtt = is_mqtt;
exports.is_mysql = is_mysql;
exports.is_nats = is_nats;
exports.is_pop3 = is_pop3;
exports.is_postgresql = is_postgresql;
exports.is_sip = is_sip;
exports.is_smtp = is_smtp;
exports.is_ssh = is_ssh;
