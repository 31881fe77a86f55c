'use strict';

// Golden captures: test/golden/NAME.pcap, and in NAME.txt what String(packet) gives for each
// packet. NAME.cut.pcap is its truncated twin: each packet cut to two thirds. Read here byte by
// byte, without the addon.

const fs = require('node:fs');
const path = require('node:path');
const decode = require('../../lib/decode');
const { link_type_name } = require('../../lib/file/link_types');

const FOLDER = path.join(__dirname, '..', 'golden');

/**
 * A little-endian pcap file of microseconds: { link_type (number), packets: [{ header, buf }] }.
 */
function read_pcap(file) {
  const bytes = fs.readFileSync(file);
  if (bytes.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error(`${file}: not such a pcap file`);
  const packets = [];
  for (let o = 24; o + 16 <= bytes.length;) {
    const end = o + 16 + bytes.readUInt32LE(o + 8);
    if (end > bytes.length) break;
    packets.push({ header: bytes.subarray(o, o + 16), buf: bytes.subarray(o + 16, end) });
    o = end;
  }
  return { link_type: bytes.readUInt32LE(20) & 0xffff, packets };
}

function write_pcap(file, { link_type, packets }) {
  const head = Buffer.from('d4c3b2a1020004000000000000000000ffff000000000000', 'hex');
  head.writeUInt32LE(link_type, 20);
  fs.writeFileSync(
    file,
    Buffer.concat([head, ...packets.flatMap(({ header, buf }) => [header, buf])]),
  );
}

/** The truncated twin of a capture. */
function cut(capture) {
  const packets = capture.packets.map(({ header, buf }) => {
    const short = buf.subarray(0, Math.ceil((buf.length * 2) / 3));
    const copy = Buffer.from(header);
    copy.writeUInt32LE(short.length, 8);
    return { header: copy, buf: short };
  });
  return { link_type: capture.link_type, packets };
}

/** The capture's packets as sessions give them. */
function raw_packets(file) {
  const { link_type, packets } = read_pcap(file);
  return packets.map(({ header, buf }) => ({ header, buf, link_type: link_type_name(link_type) }));
}

/**
 * A line a packet (DNS takes some more, which begin with two spaces), and what is wrong with it.
 */
function text_of(file) {
  const lines = raw_packets(file).map((raw) => {
    const packet = decode.packet(raw);
    const { error } = packet;
    return String(packet) + (error ? `\n  ${error.code} ${error.message}` : '');
  });
  return lines.join('\n') + '\n';
}

/** Names of all golden captures, the truncated twins among them. */
function names() {
  return fs
    .readdirSync(FOLDER)
    .filter((file) => file.endsWith('.pcap'))
    .map((file) => file.slice(0, -'.pcap'.length));
}

exports.path_of = (name, ending) => path.join(FOLDER, name + ending);
exports.cut = cut;
exports.names = names;
exports.raw_packets = raw_packets;
exports.read_pcap = read_pcap;
exports.text_of = text_of;
exports.write_pcap = write_pcap;
