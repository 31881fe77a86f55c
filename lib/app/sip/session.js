'use strict';

// SIP on one TCP connection (RFC 3261, 18.3): messages whose length their Content-Length says,
// decoded as those in datagrams are, and what keeps the connection alive (RFC 5626, 4.4.1). Either
// side sends requests; a response has the branch and the CSeq of its request.

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { link } = require('../framed/links');
const { PendingById } = require('../framed/pending_by_id');
const SIP = require('../../protocol/sip');

const OTHER = { send: 'recv', recv: 'send' };
const MAX_LINE = 8 * 1024; // of the first
const COST = 1500;
const FINAL = 200; // status codes from here on end a transaction
const [CR, LF] = [13, 10];

const START =
  /^(?:SIP\/\d\.\d \d{3}[ \r\n]|[!%'*+\-.`~\w]{1,32} [a-z][a-z\d+.-]{0,20}:\S* SIP\/\d\.\d\r?\n)/i;
const BEGINNING = /^[!%'*+\-.`~\w/]{1,32}(?: |$)/;
const CONTENT_LENGTH = /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*$/im;

/**
 * Events, the session first: 'sip message' (direction, message); 'sip complete' (direction,
 * message): the request has its final response, message.answer; 'sip keepalive' (direction,
 * keepalive); 'sip error' (direction, error); 'limit' and 'end': see StreamSession.
 */
class SIPSession extends FramedSession {
  message_count = 0;
  #pending = { send: new PendingById(), recv: new PendingById() }; // requests of each direction

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'sip', least_request: 40 });
    this.listen();
  }

  // Either side may begin.
  get answering() {
    return undefined;
  }

  measure(direction, bytes, at) {
    if (bytes[at] === CR || bytes[at] === LF) return this.#keepalive_length(direction, bytes, at);
    const end_of_line = bytes.indexOf(LF, at);
    if (end_of_line === -1) return may_begin(bytes, at) ? undefined : 0;
    if (!START.test(bytes.toString('latin1', at, Math.min(end_of_line + 1, at + MAX_LINE))))
      return 0;
    const body = bytes.indexOf('\r\n\r\n', at);
    if (body === -1) return undefined;
    const length = CONTENT_LENGTH.exec(
      bytes.toString('latin1', at, body).replaceAll('\r', ''),
    )?.[1];
    return body + 4 - at + Number(length ?? 0);
  }

  // A client asks with two line ends, a server answers with one. Before a message, they are
  // skipped.
  #keepalive_length(direction, bytes, at) {
    const wanted = direction === 'send' ? 4 : 2;
    let count = 0;
    while (count < wanted && bytes[at + count] === (count % 2 === 0 ? CR : LF)) count++;
    if (count === wanted) return count;
    if (at + count === bytes.length) return undefined;
    return count >= 2 ? 2 : 0;
  }

  // A message that begins with the segment: its first line says enough.
  find(direction, bytes) {
    const line = bytes.toString('latin1', 0, Math.min(bytes.length, MAX_LINE));
    return START.test(line) ? 0 : -1;
  }

  on_message(direction, { bytes, size, time, end_time, is_whole }) {
    this.recognised();
    if (bytes[0] === CR) {
      if (size === (direction === 'send' ? 4 : 2)) this.#tell_keepalive(direction, time);
      return;
    }
    const sip = new SIP().decode(Buffer.from(bytes));
    const message = { number: ++this.message_count, sip, size, time, end_time };
    message.body_size = size - header_size(bytes);
    if (!is_whole) message.is_cut = true;
    if (sip.status_code === undefined) this.#take_request(direction, message);
    else this.#take_response(direction, message);
  }

  #tell_keepalive(direction, time) {
    const type = direction === 'send' ? 'ping' : 'pong';
    this.emit_event('sip keepalive', direction, { type, time });
  }

  #take_request(direction, message) {
    const id = transaction_of(message.sip);
    message.answer = undefined;
    message.latency = undefined;
    const is_answered = message.sip.method !== 'ACK' && id !== undefined;
    if (is_answered) this.#pending[direction].add(id, message, COST + 4 * message.size);
    this.emit_event('sip message', direction, message);
  }

  #take_response(direction, message) {
    const id = transaction_of(message.sip);
    const pending = this.#pending[OTHER[direction]];
    const request = id === undefined ? undefined : pending.get(id);
    message.latency = request ? message.end_time - request.time : undefined;
    link(message, 'request', request);
    this.emit_event('sip message', direction, message);
    if (request === undefined || message.sip.status_code < FINAL) return;
    pending.take(id);
    request.answer = message;
    request.latency = message.latency;
    this.emit_event('sip complete', OTHER[direction], request);
  }

  // --- limits

  kept_bytes() {
    return this.#pending.send.bytes + this.#pending.recv.bytes;
  }

  shed_kept(target) {
    const { send, recv } = this.#pending;
    return [send, recv].flatMap((each) => each.shed(this, target, 'requests'));
  }
}

/** Whether a line that has no end yet can be the beginning of a message. */
function may_begin(bytes, at) {
  const text = bytes.toString('latin1', at, at + 40);
  return bytes.length - at < MAX_LINE && BEGINNING.test(text);
}

function header_size(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  return end === -1 ? bytes.length : end + 4;
}

/**
 * What a request and its responses have in common (RFC 3261, 17.1.3); undefined without a branch.
 */
function transaction_of(sip) {
  const branch = /;[ \t]*branch[ \t]*=[ \t]*([^;,\s]+)/i.exec(sip.header('via') ?? '')?.[1];
  const method = /^\d+[ \t]+(\S+)/.exec(sip.cseq ?? '')?.[1];
  return branch === undefined || method === undefined ? undefined : `${branch} ${sip.cseq}`;
}

exports.SIPSession = SIPSession;
