'use strict';

// HTTP/1.x message parser (RFC 9112), fed with pieces of a stream in order.
//
// It takes hostile bytes: every number is checked before it is used as a length, every line has a
// limit, text is taken as latin1 so that no byte is lost or turned into another. What it finds it
// tells to a handler:
//
//   on_head(head)       start line and headers; may return 'no body' (response to HEAD), 'doubtful'
//                       (if the next message begins where the body was to come, there is none), or
//                       'stop' (what follows the message may be no HTTP: CONNECT, Upgrade)
//   on_body(bytes)      a piece of the body, transfer coding removed; a view on the input
//   on_complete(trailers)  the message's end; trailers is a flat list of names and values
//
// execute() returns how many bytes were used. Fewer than given: the parser has stopped (`stopped`),
// or failed (`error`), and says so until it is reset(); or it has to see more to know whether they
// are a body (`is_doubtful`).

const { ByteBuilder, EMPTY } = require('../byte_builder');
const { is_blank, trim } = require('./blanks');
const { find_request, find_response } = require('./detect');
const { framing_of } = require('./framing');
const { STRING_COST } = require('./message');

const START = 0;
const HEADERS = 1;
const BODY_SIZED = 2;
const BODY_TO_END = 3;
const CHUNK_SIZE = 4;
const CHUNK_DATA = 5;
const CHUNK_END = 6;
const TRAILERS = 7;
const STOPPED = 8;
const FAILED = 9;

const CR = 13;
const LF = 10;
const HEAD_END = Buffer.from('\r\n\r\n');
const MAX_START = 8192; // bytes of a start line that are looked at
const MAX_ODD_LINES = 8; // in a message
const MAX_REPEATED = 2048; // bytes of a head that is known again
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) +([^ \t]+) +HTTP\/(1\.\d)$/;
const RESPONSE_LINE = /^HTTP\/(1\.\d) +(\d{3})(?: (.*))?$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const CHUNK_LINE = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$/;

class HTTPParseError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'HTTPParseError';
    this.code = code;
  }
}

// Whether the bytes from `at` on may be the beginning of a start line that is not whole.
function begins_start(kind, bytes, at) {
  if (bytes.indexOf(LF, at) !== -1) return false;
  const text = bytes.latin1Slice(at, Math.min(bytes.length, at + MAX_START));
  if (kind === 'response') return /^H(?:T(?:T(?:P(?:\/(?:1[ -~]*)?)?)?)?)?\r?$/.test(text);
  return /^[A-Z]{1,20}(?: [!-~]{0,8192}(?: [A-Z/.\d]*\r?)?)?$/.test(text);
}

class HTTPParser {
  #kind;
  #handler;
  #max_head;
  #state = START;
  #line_start = new ByteBuilder(); // the beginning of a line whose end has not come yet
  #head_bytes = 0; // of the current head or trailer section, against max_head
  #head = null;
  #last_text = ''; // of the head before, where that came whole
  #repeated = null; // the head that it is, when it has come twice
  #left = 0; // bytes of the body or chunk still to come
  #trailers = [];
  #doubtful = false; // the body may have been left out: the next message may begin in its place
  #odd_lines = 0; // header lines of the message that are none
  #stop = false; // after this message
  error = null;
  /**
   * How many of the bytes given to execute() are told; while a handler is called, and afterwards.
   */
  at = 0;
  /**
   * With an error: the beginning of the line that was refused, where that came with bytes before.
   */
  unread = EMPTY;
  /** With ERR_PCAP_HTTP_START: the line. */
  bad_line = '';

  /**
   * @param {'request' | 'response'} kind
   * @param {object} handler see above
   * @param {number} [max_head] bytes of start line and headers that are accepted
   */
  constructor(kind, handler, max_head = 80 * 1024) {
    this.#kind = kind;
    this.#handler = handler;
    this.#max_head = max_head;
  }

  get stopped() {
    return this.#state === STOPPED;
  }

  /** Whether the next byte would begin a new message. */
  get between_messages() {
    return this.#state === START && this.#line_start.length === 0;
  }

  /** Whether a head has begun, and is not complete. */
  get in_head() {
    return (this.#state === START && this.#line_start.length > 0) || this.#state === HEADERS;
  }

  /** Whether a head is complete, and the message is not. */
  get in_body() {
    return this.#state >= BODY_SIZED && this.#state <= TRAILERS;
  }

  /** How many bytes can be missing here without losing the place: the rest of a body or chunk. */
  get skippable() {
    if (this.#state === BODY_TO_END) return Infinity;
    return this.#state === BODY_SIZED || this.#state === CHUNK_DATA ? this.#left : 0;
  }

  /** Bytes of memory held of a head or trailer section that is not whole. */
  get held_bytes() {
    const strings = this.#head === null ? this.#trailers.length : this.#head.raw_headers.length;
    const section = strings === 0 ? 0 : this.#head_bytes + strings * STRING_COST;
    return this.#line_start.cost + section;
  }

  reset() {
    this.#state = START;
    this.#stop = false;
    this.#forget();
    this.error = null;
    this.unread = EMPTY;
  }

  execute(bytes) {
    let at = 0;
    let may_be_whole = true; // a head, in these bytes
    while (at < bytes.length && this.#state < STOPPED) {
      if (this.#doubtful && !this.#check_body(bytes, at)) return at;
      if (this.#state === BODY_SIZED || this.#state === CHUNK_DATA || this.#state === BODY_TO_END) {
        at = this.#body(bytes, at);
      } else if (may_be_whole && this.between_messages) {
        const end = bytes.indexOf(HEAD_END, at);
        may_be_whole = end !== -1;
        if (!may_be_whole) continue;
        at = this.#whole_head(bytes, at, end + HEAD_END.length);
        may_be_whole = at === end + HEAD_END.length; // or bytes might be looked through many times
      } else {
        at = this.#line(bytes, at);
      }
    }
    return at;
  }

  /** Whether the next byte may be that of the body, or of the next message. */
  get is_doubtful() {
    return this.#doubtful;
  }

  /** Whether the body that was doubtful comes, if nothing of it has come yet. */
  decide_body(comes) {
    if (!this.#doubtful) return;
    this.#doubtful = false;
    if (!comes) this.#complete();
  }

  // Returns false when that can't be told yet.
  #check_body(bytes, at) {
    const size = bytes.length - at;
    const is_whole = this.#state === BODY_SIZED && size === this.#left;
    if (!is_whole && size < MAX_START && begins_start(this.#kind, bytes, at)) return false;
    this.#doubtful = false;
    const find = this.#kind === 'request' ? find_request : find_response;
    this.at = at;
    if (find(bytes.subarray(at, at + MAX_START)) === 0) this.#complete();
    return true;
  }

  /** Passes over bytes that the capture missed; count may not be more than `skippable`. */
  skip(count) {
    this.#doubtful = false;
    if (this.#state === BODY_TO_END) return;
    this.#left -= count;
    if (this.#left === 0) this.#body_done();
  }

  /** The stream has ended. Returns false when that was in the middle of a message. */
  finish() {
    if (this.#state === BODY_TO_END) {
      this.#complete();
      return true;
    }
    return this.between_messages || this.#state >= STOPPED;
  }

  #forget() {
    this.#line_start.clear();
    this.#head_bytes = 0;
    this.#head = null;
    this.#left = 0;
    this.#trailers = [];
    this.#odd_lines = 0;
    this.#doubtful = false;
  }

  #fail(code, message) {
    this.#state = FAILED;
    this.#forget();
    this.#last_text = '';
    this.#repeated = null;
    this.error = new HTTPParseError(code, message);
  }

  #body(bytes, at) {
    const end = Math.min(bytes.length, at + (this.#state === BODY_TO_END ? Infinity : this.#left));
    const piece = at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end);
    this.at = end;
    if (this.#state === BODY_TO_END) {
      this.#handler.on_body(piece);
      return end;
    }
    this.#left -= piece.length;
    this.#handler.on_body(piece);
    if (this.#left === 0) this.#body_done();
    return end;
  }

  #body_done() {
    if (this.#state === CHUNK_DATA) this.#state = CHUNK_END;
    else this.#complete();
  }

  // Takes the lines of bytes[at, end), which ends with an empty one; no further than the end of a
  // head. Most heads come this way: it makes one string of them, where line by line it would be one
  // each.
  #whole_head(bytes, at, end) {
    const text = bytes.latin1Slice(at, end);
    const is_again = text === this.#last_text;
    if (is_again && this.#repeated !== null) return this.#take_again(at + text.length);
    let start = 0;
    while (start < text.length) {
      const lf = text.indexOf('\n', start);
      if (!this.#has_room(lf + 1 - start)) return at + start;
      this.at = at + lf + 1;
      const stop = lf > start && text.charCodeAt(lf - 1) === CR ? lf - 1 : lf;
      const is_end = stop === start && this.#state === HEADERS;
      if (is_end) this.#remember(lf + 1 === text.length ? text : '', is_again);
      this.#take(text, start, stop);
      if (this.error) return at + start;
      start = lf + 1;
      if (is_end) break;
    }
    return at + start;
  }

  // Clients that poll, health checks and load tests send one head again and again.
  #remember(text, is_again) {
    const is_kept = text.length <= MAX_REPEATED && this.#odd_lines === 0;
    this.#last_text = is_kept ? text : '';
    this.#repeated = is_kept && is_again ? copy_of(this.#head) : null;
  }

  #take_again(end) {
    this.at = end;
    this.#state = HEADERS;
    this.#head = copy_of(this.#repeated);
    this.#head_done();
    return end;
  }

  /** Counts bytes of a head; false, and an error, where it has more than are accepted. */
  #has_room(length) {
    this.#head_bytes += length;
    if (this.#head_bytes <= this.#max_head) return true;
    if (this.#state === START) this.#bad_start(this.#line_start.view().toString('latin1', 0, 40));
    else this.#fail('ERR_PCAP_HTTP_OVERFLOW', `a head of more than ${this.#max_head} bytes`);
    return false;
  }

  // Takes one line, or what is there of it. A line without end is limited like a whole head.
  #line(bytes, at) {
    const lf = bytes.indexOf(LF, at);
    const end = lf === -1 ? bytes.length : lf;
    if (!this.#has_room(end - at + (lf === -1 ? 0 : 1))) return at;
    if (lf === -1) {
      this.#begin_line(bytes.subarray(at, end));
      return this.error ? at : end;
    }
    this.at = lf + 1;
    if (this.#line_start.length > 0) this.unread = Buffer.from(this.#line_start.view());
    const text = this.#end_line(bytes, at, end);
    const { length } = text;
    this.#take(text, 0, text.charCodeAt(length - 1) === CR ? length - 1 : length);
    if (this.error) return at;
    this.unread = EMPTY;
    return lf + 1;
  }

  #begin_line(piece) {
    const start = this.#line_start;
    const { length } = start;
    start.append(piece);
    if (this.#state !== START || length >= 80) return;
    const text = start.view().latin1Slice();
    this.#check_beginning(text);
    if (this.error) this.unread = Buffer.from(text.slice(0, length), 'latin1');
  }

  #end_line(bytes, at, end) {
    const start = this.#line_start;
    if (start.length === 0) return bytes.latin1Slice(at, end);
    start.append(bytes.subarray(at, end));
    const text = start.view().latin1Slice();
    start.clear();
    return text;
  }

  // A stream that is no HTTP is recognised by its first bytes: no need to wait for a line's end.
  #check_beginning(text) {
    const likely =
      this.#kind === 'request'
        ? /^\r*$|^\r*[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}(?: |$)/.test(text)
        : 'HTTP/1.'.startsWith(text.replace(/^\r+/, '').slice(0, 7));
    if (!likely) this.#bad_start(text);
  }

  #bad_start(text) {
    this.bad_line = text;
    this.#fail(
      'ERR_PCAP_HTTP_START',
      `no HTTP ${this.#kind}: ${JSON.stringify(text.slice(0, 40))}`,
    );
  }

  // Takes a line: text[start, end).
  #take(text, start, end) {
    const is_empty = start === end;
    switch (this.#state) {
      case START:
        return this.#take_start(text.slice(start, end));
      case HEADERS:
        if (is_empty) return this.#head_done();
        return this.#take_header(text, start, end, this.#head.raw_headers);
      case CHUNK_SIZE:
        return this.#take_chunk_size(text.slice(start, end));
      case CHUNK_END:
        this.#head_bytes = 0;
        this.#state = CHUNK_SIZE;
        if (!is_empty) this.#fail('ERR_PCAP_HTTP_CHUNK', 'a chunk is longer than its size');
        return undefined;
      default:
        return is_empty ? this.#complete() : this.#take_header(text, start, end, this.#trailers);
    }
  }

  #take_start(text) {
    const line = text.charCodeAt(0) === CR ? text.replace(/^\r+/, '') : text;
    if (line === '') {
      this.#head_bytes = 0; // RFC 9112, 2.2: empty lines before a start line are passed over
      return;
    }
    const match = (this.#kind === 'request' ? REQUEST_LINE : RESPONSE_LINE).exec(line);
    if (!match) {
      this.#bad_start(line);
      return;
    }
    this.#head =
      this.#kind === 'request'
        ? { method: match[1], url: match[2], http_version: match[3], raw_headers: [] }
        : {
            http_version: match[1],
            status_code: Number(match[2]),
            status_message: match[3] ?? '',
            raw_headers: [],
          };
    this.#state = HEADERS;
  }

  #take_header(text, start, end, list) {
    if (is_blank(text.charCodeAt(start)) && list.length > 0) {
      list[list.length - 1] += ' ' + trim(text, start, end); // obs-fold
      return;
    }
    const colon = text.indexOf(':', start);
    const has_colon = colon !== -1 && colon < end;
    const name = has_colon ? trim(text, start, colon) : text.slice(start, end);
    if (!has_colon || !TOKEN.test(name)) this.#odd_line(text.slice(start, end));
    if (!this.error) list.push(name, has_colon ? trim(text, colon + 1, end) : '');
  }

  // A line that is no header line stays in the list as it is; many of them are no message.
  #odd_line(line) {
    if (++this.#odd_lines <= MAX_ODD_LINES) return;
    const shown = JSON.stringify(line.slice(0, 40));
    this.#fail('ERR_PCAP_HTTP_HEADER', `more lines that are no header lines: ${shown}`);
  }

  #head_done() {
    const head = this.#head;
    const framing = framing_of(this.#kind, head.raw_headers);
    if (framing.problem !== undefined) {
      this.#fail('ERR_PCAP_HTTP_LENGTH', framing.problem);
      return;
    }
    this.#head_bytes = 0;
    const said = this.#handler.on_head(head);
    const status = head.status_code;
    const informational = status >= 100 && status < 200;
    const bodiless = said === 'no body' || informational || status === 204 || status === 304;
    this.#stop = said === 'stop';
    this.#doubtful = said === 'doubtful';
    if (framing === 0 || bodiless || (this.#stop && this.#kind === 'response')) {
      this.#complete();
    } else if (framing === 'chunked') {
      this.#state = CHUNK_SIZE;
    } else if (framing === 'to end') {
      this.#state = BODY_TO_END;
    } else {
      this.#left = framing;
      this.#state = BODY_SIZED;
    }
  }

  #take_chunk_size(line) {
    const match = CHUNK_LINE.exec(line);
    if (!match) {
      const shown = JSON.stringify(line.slice(0, 40));
      this.#fail('ERR_PCAP_HTTP_CHUNK', `no chunk size: ${shown}`);
      return;
    }
    this.#head_bytes = 0;
    this.#left = parseInt(match[1], 16);
    this.#state = this.#left === 0 ? TRAILERS : CHUNK_DATA;
  }

  // State first, then the handler: a handler that throws must not leave us in the old message.
  #complete() {
    const trailers = this.#trailers;
    this.#state = this.#stop ? STOPPED : START;
    this.#stop = false;
    this.#forget();
    this.#handler.on_complete(trailers);
  }
}

function copy_of(head) {
  return { ...head, raw_headers: head.raw_headers.slice() };
}

exports.HTTPParser = HTTPParser;
