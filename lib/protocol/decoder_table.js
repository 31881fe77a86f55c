'use strict';

/** A decoder that is loaded when it is first needed. */
class Later {
  constructor(load) {
    this.load = load;
  }
}

// Files that a program can't read any more, since it gave up rights or its root, make no packet
// throw: their protocols are then unknown. decode.preload() loads all before.
function loaded(decoder) {
  try {
    return decoder.load();
  } catch (error) {
    if (!UNREADABLE.has(error.code)) throw error;
    return undefined;
  }
}

const UNREADABLE = new Set(['MODULE_NOT_FOUND', 'EACCES', 'EPERM', 'ENOENT', 'EMFILE', 'ENFILE']);

const MARKS = 2048; // several times as many as there are ports with a decoder

/**
 * A Map of decoders. It has at hand the one for what most packets have: looking that up in the Map
 * takes as long as making a layer. Decoders that few packets need are loaded when they are first
 * asked for. Programs change these tables at any time.
 */
class DecoderTable extends Map {
  constructor(hot_key) {
    super();
    const marks = new Int32Array(MARKS / 32);
    for (const [name, value] of Object.entries({ hot_key, hot: undefined, marks })) {
      Object.defineProperty(this, name, { value, writable: true });
    }
  }

  /** Notes how the decoder for a key is loaded. */
  later(key, load) {
    this.#mark(key);
    super.set(key, new Later(load));
  }

  // One bit for each key, which other keys share.
  #mark(key) {
    this.marks[(key & (MARKS - 1)) >> 5] |= 1 << (key & 31);
  }

  get(key) {
    const found = super.get(key);
    if (!(found instanceof Later)) return found;
    const Decoder = loaded(found);
    this.set(key, Decoder);
    return Decoder;
  }

  /** As get(). */
  find(key) {
    return key === this.hot_key ? this.hot : this.get(key);
  }

  /** As get(), of a port: most have no decoder, and their bit tells so. */
  find_port(port) {
    if (port === this.hot_key && this.hot !== undefined) return this.hot;
    const marks = this.marks[(port & (MARKS - 1)) >> 5];
    return (marks & (1 << (port & 31))) === 0 ? undefined : this.get(port);
  }

  set(key, Decoder) {
    this.#mark(key);
    if (key === this.hot_key) this.hot = Decoder;
    return super.set(key, Decoder);
  }

  delete(key) {
    if (key === this.hot_key) this.hot = undefined;
    return super.delete(key);
  }

  clear() {
    this.hot = undefined;
    super.clear();
  }

  *entries() {
    for (const key of super.keys()) yield [key, this.get(key)];
  }

  *values() {
    for (const key of super.keys()) yield this.get(key);
  }

  forEach(action, self) {
    for (const [key, Decoder] of this.entries()) action.call(self, Decoder, key, this);
  }

  [Symbol.iterator]() {
    return this.entries();
  }
}

/**
 * The same for a plain array: `later(ip_protocols, 112, load)`. Until it is first
 * needed, the entry is a class whose instances are those of the decoder; then the decoder stands
 * there.
 */
function later(array, key, load) {
  array[key] = function LaterDecoder(emitter) {
    const Decoder = loaded({ load });
    if (array[key] === LaterDecoder) array[key] = Decoder;
    return Decoder === undefined ? NO_DECODER : new Decoder(emitter);
  };
  array[key].load = () => new array[key]();
}

const NO_DECODER = Object.freeze({ decode: () => undefined });

/** The decoder of one of two ports; the lower port wins. */
function by_port(table, sport, dport) {
  return table.find_port(Math.min(sport, dport)) ?? table.find_port(Math.max(sport, dport));
}

exports.later = later;
exports.DecoderTable = DecoderTable;
exports.by_port = by_port;
