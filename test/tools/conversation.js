'use strict';

// Writes capture files of TCP conversations, so that a test can say byte by byte what was sent.

const fs = require('node:fs');

const CLIENT = { ip: [192, 0, 2, 1], port: 40000 };
const SERVER = { ip: [192, 0, 2, 2], port: 80 };

class Conversation {
  #packets = [];
  #time;
  #seq = { send: 1000, recv: 5000 };

  constructor({ time = 1600000000.5, client = CLIENT, server = SERVER, handshake = true } = {}) {
    this.#time = time;
    this.client = client;
    this.server = server;
    if (handshake) {
      this.#segment('send', 'S', '');
      this.#segment('recv', 'SA', '');
      this.#segment('send', 'A', '');
    }
  }

  wait(seconds) {
    this.#time += seconds;
    return this;
  }

  send(data) {
    return this.#data('send', data);
  }

  recv(data) {
    return this.#data('recv', data);
  }

  /** Bytes that were sent but not captured. */
  miss(direction, count) {
    this.#seq[direction] += count;
    return this;
  }

  end() {
    this.#segment('send', 'FA', '');
    this.#segment('recv', 'FA', '');
    this.#segment('send', 'A', '');
    return this;
  }

  reset(direction) {
    return this.#segment(direction, 'RA', '');
  }

  #data(direction, data) {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    for (let at = 0; at < bytes.length; at += 1400) {
      this.#segment(direction, 'PA', bytes.subarray(at, at + 1400));
    }
    return this;
  }

  #segment(direction, flags, data) {
    const bits = { F: 1, S: 2, R: 4, P: 8, A: 16 };
    const other = direction === 'send' ? 'recv' : 'send';
    const [from, to] =
      direction === 'send' ? [this.client, this.server] : [this.server, this.client];
    const tcp = Buffer.alloc(20);
    tcp.writeUInt16BE(from.port, 0);
    tcp.writeUInt16BE(to.port, 2);
    tcp.writeUInt32BE(this.#seq[direction], 4);
    tcp.writeUInt32BE(flags.includes('A') ? this.#seq[other] : 0, 8);
    tcp[12] = 0x50;
    tcp[13] = [...flags].reduce((sum, flag) => sum | bits[flag], 0);
    tcp.writeUInt16BE(65535, 14);
    const ip = Buffer.alloc(20);
    ip[0] = 0x45;
    ip.writeUInt16BE(40 + data.length, 2);
    ip[8] = 64;
    ip[9] = 6;
    ip.set(from.ip, 12);
    ip.set(to.ip, 16);
    this.packet(Buffer.concat([ip, tcp, Buffer.from(data)]));
    this.#seq[direction] += data.length + (/[SF]/.test(flags) ? 1 : 0);
    return this;
  }

  packet(bytes) {
    const time = Math.round(this.#time * 1e6);
    const header = Buffer.alloc(16);
    header.writeUInt32LE(Math.floor(time / 1e6), 0);
    header.writeUInt32LE(time % 1e6, 4);
    header.writeUInt32LE(bytes.length, 8);
    header.writeUInt32LE(bytes.length, 12);
    this.#packets.push(header, bytes);
    this.#time += 0.001;
  }

  /** The packets so far. */
  get packets() {
    return this.#packets.filter((_, i) => i % 2 === 1);
  }

  /** The capture file's bytes; link type RAW unless told otherwise. */
  file(link_type = 101) {
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(262144, 16);
    header.writeUInt32LE(link_type, 20);
    return Buffer.concat([header, ...this.#packets]);
  }

  write(path, link_type) {
    fs.writeFileSync(path, this.file(link_type));
    return path;
  }
}

/** The header of a pcap file, and its records. */
function records_of(file) {
  const parts = [file.subarray(0, 24)];
  for (let at = 24; at < file.length;) {
    const size = 16 + file.readUInt32LE(at + 8);
    parts.push(file.subarray(at, at + size));
    at += size;
  }
  return parts;
}

exports.Conversation = Conversation;
exports.records_of = records_of;
