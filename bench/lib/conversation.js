'use strict';

// A capture file of TCP connections, made of the bytes that their ends have said.

const fs = require('node:fs');
const { CaptureWriter } = require('../../lib/file');

const SEGMENT = 1448;
const HEADERS = 54; // Ethernet, IPv4, TCP
const SYN = 2;
const ACK = 16;
const FIN = 1;
const ENDS = { send: [0x0a4d0002, 0x0a4d0001], recv: [0x0a4d0001, 0x0a4d0002] };
const SERVER_PORT = 443;

class ConversationWriter {
  #writer = new CaptureWriter();
  #fd;
  #time = 1600000000e6; // microseconds
  #next_port = 20000;

  constructor(file) {
    this.#fd = fs.openSync(file, 'w');
    fs.writeSync(this.#fd, this.#writer.header());
  }

  /** Begins a connection: { data(direction, bytes), end() }. */
  connect() {
    const port = this.#next_port++;
    const seq = { send: 1000, recv: 2000 };
    const put = (direction, flags, bytes) => {
      const other = direction === 'send' ? 'recv' : 'send';
      this.#write(direction, port, { seq: seq[direction], ack: seq[other], flags, bytes });
      seq[direction] += bytes.length + (flags & (SYN | FIN) ? 1 : 0);
    };
    const nothing = Buffer.alloc(0);
    put('send', SYN, nothing);
    put('recv', SYN | ACK, nothing);
    put('send', ACK, nothing);
    return {
      data(direction, bytes) {
        for (let at = 0; at < bytes.length; at += SEGMENT) {
          put(direction, ACK, bytes.subarray(at, at + SEGMENT));
        }
        put(direction === 'send' ? 'recv' : 'send', ACK, nothing);
      },
      end() {
        put('send', FIN | ACK, nothing);
        put('recv', FIN | ACK, nothing);
        put('send', ACK, nothing);
      },
    };
  }

  close() {
    fs.closeSync(this.#fd);
  }

  #write(direction, port, { seq, ack, flags, bytes }) {
    const buf = Buffer.alloc(HEADERS + bytes.length);
    const [from, to] = ENDS[direction];
    buf.writeUInt16BE(0x0800, 12);
    buf[14] = 0x45;
    buf.writeUInt16BE(40 + bytes.length, 16);
    buf[22] = 64;
    buf[23] = 6;
    buf.writeUInt32BE(from, 26);
    buf.writeUInt32BE(to, 30);
    buf.writeUInt16BE(direction === 'send' ? port : SERVER_PORT, 34);
    buf.writeUInt16BE(direction === 'send' ? SERVER_PORT : port, 36);
    buf.writeUInt32BE(seq, 38);
    buf.writeUInt32BE(flags & ACK ? ack : 0, 42);
    buf[46] = 5 << 4;
    buf[47] = flags;
    buf.writeUInt16BE(65535, 48);
    bytes.copy(buf, HEADERS);
    this.#time += 10;
    const header = Buffer.alloc(16);
    header.writeUInt32LE(Math.floor(this.#time / 1e6), 0);
    header.writeUInt32LE(this.#time % 1e6, 4);
    header.writeUInt32LE(buf.length, 8);
    header.writeUInt32LE(buf.length, 12);
    fs.writeSync(this.#fd, this.#writer.record({ buf, header }));
  }
}

exports.ConversationWriter = ConversationWriter;
