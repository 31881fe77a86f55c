'use strict';

const { decode } = require('../../lib/decode');

function u16(number) {
  return Buffer.from([number >> 8, number & 255]);
}

/** An IPv4 packet with a datagram from 10.0.0.`from` to 10.0.0.`to`. */
function ip_datagram(bytes, { sport = 50000, dport = 443, from = 1, to = 2 } = {}) {
  const length = u16(28 + bytes.length);
  const ip = [Buffer.from('4500', 'hex'), length, Buffer.from('0000000040110000', 'hex')];
  const addresses = Buffer.from([10, 0, 0, from, 10, 0, 0, to]);
  const udp = [u16(sport), u16(dport), u16(8 + bytes.length), u16(0)];
  return Buffer.concat([...ip, addresses, ...udp, bytes]);
}

/** The same, decoded. */
function datagram(bytes, how) {
  return decode.bytes(ip_datagram(bytes, how), 'LINKTYPE_RAW');
}

/** The answer to it. */
function answer(bytes, { sport = 50000, dport = 443, from = 1, to = 2 } = {}) {
  return datagram(bytes, { sport: dport, dport: sport, from: to, to: from });
}

exports.answer = answer;
exports.datagram = datagram;
exports.ip_datagram = ip_datagram;
