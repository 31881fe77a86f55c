// The tables of the server, as far as they have come, in typed arrays.

import { get } from '/dom.mjs';

export const KINDS = ['HTTP', 'HTTP/2', 'gRPC', 'WebSocket', 'Redis', 'DNS'];
export const ROW = { COMPLETE: 1, OVER: 2, ERROR: 4 };
export const CONNECTION = { MISSED_SYN: 1, OVER: 2, RESET: 4, TLS: 8, UDP: 16, DECRYPTED: 32 };
export const MARK = { FROM_CLIENT: 1, AGAIN: 2, LATE: 4, REORDERED: 8, ZERO_WINDOW: 16 };
const PACKET = 40; // bytes
const RETRY = 1000; // milliseconds after which a server that did not answer is asked again
const MAX_PACKETS = 1_000_000; // that are remembered
const MAX_OF_ONE = 200_000; // of a connection, the newest

class Table {
  length = 0;
  first = 0;
  version = 0;
  columns = {};
  #path;
  #texts;
  #known = new Map(); // equal texts are one

  constructor(path, texts) {
    this.#path = path;
    this.#texts = new Set(texts);
  }

  /** Fetches what is new; true when there is more. */
  async update(generation) {
    const answer = await get(`${this.#path}?from=${this.length}&since=${this.version}`);
    if (answer.generation !== generation) return false;
    const { row: rows, ...columns } = answer.columns;
    const texts = answer.texts.map((text) => this.#one(text));
    this.length = Math.max(this.length, answer.next);
    for (const [name, values] of Object.entries(columns)) {
      const is_text = this.#texts.has(name);
      const column = this.#column(name, is_text);
      for (let i = 0; i < rows.length; i++) {
        column[rows[i]] = is_text ? texts[values[i]] : (values[i] ?? NaN);
      }
    }
    Object.assign(this, { first: answer.first, version: answer.version });
    return answer.more;
  }

  #one(text) {
    if (this.#known.size > 100_000) this.#known.clear();
    const known = this.#known.get(text);
    if (known === undefined) this.#known.set(text, text);
    return known ?? text;
  }

  #column(name, is_text) {
    const old = this.columns[name];
    if (is_text) return (this.columns[name] ??= []);
    if (old !== undefined && old.length >= this.length) return old;
    const grown = new Float64Array(Math.max(1024, 2 ** Math.ceil(Math.log2(this.length + 1))));
    if (old !== undefined) grown.set(old);
    return (this.columns[name] = grown);
  }
}

export class Data {
  generation = 0;
  serial = 0; // grows with each change
  state = undefined;
  #packets = new Map(); // connection -> { count, packets }
  #held = 0;
  #busy = false;
  #again = false;

  /** @param {object} on  { change(), packets(connection) }: there is more */
  constructor(on) {
    this.on = on;
    this.#reset();
    this.events = new EventSource('/api/events');
    this.events.onmessage = ({ data }) => this.#tick(JSON.parse(data));
  }

  #reset() {
    this.rows = new Table('/api/rows', ['method', 'host', 'path', 'type', 'note']);
    this.connections = new Table('/api/connections', ['client', 'server', 'protocol', 'name']);
    this.#packets.clear();
    this.#held = 0;
  }

  async #tick(state) {
    this.state = state;
    if (state.generation !== this.generation) {
      this.generation = state.generation;
      this.#reset();
    }
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        if (await this.#update()) this.on.change();
        else setTimeout(() => this.#tick(this.state), RETRY);
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Fetches what is new; false when the server does not answer. */
  async #update() {
    const { generation, rows, connections } = this;
    try {
      const more = await rows.update(generation);
      const others = await connections.update(generation);
      this.#again ||= more || others || generation !== this.generation;
      this.serial++;
      return true;
    } catch {
      return false;
    }
  }

  /** The packets of a connection that are here; more are asked for where there are more. */
  packets(connection) {
    const wanted = this.connections.columns.packets?.[connection] ?? 0;
    const entry = this.#packets.get(connection) ?? { count: -1, list: undefined, asked: false };
    this.#packets.delete(connection);
    this.#packets.set(connection, entry); // the newest last
    if (entry.count !== wanted && !entry.asked) this.#fetch(connection, entry, wanted);
    return entry.list;
  }

  async #fetch(connection, entry, wanted) {
    entry.asked = true;
    try {
      const after = entry.list?.at(-1)?.number ?? -1;
      const path = `/api/connection/${connection}/packets?after=${after}`;
      const more = packets_of(await get(path, 'arrayBuffer'));
      const list = (entry.list ?? []).concat(more).slice(-MAX_OF_ONE);
      this.#held += list.length - (entry.list?.length ?? 0);
      Object.assign(entry, { list, count: wanted });
      for (const [other, { list: old }] of this.#packets) {
        if (this.#held <= MAX_PACKETS || other === connection) break;
        this.#packets.delete(other);
        this.#held -= old?.length ?? 0;
      }
    } catch {
      entry.count = wanted; // not kept any more
    } finally {
      entry.asked = false;
    }
    this.on.packets(connection);
  }
}

function packets_of(buffer) {
  const view = new DataView(buffer);
  const list = [];
  for (let o = 0; o + PACKET <= buffer.byteLength; o += PACKET) {
    list.push({
      time: view.getFloat64(o, true) * 1000,
      number: view.getFloat64(o + 8, true),
      seq: view.getUint32(o + 16, true),
      ack: view.getUint32(o + 20, true),
      window: view.getUint32(o + 24, true),
      length: view.getUint32(o + 28, true),
      flags: view.getUint16(o + 32, true),
      marks: view.getUint16(o + 34, true),
    });
  }
  return list;
}

export const is_from_client = ({ marks }) => (marks & MARK.FROM_CLIENT) !== 0;
export const is_lost = ({ marks }) => (marks & (MARK.AGAIN | MARK.LATE)) !== 0;
