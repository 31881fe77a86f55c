'use strict';

// The text of the layers that most packets have, written into bytes from the outermost in, and made
// one string at the end: joining two dozen small strings takes several times as long for the
// reader of the result.
//
// has_text() gives a class its toString(), and a function (o, layer) that writes the layer's own
// part at `o`, has put_layer() write what follows, and returns where that ends. So do all put_…
// functions here: the place is handed on and not kept in a variable of the module, which the engine
// would read and write for each octet.

const { text_of } = require('./text');
const written = require('./text_bytes');

const { SIZE, bytes, digits, fill_digits, literal, put_literal, put_number, put_short } = written;

// On the prototype: { Class, name, write }.
const TEXT = Symbol('text');
// The same of addresses: { toString, write }.
const ADDRESS = Symbol('address text');

// Enough for MAX_DEPTH layers; what does not fit any more is made by their own toString().
const ROOM = 2048; // octets that one layer may take: Ethernet has up to MAX_DEPTH tags
const MOST_PUT = 256; // octets that put() writes itself

const NOTHING = Symbol('nothing follows');

// Bound once, since looking it up takes longer than a call should.
const latin1_slice = bytes.latin1Slice.bind(bytes);

// The text at hand is `prefix`, then the bytes, then that of `tail`.
let prefix = '';
let tail = NOTHING;
let in_use = false;

/**
 * Gives a class its text, which `write(o, object)` writes. `put_undecoded` is UDP's: see udp.js.
 */
function has_text(Class, write, put_undecoded) {
  Object.defineProperties(Class.prototype, {
    toString: { value: layer_text, writable: true, configurable: true },
    [TEXT]: { value: { Class, name: literal(Class.name), write, put_undecoded } },
  });
}

/** Text of a layer and of all that it carries: toString() of classes that has_text(). */
function layer_text() {
  if (in_use) return reentrant_text(this);
  if (digits[0] === 0) fill_digits();
  in_use = true;
  let text;
  let after;
  try {
    // Without asking whose toString() it has: a program's may be wrapped around this one.
    text = latin1_slice(0, this[TEXT].write(0, this));
    if (prefix !== '') text = prefix + text;
    after = tail;
  } finally {
    prefix = '';
    tail = NOTHING;
    in_use = false;
  }
  return after === NOTHING ? text : text + text_of(after);
}

// Something that a text is made of (a program's own, surely) asks for another one.
function reentrant_text(layer) {
  const kept = [Buffer.from(bytes), prefix, tail];
  in_use = false;
  try {
    return layer_text.call(layer);
  } finally {
    bytes.set(kept[0]);
    [, prefix, tail] = kept;
    in_use = true;
  }
}

/** What a layer carries, at the end of its own text. */
function put_layer(o, layer) {
  if (layer?.toString === layer_text && has_room(o)) return layer[TEXT].write(o, layer);
  tail = layer;
  return o;
}

/**
 * Gives the class of an address the text `write(o, octets)`, the same as its toString()'s; -1
 * leaves it to that.
 */
function has_address_text(Class, write) {
  const { toString } = Class.prototype;
  Object.defineProperty(Class.prototype, ADDRESS, { value: { toString, write } });
}

/** An address by its toString(), which a program may have replaced. */
function put_address(o, address) {
  const text = address?.[ADDRESS];
  if (text !== undefined && address.toString === text.toString) {
    const end = text.write(o, address.addr);
    if (end >= 0) return end;
  }
  return put(o, text_of(address));
}

/** The name of a layer's class. */
function put_class(o, layer) {
  const text = layer[TEXT];
  // A class's name is a call into C++.
  if (text !== undefined && text.Class === layer.constructor) return put_literal(o, text.name);
  return put(o, layer.constructor.name);
}

/** The text of something inside a layer. */
function put_any(o, value) {
  if (value?.toString === layer_text) return value[TEXT].write(with_room(o), value);
  return put(o, text_of(value));
}

/** Whether there is the room that put_layer() grants. */
function has_room(o) {
  return o < SIZE - ROOM;
}

/** Where to go on writing, so that there is room for what put_layer() grants. */
function with_room(o) {
  return has_room(o) ? o : put_string(o, '');
}

/** Any text; quick where it is short and of Latin-1. */
function put(o, text) {
  const { length } = text;
  if (length > MOST_PUT) return put_string(o, text);
  const first = o;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) return put_string(first, text);
    bytes[o++] = code;
  }
  return o;
}

function put_string(o, text) {
  prefix += latin1_slice(0, o) + text;
  return 0;
}

/** A number in decimal, or something else as String() has it. */
function put_decimal(o, n) {
  if (typeof n !== 'number') return put(o, String(n));
  if ((n & 0xffff) === n) return put_short(o, n);
  return n >>> 0 === n ? put_number(o, n >>> 0) : put(o, String(n));
}

/** The next name of a DNS message; -1 for a bad one. */
function put_name(o, cursor) {
  return cursor.write_name(bytes, o);
}

exports.ADDRESS = ADDRESS;
exports.MOST_PUT = MOST_PUT;
exports.TEXT = TEXT;
exports.has_address_text = has_address_text;
exports.has_room = has_room;
exports.has_text = has_text;
exports.layer_text = layer_text;
exports.put = put;
exports.put_address = put_address;
exports.put_any = put_any;
exports.put_class = put_class;
exports.put_decimal = put_decimal;
exports.put_layer = put_layer;
exports.put_name = put_name;
exports.with_room = with_room;
