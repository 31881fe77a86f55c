'use strict';

// What all decoders share: the error model, the bytes that a layer carries, the way to the next
// layer, JSON, inspection.
//
// A layer is a plain object: what stands in its header are its own properties, in wire order. A
// decoder reads like this (protocol/esp.js is the smallest example):
//
//   decode(bytes = EMPTY, offset = 0, length) {
//     const end = clamp_end(bytes, offset, length);
//     if (end - offset < 8) return truncated_header(this, 'esp', 8, bytes, offset, end);
//     this.read_header(bytes, offset);
//     set_payload(this, bytes, offset + 8, end);
//     emit(this);
//     return this;
//   }

const { inspect, isDeepStrictEqual } = require('node:util');
const { inspect_fields, levels_of } = require('../inspection');
const { EMPTY, view } = require('./bytes');
const { assignable, own_property } = require('./properties');

/** Layers inside layers (tunnels, extension headers) are followed this deep. */
const MAX_DEPTH = 64;

// How deep the decoding under way is. Decoding is synchronous, and a listener that decodes another
// packet starts at 0 again.
let depth = 0;

class Returned {
  constructor(object) {
    return object;
  }
}

/**
 * Where the bytes are that a layer carries, in private fields of the layer: nothing copies, lists
 * or compares them, and a copy of a layer has none. They are added to the finished object, as a
 * base class with fields makes every layer slower.
 */
class Carried extends Returned {
  #bytes;
  #start;
  #end;

  constructor(layer, bytes, start, end) {
    super(layer);
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  // A layer that is decoded again has the fields already, which `#bytes in layer` takes longer to
  // tell than to add them.
  static set(layer, bytes, start, end) {
    try {
      new Carried(layer, bytes, start, end);
    } catch {
      layer.#bytes = bytes;
      layer.#start = start;
      layer.#end = end;
    }
  }

  static has(layer) {
    return #bytes in layer;
  }

  static payload(layer) {
    return #bytes in layer ? view(layer.#bytes, layer.#start, layer.#end) : undefined;
  }

  static header(layer, from, length) {
    if (!(#bytes in layer)) return EMPTY;
    const start = layer.#start - from;
    if (start < 0) return EMPTY; // the header was refused
    return view(layer.#bytes, start, Math.min(layer.#end, start + length));
  }
}

class Layer {
  // Written out, as making objects of derived classes takes longer without it.
  constructor() {}

  /**
   * The bytes after this layer's header, decoded or not, as a Buffer on the packet's own memory.
   */
  get payload_bytes() {
    return Carried.payload(this);
  }

  /**
   * Fields in wire order, what a program added, then what getters derive from them; undefined ones
   * are left out.
   */
  toJSON() {
    const json = {};
    for (const [name, value] of shown_fields(this)) {
      if (name !== 'emitter' && value !== undefined) json[name] = value;
    }
    return json;
  }

  [inspect.custom](levels, options) {
    return inspect_fields(this, visible_fields(this), levels_of(levels), options);
  }
}

// Of layers that are whole. Functions that copy what for-in finds must not find it.
Object.defineProperty(Layer.prototype, '_error', { value: undefined, writable: true });

// Layers that end because the bytes did: the capture cut them, or the packet is too short on the
// wire.
const truncated_layers = new WeakSet();

// Name and value of own properties, then of getters, but for those that `static hidden` names and
// those that have nothing.
function* shown_fields(layer) {
  for (const name of Object.keys(layer)) {
    if (name !== '_error' || layer._error !== undefined) yield [name, layer[name]];
  }
  for (const name of derived_names(layer)) {
    const value = layer[name];
    const is_empty = value === undefined || (Array.isArray(value) && value.length === 0);
    if (!is_empty && !Object.hasOwn(layer, name)) yield [name, value];
  }
}

/**
 * Those that people look at: `static internal` names the fields that v3 has for its own work. What
 * a layer carries is shown once, decoded where it is.
 */
function* visible_fields(layer) {
  const unseen = ['emitter', ...(layer.constructor.internal ?? [])];
  const next = Object.hasOwn(layer, 'payload') ? undefined : next_layer(layer);
  if (next !== undefined && next === layer.payload) unseen.push('data');
  for (const field of shown_fields(layer)) if (!unseen.includes(field[0])) yield field;
  if (unseen.includes('data')) yield ['payload', next];
}

function derived_names(layer) {
  const names = [];
  const hidden = ['payload_bytes', ...(layer.constructor.hidden ?? [])];
  for (
    let prototype = Object.getPrototypeOf(layer);
    prototype !== null && prototype !== Layer.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    const own = Object.entries(Object.getOwnPropertyDescriptors(prototype))
      .filter(([name, { get }]) => get !== undefined && !ALIASES.has(get) && !hidden.includes(name))
      .map(([name]) => name);
    names.unshift(...own);
  }
  return names;
}

/**
 * Makes a class that of a layer.
 * @param {string} decoderName  also the name of its event
 * @param {boolean} emits  whether it has an event
 */
function layer_class(Class, decoderName, emits) {
  Class.prototype.decoderName = decoderName;
  Class.prototype.eventsOnDecode = emits;
  assignable(Class);
}

const ALIASES = new WeakSet();

/**
 * Gives a class v2's names of what it carries, out of sight: `link.ip` beside `link.payload`, by
 * decoderName.
 */
function v2_aliases(Class, aliases) {
  for (const [name, decoderName] of Object.entries(aliases)) {
    const get = function () {
      const { payload } = this;
      return payload?.decoderName === decoderName ? payload : undefined;
    };
    const set = function (value) {
      own_property(this, name, value);
    };
    ALIASES.add(get);
    Object.defineProperty(Class.prototype, name, { get, set, configurable: true });
  }
}

/** What link layers carry by v2's names. */
const LINK_ALIASES = { ip: 'ipv4', ipv6: 'ipv6', arp: 'arp' };

/** Notes where the bytes after the header are; `layer.payload_bytes` gives them. */
const set_payload = Carried.set;

/**
 * `length` bytes of a header, from `from` bytes before its end; none where set_payload() has not
 * said where that is.
 */
const header_bytes = Carried.header;

/** True for a layer that failed because there were no more bytes. */
const is_truncated = (layer) => truncated_layers.has(layer);

/**
 * Says why a layer is not whole. The first error of a layer wins.
 * @param {string} text  what is wrong, with numbers: `tcp: data offset 3 is less than 5 words`
 */
function malformed(layer, text) {
  if (layer._error === undefined) layer._error = text;
  return layer;
}

/**
 * The bytes end before the layer does. `needed` bytes were asked for at `offset`, the layer ends at
 * `end`. Whether the capture cut it or the packet lies is for PcapPacket#error to say, which knows
 * the packet's length.
 */
function truncated(layer, name, needed, bytes, offset, end) {
  if (layer._error === undefined) {
    const has = Math.max(0, end - offset);
    layer._error = `${name}: needs ${needed} bytes at offset ${offset}, has ${has}`;
    if (end >= bytes.length) truncated_layers.add(layer);
  }
  if (!Carried.has(layer)) set_payload(layer, bytes, end, end);
  return layer;
}

/**
 * A header that is not all there: the fields that are there are read, the others stay what the
 * constructor gave them, and `_error` tells. Emits the layer's event, as decode() would.
 */
function truncated_header(layer, name, needed, bytes, offset, end) {
  if (end > offset) read_what_is_there(layer, needed, bytes.subarray(offset, end));
  truncated(layer, name, needed, bytes, offset, end);
  emit(layer);
  return layer;
}

// A field is there when it is the same whatever follows.
function read_what_is_there(layer, needed, bytes) {
  const [one, other] = [0x00, 0xff].map((filler) => {
    const header = Buffer.alloc(needed, filler);
    header.set(bytes);
    const twin = new layer.constructor(layer.emitter);
    twin.read_header(header, 0);
    return twin;
  });
  for (const field of Object.keys(one)) {
    if (isDeepStrictEqual(one[field], other[field])) layer[field] = one[field];
  }
}

/** Tells the emitter, if there is one, that this layer is decoded. */
function emit(layer) {
  if (layer.emitter && layer.eventsOnDecode) {
    at_depth(0, () => layer.emitter.emit(layer.decoderName, layer));
  }
}

/**
 * Decodes what follows `layer` with `Decoder`; with undefined, which no decoder is known for,
 * nothing.
 * @returns the new layer, or undefined
 */
function decode_child(layer, Decoder, bytes, offset, length, emitter = layer.emitter) {
  if (Decoder === undefined) return undefined;
  if (depth >= MAX_DEPTH) {
    const name = layer.decoderName ?? 'packet';
    malformed(layer, `${name}: more than ${MAX_DEPTH} layers at offset ${offset}`);
    return undefined;
  }
  depth++;
  try {
    return new Decoder(emitter).decode(bytes, offset, length, layer);
  } finally {
    depth--;
  }
}

/**
 * The first layer of a packet, which may be decoded while a listener is told of another packet's.
 */
function decode_link_layer(packet, Decoder, bytes, length) {
  const outer = depth;
  depth = 1;
  try {
    return new Decoder(packet.emitter).decode(bytes, 0, length, packet);
  } finally {
    depth = outer;
  }
}

/**
 * For layers that decode what they carry later: keep this when you decode, and give it to
 * at_depth().
 */
function current_depth() {
  return depth;
}

/** Calls `action` as if the decoding under way were `kept` layers deep. */
function at_depth(kept, action) {
  const outer = depth;
  depth = kept;
  try {
    return action();
  } finally {
    depth = outer;
  }
}

/**
 * The layer that `layer` carries, by whichever name its class calls it; undefined at the end of the
 * chain.
 */
function next_layer(layer) {
  const next =
    layer.payload ??
    layer.ieee802_11Frame ??
    layer.llc ??
    layer.beacon ??
    layer.probe ??
    layer.management;
  return typeof next === 'object' && next !== null ? next : undefined;
}

exports.MAX_DEPTH = MAX_DEPTH;
exports.LINK_ALIASES = LINK_ALIASES;
exports.Layer = Layer;
exports.layer_class = layer_class;
exports.v2_aliases = v2_aliases;
exports.set_payload = set_payload;
exports.header_bytes = header_bytes;
exports.is_truncated = is_truncated;
exports.malformed = malformed;
exports.truncated = truncated;
exports.truncated_header = truncated_header;
exports.emit = emit;
exports.decode_child = decode_child;
exports.decode_link_layer = decode_link_layer;
exports.current_depth = current_depth;
exports.at_depth = at_depth;
exports.next_layer = next_layer;
