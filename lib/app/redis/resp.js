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

const LF = 10;
const CR = 13;
const MAX_LINE = 16 * 1024;
const MAX_DEPTH = 32;
const ITEM_COST = 32; // what an item of a list counts for, against max_value

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
  #line = null; // the beginning of a line whose end has not come yet
  #stack = []; // aggregates being read, outermost first
  #bulk = null; // the bulk string being read
  #chunks = null; // of the streamed string being read
  #chunked = 0; // its length so far
  #stopped = false;
  error = null;

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
    const inside = this.#line ?? this.#bulk ?? this.#chunks;
    return inside === null && this.#stack.length === 0;
  }

  /** How many bytes can be missing here without losing the place: the rest of a bulk string. */
  get skippable() {
    return this.#bulk ? this.#bulk.left : 0;
  }

  reset() {
    this.#line = null;
    this.#stack = [];
    this.#bulk = null;
    this.#chunks = null;
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
    this.error = new Error(`RESP: ${text}`);
    this.error.code = 'ERR_PCAP_RESP';
  }

  #take_line(bytes, at) {
    const lf = bytes.indexOf(LF, at);
    const end = lf === -1 ? bytes.length : lf;
    const piece = bytes.subarray(at, end);
    if ((this.#line?.length ?? 0) + piece.length > MAX_LINE) {
      this.#fail(`a line of more than ${MAX_LINE} bytes`);
      return at;
    }
    const line = this.#line === null ? piece : Buffer.concat([this.#line, piece]);
    if (!this.#possible(line)) {
      this.#fail(`no type byte: ${JSON.stringify(line.toString('latin1', 0, 20))}`);
      return at;
    }
    if (lf === -1) {
      this.#line = Buffer.from(line);
      return end;
    }
    this.#line = null;
    this.#value(line.at(-1) === CR ? line.subarray(0, -1) : line);
    return lf + 1;
  }

  #possible(line) {
    if (line.length === 0 || '+-:$*_#,(!=%~>|;.\r'.includes(String.fromCharCode(line[0]))) {
      return true;
    }
    return this.#inline && this.#stack.length === 0 && line[0] > 32 && line[0] < 127;
  }

  #value(line) {
    const type = String.fromCharCode(line[0]);
    if (line.length === 0) {
      if (this.#stack.length > 0) this.#fail('an empty line inside a list');
    } else if (AGGREGATES.has(type) || type === '|') {
      this.#begin_list(type, line);
    } else if (type === '$' || type === '=' || type === '!' || type === ';') {
      this.#begin_bulk(type, line);
    } else if (type === '.') {
      this.#end_streamed();
    } else if (this.#inline && this.#stack.length === 0 && !'+-:_#,('.includes(type)) {
      this.#out(split_inline(line));
    } else {
      this.#add(simple(type, line));
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
    if (left === 0) this.#end_list();
  }

  #end_streamed() {
    if (this.#stack.at(-1)?.left !== Infinity) this.#fail('an end without a streamed list');
    else this.#end_list();
  }

  #end_list() {
    const { type, items, total } = this.#stack.pop();
    if (type === '|') return; // attributes belong to the value behind them, which counts by itself
    if (items.length < total) items.total = total;
    this.#add(AGGREGATES.get(type)(items));
  }

  #begin_bulk(type, line) {
    if (type === '$' && line.length === 2 && line[1] === 63) {
      this.#chunks = [];
      this.#chunked = 0;
      return;
    }
    const length = this.#length(line);
    if (this.error) return;
    if (length === -1) this.#add(null);
    else if (type === ';' && length === 0) this.#end_chunks();
    else this.#bulk = { type, length, left: length + 2, parts: [], stored: 0 };
  }

  #end_chunks() {
    const whole = Buffer.concat(this.#chunks ?? []);
    this.#chunks = null;
    if (whole.length < this.#chunked) whole.total = this.#chunked;
    this.#add(whole);
  }

  #take_bulk(bytes, at) {
    const bulk = this.#bulk;
    const end = Math.min(bytes.length, at + bulk.left);
    const text_end = Math.min(end, at + Math.max(0, bulk.left - 2));
    const room = Math.min(this.#max_string - bulk.stored, this.#room);
    if (text_end > at && room > 0) {
      const kept = Buffer.from(bytes.subarray(at, Math.min(text_end, at + room)));
      bulk.parts.push(kept);
      bulk.stored += kept.length;
      this.#room -= kept.length;
    }
    for (let i = text_end; i < end; i++) {
      const wanted = bulk.left - (i - at) === 2 ? CR : LF;
      if (bytes[i] !== wanted) {
        this.#fail('a string is longer than its length');
        return at;
      }
    }
    bulk.left -= end - at;
    if (bulk.left === 0) this.#end_bulk();
    return end;
  }

  #end_bulk() {
    const { type, length, parts } = this.#bulk;
    this.#bulk = null;
    const data = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    if (data.length < length) data.total = length;
    if (type === ';') this.#add_chunk(data, length);
    else if (type === '!') this.#add(new RESPError(data.latin1Slice()));
    else this.#add(type === '=' ? data.subarray(4) : data);
  }

  #add_chunk(data, length) {
    if (this.#chunks === null) return;
    this.#chunked += length;
    if (data.length > 0) this.#chunks.push(data);
    this.#room -= ITEM_COST;
  }

  // A value is whole: it goes into the list around it, or out.
  #add(value) {
    const list = this.#stack.at(-1);
    if (list === undefined) {
      this.#out(value);
      return;
    }
    list.total++;
    if (this.#room > 0) {
      list.items.push(value);
      this.#room -= ITEM_COST;
    }
    if (--list.left === 0) this.#end_list();
  }

  #out(value) {
    this.#room = this.#max_value;
    this.#emit(value);
  }
}

function simple(type, line) {
  const text = line.latin1Slice(1);
  switch (type) {
    case '+':
      return Buffer.from(line.subarray(1));
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

// An inline command: words, with the quotes of redis-cli.
function split_inline(line) {
  const words = line.latin1Slice().match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^ \t]+/g) ?? [];
  return words.map((word) =>
    Buffer.from(/^(["']).*\1$/.test(word) ? word.slice(1, -1) : word, 'latin1'),
  );
}

exports.RESPParser = RESPParser;
exports.RESPError = RESPError;
exports.RESPMap = RESPMap;
exports.RESPSet = RESPSet;
exports.RESPPush = RESPPush;
