'use strict';

// The lines of `pcap dump`.

const { decode, hexdump } = require('../pcap');
const { count_of } = require('./format');
const { PacketTimes } = require('./packet_times');
const { safe, safe_json, safe_lines } = require('./safe_text');

class PacketPrinter {
  #options;
  #output;
  #times;
  #count = 0;

  constructor(options, output) {
    this.#options = options;
    this.#output = output;
    this.#times = new PacketTimes(options);
  }

  print(raw) {
    const packet = decode.packet(raw);
    this.#count++;
    if (this.#options.json) {
      this.#output.print(safe_json(packet.to_object()));
      return;
    }
    const { number, e, v } = this.#options;
    const start = number ? `${this.#count} ` : '';
    const link = e ? link_text(packet.payload) : '';
    const line = `${start}${this.#times.format(packet.time_ns)}${link}${packet.summary()}`;
    this.#output.print(safe`${line}`);
    if (v) this.#print_layers(packet);
    this.#print_bytes(packet);
  }

  #print_layers(packet) {
    for (const line of String(packet).split('\n')) this.#output.print(safe`    ${line.trim()}`);
  }

  #print_bytes(packet) {
    const { x = [], X = [] } = this.#options;
    const wanted = Math.max(x.length, X.length);
    if (wanted === 0) return;
    const whole = wanted > 1 ? packet : (packet.payload ?? packet);
    const text = hexdump(whole.payload_bytes ?? Buffer.alloc(0), {
      ascii: X.length > 0,
      prefix: '\t',
    });
    if (text === '') return;
    for (const line of safe_lines(Buffer.from(text)).lines) this.#output.print(line);
  }

  /** What tcpdump says at its end. */
  end({ packets, drops }) {
    this.#output.warn(safe`${count_of(packets, 'packet')}`);
    if (drops === null) return;
    this.#output.warn(
      safe`${drops.ps_recv} received by the filter, ${drops.ps_drop} dropped by the kernel`,
    );
  }
}

function link_text(link) {
  const { shost, dhost } = link ?? {};
  return shost === undefined || dhost === undefined ? '' : `${shost} > ${dhost} `;
}

exports.PacketPrinter = PacketPrinter;
