'use strict';

// What tshark says of a capture's packets, by its PDML: the layers of each packet and their fields.

const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { createInterface } = require('node:readline');

// Each packet by itself: no reassembly, no numbers relative to what came before, nothing guessed.
const PREFERENCES = [
  'ip.defragment:FALSE',
  'ipv6.defragment:FALSE',
  'tcp.desegment_tcp_streams:FALSE',
  'tcp.relative_sequence_numbers:FALSE',
  'tcp.analyze_sequence_numbers:FALSE',
  'udp.try_heuristic_first:FALSE',
];

// For sessions: segments are put together, in their order. What is sent again, as a busy kernel
// does on the loopback device too, is told once.
const REASSEMBLED = [
  ...PREFERENCES.filter((each) => !/^tcp\.(?:desegment|analyze)/.test(each)),
  'tcp.desegment_tcp_streams:TRUE',
  'tcp.analyze_sequence_numbers:TRUE',
  'tcp.reassemble_out_of_order:TRUE',
];

// tshark 4.0 takes MongoDB's port for TLS.
const DECODE_AS = ['tcp.port==27017,mongo'];

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescape = (text) =>
  text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
    if (name[0] !== '#') return ENTITIES[name] ?? whole;
    return String.fromCodePoint(name[1] === 'x' ? parseInt(name.slice(2), 16) : +name.slice(1));
  });

/** The attributes of an element on a line of PDML. */
function attributes(line) {
  const found = {};
  for (const [, name, text] of line.matchAll(/ (\w+)="([^"]*)"/g)) found[name] = unescape(text);
  return found;
}

/** Takes PDML line by line; `on_packet` gets `{ number, size, protocols, layers, malformed }`. */
class PdmlReader {
  #packet;
  #open; // names of the layers around the line at hand, `undefined` for fields

  constructor(on_packet) {
    this.on_packet = on_packet;
  }

  line(line) {
    const tag = /^\s*<(\/?\w+)/.exec(line)?.[1];
    if (tag === 'packet') {
      this.#packet = { number: 0, size: 0, protocols: [], layers: [], malformed: false };
      this.#open = [];
    } else if (tag === '/packet') {
      this.on_packet(this.#packet);
    } else if (tag === '/proto' || tag === '/field') {
      this.#open.pop();
    } else if (tag === 'proto' || tag === 'field') {
      this.#element(tag, attributes(line), !line.trimEnd().endsWith('/>'));
    }
  }

  #element(tag, { name = '', show = '', value = '', size = '0', hide }, is_open) {
    const around = this.#open.findLast((each) => each !== undefined);
    let layer;
    if (tag === 'proto') {
      layer = { name, size: Number(size), within: around?.name, fields: new Map() };
      if (name === '_ws.malformed' || name === '_ws.short') this.#packet.malformed = true;
      else if (!NO_LAYERS.has(name)) this.#packet.layers.push(layer);
    } else {
      if (name === 'frame.number') this.#packet.number = Number(show);
      if (name === 'frame.cap_len') this.#packet.size = Number(show);
      if (name === 'frame.protocols') this.#packet.protocols = show.split(':');
      if (name === '_ws.malformed' || name === '_ws.short') this.#packet.malformed = true;
      if (name !== '' && around !== undefined) {
        const values = around.fields.get(name) ?? [];
        values.push({ show, value, hidden: hide === 'yes' });
        around.fields.set(name, values);
      }
    }
    if (is_open) this.#open.push(layer);
  }
}

const NO_LAYERS = new Set(['geninfo', 'frame', 'fake-field-wrapper', '_ws.expert', 'data']);

/** Whether tshark is there to be asked. */
function has_tshark() {
  return spawnSync('tshark', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * All packets of a capture: `[{ number, size, protocols, layers, malformed }]`. A layer is `{ name,
 * size, within, fields }`, `fields` a Map of tshark's field names to `[{ show, value, hidden }]`.
 * @param {{ preferences?: string[], decode_as?: string[] }} [options]  as `tshark -o` and `-d` take
 *   them
 */
async function ask_tshark(file, { preferences = PREFERENCES, decode_as = DECODE_AS } = {}) {
  const args = ['-n', '-r', file, '-T', 'pdml'];
  for (const preference of preferences) args.push('-o', preference);
  for (const rule of decode_as) args.push('-d', rule);
  const child = spawn('tshark', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const ended = once(child, 'close');
  const packets = [];
  const reader = new PdmlReader((packet) => packets.push(packet));
  for await (const line of createInterface({ input: child.stdout })) reader.line(line);
  const [status] = await ended;
  // A file that ends inside a packet is told by status 2, after all packets before.
  if (status !== 0 && packets.length === 0) throw new Error(`tshark: ${said}`);
  return packets;
}

exports.PREFERENCES = PREFERENCES;
exports.REASSEMBLED = REASSEMBLED;
exports.ask_tshark = ask_tshark;
exports.has_tshark = has_tshark;
