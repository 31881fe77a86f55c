'use strict';

// What all decoders share: the error model, the bytes behind a header, the way to the next layer, JSON and inspection.
//
// A decoder reads like this (udp.js is the smallest example):
//
//   decode(bytes = NO_BYTES, offset = 0, length) {
//     const end = limit(bytes, offset, length);
//     if (end - offset < 8) return short_header(this, 'udp', 8, bytes, offset, end);
//     this.read_header(bytes, offset);
//     …
//   }

const { inspect } = require('node:util');
const { NO_BYTES, view, origin_of, size_of, packet_bytes } = require('./bytes');
const { CHANGED, listed, own, own_fields } = require('./fields');

/**
 * Layers inside layers (tunnels, extension headers) are followed this deep. The steps from Ethernet to IPv4 and from there
 * to TCP and UDP don't count: between two of them there is always one that does.
 */
const MAX_DEPTH = 64;

// How deep the decoding under way is. JavaScript runs one decoding at a time, so one counter serves all.
let depth = 0;

// Where a layer's bytes are: from OFFSET its header, from START what it carries, up to END. Symbols, and not #fields, since
// objects are made twice as quickly with them.
const BYTES = Symbol('bytes');
const OFFSET = Symbol('offset');
const START = Symbol('start');
const END = Symbol('end');

class Layer {
  constructor() {
    this[BYTES] = NO_BYTES;
    this[OFFSET] = 0;
    this[START] = 0;
    this[END] = 0;
  }

  /** The bytes behind this layer's header, decoded or not, as a Buffer on the packet's own memory. */
  get payload_bytes() {
    return view(this[BYTES], this[START], this[END]);
  }

  /**
   * v3's form: own fields in wire order, then what a program added, undefined ones left out. Behind them the accessors that
   * the class lists in `static details`, where they are defined. A truncated layer shows its `_error`.
   */
  toJSON() {
    const json = {};
    for (const name of listed(this)) {
      if (name !== 'emitter' && this[name] !== undefined) json[name] = this[name];
    }
    for (const name of this.constructor.details ?? []) {
      if (this[name] !== undefined) json[name] = this[name];
    }
    if (this._error !== undefined) json._error = this._error;
    return json;
  }

  [inspect.custom](levels, options) {
    const name = this.constructor.name;
    if (levels < 0) return options.stylize(`[${name}]`, 'special');
    const shown = {};
    for (const field of listed(this)) {
      if (field !== 'emitter' || this.emitter) shown[field] = this[field];
    }
    for (const name of this.constructor.details ?? []) {
      if (this[name] !== undefined) shown[name] = this[name];
    }
    if (this._error !== undefined) shown._error = this._error;
    return `${name} ${inspect(shown, { ...options, depth: levels })}`;
  }

  // assert.deepEqual and its kin ask for the tag before they list properties, and compare only what is listed: here fields
  // that are accessors become properties of the object itself, and what is ours is hidden.
  get [Symbol.toStringTag]() {
    own_fields(this, this.constructor.fields);
    return 'Object';
  }
}

// Shared by all layers that have nothing to complain of, so that good layers carry no slot for it.
Layer.prototype._error = undefined;
Layer.prototype[CHANGED] = false;

// Layers that end because the bytes did: the capture cut them, or the packet is too short on the wire.
const cut_layers = new WeakSet();

/** Notes where the bytes behind the header are; `layer.payload_bytes` gives them. */
function set_payload(layer, bytes, start, end) {
  layer[BYTES] = bytes;
  layer[START] = start;
  layer[END] = end;
}

/** `length` bytes of a header, from `from` bytes before its end: `set_payload` has said where that is. */
function header_bytes(layer, from, length) {
  const start = layer[START] - from;
  if (start < 0) return NO_BYTES; // the header was refused
  return view(layer[BYTES], start, Math.min(layer[END], start + length));
}

/** True for a layer that failed because there were no more bytes. */
const ran_out = (layer) => cut_layers.has(layer);

// v2's names of what a link layer carries, and its decoderName.
const OLDER_NAMES = { ip: 'ipv4', ipv6: 'ipv6', arp: 'arp' };

/** Gives a link layer v2's names beside `payload`, out of sight: `link.ip`. */
function older_names(Class) {
  for (const [name, decoderName] of Object.entries(OLDER_NAMES)) {
    Object.defineProperty(Class.prototype, name, {
      get() {
        return this.payload?.decoderName === decoderName ? this.payload : undefined;
      },
      set(value) {
        Object.defineProperty(this, name, own(value));
      },
      configurable: true,
    });
  }
}

/**
 * Says why a layer is not whole. The first error of a layer wins.
 * @param {string} text  what is wrong, with numbers: `tcp: data offset 3 is less than 5 words`
 */
function malformed(layer, text) {
  if (layer._error === undefined) layer._error = text;
  return layer;
}

/**
 * The bytes end before the layer does. `needed` bytes were asked for at `offset`, the layer ends at `end`.
 * Whether the capture cut it or the packet lies is for PcapPacket#error to say, which knows the packet's length.
 */
function ran_short(layer, name, needed, bytes, offset, end) {
  if (layer._error === undefined) {
    const has = Math.max(0, end - offset);
    const at = offset - origin_of(bytes);
    layer._error = `${name}: needs ${needed} bytes at offset ${at}, has ${has}`;
    if (end >= size_of(bytes)) cut_layers.add(layer);
  }
  return layer;
}

/**
 * The slow path of a header that is not all there: the fields that are there are kept, the others go back to what the
 * constructor gave them, and `_error` tells. The class says in `static needs` how many bytes of header each
 * field takes: `{ sport: 2, dport: 4, length: 6, checksum: 8 }`. Emits the layer's event, as decode() would.
 */
function short_header(layer, name, needed, bytes, offset, end) {
  const has = Math.max(0, Math.min(end, size_of(bytes)) - offset);
  if (has > 0) {
    const fresh = new layer.constructor(layer.emitter);
    const padded = Buffer.alloc(needed);
    for (let i = 0; i < has; i++) padded[i] = bytes[offset + i];
    layer.read_header(padded, 0);
    const { needs } = layer.constructor;
    for (const field of Reflect.ownKeys(needs)) {
      if (needs[field] > has) layer[field] = fresh[field];
    }
  }
  ran_short(layer, name, needed, bytes, offset, end);
  emit(layer);
  return layer;
}

/** Tells the emitter, if there is one, that this layer is decoded. */
function emit(layer) {
  if (layer.emitter && layer.eventsOnDecode) layer.emitter.emit(layer.decoderName, layer);
}

/**
 * Decodes what follows `layer` with `Decoder` (undefined: nobody knows it, which is no error).
 * Returns the new layer, or undefined.
 */
function decode_child(layer, Decoder, bytes, offset, length, emitter = layer.emitter) {
  if (Decoder === undefined) return undefined;
  offset -= origin_of(bytes);
  bytes = packet_bytes(bytes);
  if (depth >= MAX_DEPTH) {
    malformed(
      layer,
      `${layer.decoderName ?? 'packet'}: more than ${MAX_DEPTH} layers at offset ${offset}`,
    );
    return undefined;
  }
  depth++;
  try {
    return new Decoder(emitter).decode(bytes, offset, length);
  } finally {
    depth--;
  }
}

/** For layers that decode what they carry later: keep this when you decode, and give it to decode_child_at(). */
function current_depth() {
  return depth;
}

/** decode_child() as if it were called at `kept_depth`, so that lazy decoding is bounded as well. */
function decode_child_at(kept_depth, layer, Decoder, bytes, offset, length, emitter) {
  const outer = depth;
  depth = kept_depth;
  try {
    return decode_child(layer, Decoder, bytes, offset, length, emitter);
  } finally {
    depth = outer;
  }
}

/** The layer that `layer` carries, by whichever name its class calls it; undefined at the end of the chain. */
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
exports.Layer = Layer;
exports.BYTES = BYTES;
exports.OFFSET = OFFSET;
exports.START = START;
exports.END = END;
exports.older_names = older_names;
exports.set_payload = set_payload;
exports.header_bytes = header_bytes;
exports.ran_out = ran_out;
exports.malformed = malformed;
exports.ran_short = ran_short;
exports.short_header = short_header;
exports.emit = emit;
exports.decode_child = decode_child;
exports.current_depth = current_depth;
exports.decode_child_at = decode_child_at;
exports.next_layer = next_layer;
