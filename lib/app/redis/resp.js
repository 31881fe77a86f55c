'use strict';

// RESP2 and RESP3, the protocol of Redis, fed with pieces of a stream in order.
//
//   +text  -error  :integer  $length bytes  *count items            RESP2
//   _null  #boolean  ,double  (big number  !length error  =length verbatim
//   %count map  ~count set  >count push  |count attributes          RESP3, and streamed $? *? %? ~?
//
// redis-parser, the library of the Redis clients, knows RESP2 replies only: no RESP3, no commands.
//
// Values: strings are Buffers, errors RESPError, lists arrays, maps RESPMap, sets RESPSet, pushes
// RESPPush. A string or list that was longer than the limits allow has its real length in `.total`.

const { pcap_error } = require('../../errors');
const { BUFFER_COST, ByteBuilder, own_copy } = require('../byte_builder');
const { guard_getters } = require('../../getters');

const LF = 10;
const TAB = 9;
const CR = 13;
const MAX_LINE = 16 * 1024;
const MAX_DEPTH = 32;
// What values take beside their bytes, against max_value.
const SLOT_COST = 16;
const PAIR_SLOT_COST = 64;
const OBJECT_COST = 100;

class RESPError {
  constructor(text) {
    this.error = text;
  }
}
class RESPPush extends Array {}
class RESPSet extends Array {}
class RESPMap {
  constructor(items) {
    this.entries = [];
    for (let i = 0; i + 1 < items.length; i += 2) this.entries.push([items[i], items[i + 1]]);
    if (items.total) this.total = items.total / 2;
  }
}

const AGGREGATES = new Map([
  ['*', (items) => items],
  ['~', (items) => Object.setPrototypeOf(items, RESPSet.prototype)],
  ['>', (items) => Object.setPrototypeOf(items, RESPPush.prototype)],
  ['%', (items) => new RESPMap(items)],
]);

class RESPParser {
  #emit;
  #inline;
  #max_string;
  #max_value;
  #room; // of max_value, what is left
  #line = new ByteBuilder(); // the beginning of a line whose end has not come yet
  #stack = []; // aggregates being read, outermost first
  #bulk = null; // the bulk string being read
  #string = new ByteBuilder(); // what is kept of that string, or of the streamed one
  #streamed = -1; // the length so far of the streamed string being read
  #stopped = false;
  error = null;
  /** Whether a command came as a line. */
  has_inline = false;
  /** How many of the bytes given to execute() belong to values that are told, while one is told. */
  at = 0;

  /**
   * @param {(value: unknown) => void} emit  gets each whole top-level value
   * @param {object} [options]
   * @param {boolean} [options.inline]  lines without a type are commands ('PING')
   * @param {number} [options.max_string]  bytes kept of a string, 64 KiB
   * @param {number} [options.max_value]  bytes kept of a whole value, 1 MiB
   */
  constructor(emit, { inline = false, max_string = 65536, max_value = 1048576 } = {}) {
    this.#emit = emit;
    this.#inline = inline;
    this.#max_string = max_string;
    this.#max_value = max_value;
    this.#room = max_value;
  }

  /** Whether the next byte would begin a new top-level value. */
  get between_values() {
    return (
      this.#bulk === null &&
      this.#streamed === -1 &&
      this.#stack.length === 0 &&
      this.#line.length === 0
    );
  }

  /** How many bytes can be missing here without losing the place: the rest of a bulk string. */
  get skippable() {
    return this.#bulk ? this.#bulk.left : 0;
  }

  /** Bytes of memory held of a value that is not whole. */
  get held_bytes() {
    return this.#max_value - this.#room + this.#line.cost + this.#string.cost;
  }

  reset() {
    this.#line.clear();
    this.#stack = [];
    this.#bulk = null;
    this.#string.clear();
    this.#streamed = -1;
    this.#room = this.#max_value;
    this.error = null;
    this.#stopped = false;
  }

  /** What follows is no RESP any more (MONITOR's output, replication). */
  stop() {
    this.#stopped = true;
  }

  /** Takes bytes; false when they are no RESP (`error` says why), until reset(). */
  execute(bytes) {
    let at = 0;
    this.at = 0;
    while (at < bytes.length && this.error === null && !this.#stopped) {
      at = this.#bulk ? this.#take_bulk(bytes, at) : this.#take_line(bytes, at);
    }
    return this.error === null;
  }

  /** Passes over bytes that the capture missed; count may not be more than `skippable`. */
  skip(count) {
    this.#bulk.left -= count;
    if (this.#bulk.left === 0) this.#end_bulk();
  }

  #fail(text) {
    this.error = pcap_error('ERR_PCAP_RESP', `RESP: ${text}`);
  }

  #take_line(bytes, at) {
    const lf = bytes.indexOf(LF, at);
    const end = lf === -1 ? bytes.length : lf;
    let line = bytes.subarray(at, end);
    if (this.#line.length + line.length > MAX_LINE) {
      this.#fail(`a line of more than ${MAX_LINE} bytes`);
      return at;
    }
    if (lf === -1 || this.#line.length > 0) {
      this.#line.append(line);
      line = this.#line.view();
    }
    if (!this.#possible(line)) {
      this.#fail(`no type byte: ${JSON.stringify(line.toString('latin1', 0, 20))}`);
      return at;
    }
    if (lf === -1) return end;
    if (this.#line.length > 0) this.#line.clear();
    this.at = lf + 1;
    this.#value(line.at(-1) === CR ? line.subarray(0, -1) : line);
    return lf + 1;
  }

  #possible(line) {
    if (line.length === 0 || '+-:$*_#,(!=%~>|;.\r'.includes(String.fromCharCode(line[0]))) {
      return true;
    }
    const [first] = line;
    if (!this.#inline || this.#stack.length > 0) return false;
    return (first > 31 && first < 127) || first === TAB; // redis-server passes over blanks
  }

  #value(line) {
    const type = String.fromCharCode(line[0]);
    if (this.#streamed !== -1 && type !== ';') {
      this.#fail('a value inside a streamed string');
    } else if (line.length === 0) {
      if (this.#stack.length > 0) this.#fail('an empty line inside a list');
    } else if (AGGREGATES.has(type) || type === '|') {
      this.#begin_list(type, line);
    } else if (type === '$' || type === '=' || type === '!' || type === ';') {
      this.#begin_bulk(type, line);
    } else if (type === '.') {
      this.#end_streamed();
    } else if (this.#inline && this.#stack.length === 0 && !'+-:_#,('.includes(type)) {
      const words = split_inline(line);
      if (words === null) this.#fail('quotes that are not closed in an inline command');
      else {
        this.has_inline ||= words.length > 0;
        this.#out(words);
      }
    } else {
      this.#add(simple(type, line), OBJECT_COST + line.length);
    }
  }

  #length(line) {
    const text = line.latin1Slice(1);
    if (!/^\d{1,15}$/.test(text)) {
      if (text !== '-1') this.#fail(`no length: ${JSON.stringify(text.slice(0, 20))}`);
      return -1;
    }
    return Number(text);
  }

  #begin_list(type, line) {
    if (this.#stack.length >= MAX_DEPTH) {
      this.#fail(`more than ${MAX_DEPTH} lists in each other`);
      return;
    }
    const streamed = line.length === 2 && line[1] === 63; // '?'
    const count = streamed ? Infinity : this.#length(line);
    if (this.error) return;
    if (count === -1) {
      this.#add(null);
      return;
    }
    const left = type === '%' || type === '|' ? count * 2 : count;
    this.#stack.push({ type, left, items: [], total: 0 });
    this.#room -= 2 * OBJECT_COST;
    if (left === 0) this.#end_list();
  }

  #end_streamed() {
    if (this.#stack.at(-1)?.left !== Infinity) this.#fail('an end without a streamed list');
    else this.#end_list();
  }

  #end_list() {
    const { type, items, total } = this.#stack.pop();
    if (type === '|') return; // attributes belong to the value after them, which counts by itself
    if (items.length < total) items.total = total;
    this.#add(AGGREGATES.get(type)(items));
  }

  #begin_bulk(type, line) {
    if (type === '$' && line.length === 2 && line[1] === 63) {
      this.#streamed = 0;
      return;
    }
    const length = this.#length(line);
    if (this.error) return;
    if (length === -1) this.#add(null);
    else if (type === ';' && this.#streamed === -1) this.#fail('a piece of no streamed string');
    else if (type === ';' && length === 0) this.#end_streamed_string();
    else this.#bulk = { type, length, left: length + 2 };
  }

  #end_streamed_string() {
    const total = this.#streamed;
    this.#streamed = -1;
    this.#add_string(total);
  }

  #take_bulk(bytes, at) {
    const bulk = this.#bulk;
    const end = Math.min(bytes.length, at + bulk.left);
    const text_end = Math.min(end, at + Math.max(0, bulk.left - 2));
    const room = Math.min(this.#max_string, this.#room) - this.#string.length;
    if (text_end > at && room > 0) {
      this.#string.append(bytes.subarray(at, Math.min(text_end, at + room)));
    }
    for (let i = text_end; i < end; i++) {
      const wanted = bulk.left - (i - at) === 2 ? CR : LF;
      if (bytes[i] !== wanted) {
        this.#fail('a string is longer than its length');
        return at;
      }
    }
    bulk.left -= end - at;
    this.at = end;
    if (bulk.left === 0) this.#end_bulk();
    return end;
  }

  #end_bulk() {
    const { type, length } = this.#bulk;
    this.#bulk = null;
    if (type === ';') this.#streamed += length;
    else if (type === '!') this.#add_error();
    else this.#add_string(length, type === '=' ? 4 : 0);
  }

  #add_error() {
    const text = this.#string.take().latin1Slice();
    this.#add(new RESPError(text), OBJECT_COST + text.length);
  }

  // A verbatim string begins with its format: `txt:`.
  #add_string(length, format = 0) {
    const data = this.#string.take();
    if (data.length < length) data.total = length;
    this.#add(format > 0 ? data.subarray(format) : data, BUFFER_COST + data.length);
  }

  // A value is whole: it goes into the list around it, or out.
  #add(value, cost = 0) {
    const list = this.#stack.at(-1);
    if (list === undefined) {
      this.#out(value);
      return;
    }
    list.total++;
    if (this.#room > 0) {
      list.items.push(value);
      this.#room -= cost + (list.type === '%' ? PAIR_SLOT_COST : SLOT_COST);
    }
    if (--list.left === 0) this.#end_list();
  }

  #out(value) {
    this.#room = this.#max_value;
    this.#emit(value);
  }

  static {
    guard_getters(this, (object) => #bulk in object);
  }
}

function simple(type, line) {
  const text = line.latin1Slice(1);
  switch (type) {
    case '+':
      return own_copy(line.subarray(1));
    case '-':
      return new RESPError(text);
    case ':':
      return Number.isSafeInteger(Number(text)) ? Number(text) : text;
    case '#':
      return text === 't';
    case ',':
      return text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text);
    case '_':
      return null;
    default:
      return text; // '(': a big number stays text
  }
}

const ESCAPES = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['b', 8],
  ['a', 7],
]);

/**
 * The words of an inline command, with quotes and escapes as redis-server has them: all of C's and
 * \xHH in double quotes, \' in single ones. Null where quotes are not closed, which is an error.
 */
function split_inline(line) {
  const text = line.latin1Slice();
  const words = [];
  for (let at = 0; at < text.length;) {
    if (is_blank(text[at])) {
      at++;
      continue;
    }
    const word = [];
    const end = take_word(text, at, word);
    if (end === -1) return null;
    words.push(Buffer.from(word));
    at = end;
  }
  return words;
}

function is_blank(char) {
  return char === ' ' || (char >= '\t' && char <= '\r');
}

// A word may have quoted parts in it; after a closing quote it ends. Returns where, -1: not closed.
function take_word(text, from, word) {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (is_blank(char)) return at;
    if (char === '"' || char === "'") {
      const end = take_quoted(text, at, word);
      return end === -1 || (end < text.length && !is_blank(text[end])) ? -1 : end;
    }
    word.push(text.charCodeAt(at));
  }
  return text.length;
}

function take_quoted(text, from, word) {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    const next = text[at + 1];
    if (text[at] === quote) return at + 1;
    if (text[at] !== '\\' || next === undefined || (quote === "'" && next !== "'")) {
      word.push(text.charCodeAt(at));
    } else if (next === 'x' && /^[\dA-Fa-f]{2}$/.test(text.slice(at + 2, at + 4))) {
      word.push(parseInt(text.slice(at + 2, at + 4), 16));
      at += 3;
    } else {
      word.push(ESCAPES.get(next) ?? next.charCodeAt(0));
      at++;
    }
  }
  return -1;
}

exports.RESPParser = RESPParser;
exports.RESPError = RESPError;
exports.RESPMap = RESPMap;
exports.RESPSet = RESPSet;
exports.RESPPush = RESPPush;
