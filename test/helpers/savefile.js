'use strict';

// Capture files made by hand, byte by byte, so that tests don't depend on what they test.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

function u32(...values) {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => out.writeUInt32LE(value, i * 4));
  return out;
}

/** A pcap file; packets are { sec, frac, bytes, len }, frac in micro- or nanoseconds. */
function pcap(packets, { link_type = 1, snap_length = 262144, nano = false } = {}) {
  const head = Buffer.concat([
    u32(nano ? 0xa1b23c4d : 0xa1b2c3d4), // magic
    Buffer.from([2, 0, 4, 0]), // version 2.4
    u32(0, 0, snap_length, link_type),
  ]);
  const records = packets.flatMap(({ sec = 0, frac = 0, bytes, len = bytes.length }) => [
    u32(sec, frac, bytes.length, len),
    bytes,
  ]);
  return Buffer.concat([head, ...records]);
}

/** A block of a pcapng file, around a body of whole words. */
function block(type, body) {
  const size = body.length + 12;
  return Buffer.concat([u32(type, size), body, u32(size)]);
}

/** The option of an interface that names it. */
function name_option(name) {
  if (name === undefined) return Buffer.alloc(0);
  const bytes = Buffer.from(name);
  const head = Buffer.from([2, 0, bytes.length, 0]);
  return Buffer.concat([head, bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/**
 * A pcapng file: one interface for each link type, some with names; packets are { face, bytes }.
 */
function pcapng(link_types, packets, names = []) {
  const section = block(0x0a0d0d0a, Buffer.concat([u32(0x1a2b3c4d, 1), Buffer.alloc(8, 0xff)]));
  const faces = link_types.map((type, i) =>
    block(1, Buffer.concat([u32(type, 65535), name_option(names[i])])),
  );
  const blocks = packets.map(({ face, bytes }) => {
    const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
    const head = u32(face, 0, 1000, bytes.length, bytes.length);
    return block(6, Buffer.concat([head, bytes, padding]));
  });
  return Buffer.concat([section, ...faces, ...blocks]);
}

/** An Ethernet frame with IPv4 and UDP around text. */
function udp_frame(text, { sport = 1000, dport = 2000, daddr = [10, 0, 0, 2] } = {}) {
  const data = Buffer.from(text);
  const frame = Buffer.alloc(42 + data.length);
  frame.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00, 0x45]);
  frame.writeUInt16BE((28 + data.length) % 65536, 16); // too large a packet lies
  frame.set([64, 17, 0, 0, 10, 0, 0, 1, ...daddr], 22);
  frame.writeUInt16BE(sport, 34);
  frame.writeUInt16BE(dport, 36);
  frame.writeUInt16BE((8 + data.length) % 65536, 38);
  data.copy(frame, 42);
  return frame;
}

/** count packets, each of which says its number; one a millisecond. */
function numbered(count, text = (i) => `packet ${i}`) {
  return Array.from({ length: count }, (_, i) => ({
    sec: 1600000000 + Math.floor(i / 1000),
    frac: (i % 1000) * 1000,
    bytes: udp_frame(text(i)),
  }));
}

/** A folder for a test's files: { path(name), write(name, bytes), remove() }. */
function temporary_folder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-test-'));
  return {
    path: (name) => path.join(folder, name),
    write(name, bytes) {
      fs.writeFileSync(path.join(folder, name), bytes);
      return path.join(folder, name);
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

exports.block = block;
exports.numbered = numbered;
exports.pcap = pcap;
exports.pcapng = pcapng;
exports.temporary_folder = temporary_folder;
exports.u32 = u32;
exports.udp_frame = udp_frame;
