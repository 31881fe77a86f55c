'use strict';

// HTTP/2 (RFC 9113) on one connection, told as HTTPSession tells HTTP/1: with the same events and
// classes.

const { not_captured } = require('../stream_session');
const { SETTING_NAMES, error_name } = require('./constants');
const { HTTP2Events } = require('./events');
const { Side } = require('./side');
const { Stream } = require('./stream');

const MAX_RESETS = 256; // streams that were reset, of which more frames may come
const OTHER = { request: 'response', response: 'request' };

class HTTP2Connection {
  #session;
  #events;
  #sides;
  #streams = new Map(); // by id, those that are not over; oldest first
  #streams_cost = 0;
  #unanswered = new Set(); // ids of streams of which only the response has been seen
  #lowest_unanswered = Infinity;
  #highest_request = 0;
  #resets = new Set();
  #swapped = false;
  #sides_known;
  #gap_cost = false; // whether the gap at hand cost more than bytes of a body

  /**
   * @param {HTTPSession} session  whose events are told; options: max_header_size,
   *   max_header_table_size, max_message_size, max_streams
   * @param {object} begin
   * @param {boolean} begin.send  whether this direction is seen from its beginning
   * @param {boolean} begin.recv
   * @param {boolean} begin.swapped  whether 'recv' is the client's direction
   * @param {HTTPRequest} [begin.request]  that has asked for the upgrade to h2c
   */
  constructor(session, { send, recv, swapped, request }) {
    const { options } = session;
    this.#session = session;
    this.#events = new HTTP2Events(session);
    this.#swapped = swapped;
    this.#sides_known = send || recv;
    this.#sides = {
      send: new Side(swapped ? 'response' : 'request', this, options, send),
      recv: new Side(swapped ? 'request' : 'response', this, options, recv),
    };
    if (request === undefined) return;
    this.#make_stream(1).adopt(request);
    this.#highest_request = 1;
  }

  /** Whether 'recv' is the client's direction. */
  get swapped() {
    return this.#swapped;
  }

  /** Bytes of memory that are held. */
  get held_bytes() {
    return this.#streams_cost + this.#sides.send.cost + this.#sides.recv.cost;
  }

  /**
   * Drops streams, the oldest first, then header tables, until held_bytes is `target` or less.
   * @returns {{ what: string, count: number, bytes: number }[]}
   */
  shed(target) {
    const dropped = [];
    const drop = (what, things, let_go) => {
      const before = this.held_bytes;
      let count = 0;
      for (const thing of things) {
        if (this.held_bytes <= target) break;
        if (let_go(thing)) count++;
      }
      if (count > 0) dropped.push({ what, count, bytes: before - this.held_bytes });
    };
    drop('messages', this.#streams.keys(), (id) => this.#shed_websocket(id));
    drop('streams', this.#streams.values(), (stream) => this.#remove(stream));
    drop('header tables', [this.#sides.send, this.#sides.recv], (side) => side.invalidate());
    return dropped;
  }

  #shed_websocket(id) {
    let shed = false;
    this.#at(id, (stream) => (shed = stream.shed()));
    return shed;
  }

  // --- what comes from below

  data(direction, bytes, time) {
    this.#sides[direction].reader.take(bytes, time);
  }

  gap(direction, count, time) {
    this.#gap_cost = false;
    const side = this.#sides[direction];
    side.reader.gap(count, time);
    if (!this.#gap_cost) return;
    this.#events.error(side.kind, 'ERR_PCAP_HTTP_GAP', not_captured(count), undefined);
  }

  end() {
    for (const stream of this.#streams.values()) stream.cut();
  }

  // --- SideOwner: what the sides find

  on_headers(side, block, list) {
    if (!this.#sides_known) this.#check_sides(side, block, list);
    if (block.promised !== 0) this.#promise(side, block, list);
    else this.#headers(side, block, list);
  }

  on_data(side, stream_id, bytes) {
    const stream = this.#streams.get(stream_id);
    if (stream === undefined) return;
    stream.data(side.kind, bytes, this.#now(side), side.whole);
    if (stream.has_websocket) this.#settle(stream);
  }

  on_end_stream(side, stream_id) {
    this.#at(stream_id, (stream) => stream.end(side.kind, this.#now(side)));
  }

  on_missing(side, stream_id, count) {
    this.#at(stream_id, (stream) => stream.missing(side.kind, count, this.#now(side)));
  }

  on_lost(side, stream_id) {
    this.#gap_cost = true;
    const report_loss = (stream) => stream.lost(side.kind, this.#now(side));
    if (stream_id !== 0) this.#at(stream_id, report_loss);
    else for (const id of this.#streams.keys()) this.#at(id, report_loss);
  }

  on_reset(side, stream_id, code) {
    this.#at(stream_id, (stream) => stream.reset(side.kind, code));
    this.#resets.add(stream_id);
    if (this.#resets.size <= MAX_RESETS) return;
    const [oldest] = this.#resets;
    this.#resets.delete(oldest);
    if (this.#streams.has(oldest)) this.#remove(this.#streams.get(oldest));
  }

  on_settings(side, payload) {
    const settings = {};
    const other = this.#other(side);
    other.max_frame_known = side.whole;
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      const id = payload.readUInt16BE(at);
      const value = payload.readUInt32BE(at + 2);
      settings[SETTING_NAMES.get(id) ?? id] = value;
      if (setting_fault(id, value)) {
        const text = `SETTINGS with ${SETTING_NAMES.get(id)} ${value}`;
        this.on_fault(side, 'ERR_PCAP_HTTP_FRAME', text, 0);
      } else if (id === 5) {
        other.reader.max_frame = value;
      }
    }
    this.#events.connection('http2 settings', side.kind, settings);
  }

  on_goaway(side, payload) {
    const code = payload.readUInt32BE(4);
    this.#events.connection('http2 goaway', side.kind, {
      last_stream_id: payload.readUInt32BE(0) & 0x7fffffff,
      error: error_name(code),
      debug_data: Buffer.from(payload.subarray(8)),
      time: this.#now(side),
    });
  }

  on_fault(side, code, text, stream_id) {
    this.#events.error(side.kind, code, text, this.#streams.get(stream_id), { stream_id });
  }

  // --- streams

  #headers(side, block, list) {
    const { stream_id: id } = block;
    const is_request = side.kind === 'request';
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      if (!this.#may_open(side, id)) return;
      stream = this.#make_stream(id);
    }
    if (is_request && id > this.#highest_request) this.#note_request(id);
    this.#at(id, () => stream.headers(side.kind, block, list, this.#now(side), side.whole));
  }

  // Frames of a stream that is over may still be under way: its other end does not know yet.
  #may_open(side, id) {
    if (this.#resets.has(id)) return false;
    if (side.kind === 'response') {
      return id > this.#highest_request || !this.#other(side).whole;
    }
    if (id <= this.#highest_request) return false;
    if (id % 2 === 0) {
      this.on_fault(side, 'ERR_PCAP_HTTP_FRAME', `a request on stream ${id}`, id);
      return false;
    }
    return true;
  }

  // Requests come in the order of their ids: the request of a response before this one was missed.
  #note_request(id) {
    this.#highest_request = id;
    this.#see_stream(id);
    if (this.#unanswered.size === 0 || id < this.#lowest_unanswered) return;
    this.#lowest_unanswered = Infinity;
    for (const other of this.#unanswered) {
      if (other < id) this.#remove(this.#streams.get(other));
      else this.#lowest_unanswered = Math.min(this.#lowest_unanswered, other);
    }
  }

  #promise(side, block, list) {
    const id = block.promised;
    if (side.kind === 'request' || id % 2 === 1) {
      this.on_fault(side, 'ERR_PCAP_HTTP_FRAME', `PUSH_PROMISE of stream ${id}`, block.stream_id);
      return;
    }
    if (this.#streams.has(id) || this.#resets.has(id)) return;
    const stream = this.#make_stream(id);
    const whole_block = { ...block, end_stream: true };
    this.#at(id, () => stream.headers('request', whole_block, list, this.#now(side), side.whole));
  }

  #make_stream(id) {
    const stream = new Stream(id, this.#events, this.#session);
    this.#streams.set(id, stream);
    this.#streams_cost += stream.count();
    this.#see_stream(id);
    if (this.#streams.size > this.#session.options.max_streams) this.#drop_oldest();
    return stream;
  }

  #see_stream(id) {
    for (const { reader } of [this.#sides.send, this.#sides.recv]) {
      if (id > reader.highest_stream) reader.highest_stream = id;
    }
  }

  #drop_oldest() {
    const stream = this.#streams.values().next().value;
    const { counted: bytes } = stream;
    this.#remove(stream);
    // One whose end was missed, or that was reset, is no loss.
    if (stream.expendable) return;
    this.#session.emit_event('limit', { limit: 'max_streams', what: 'streams', count: 1, bytes });
  }

  // Does something with a stream, if it is there, and keeps the account.
  #at(id, work) {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    work(stream);
    this.#settle(stream);
  }

  #settle(stream) {
    this.#streams_cost += stream.count();
    if (stream.over) this.#remove(stream);
    else if (stream.lacks_request) this.#keep_unanswered(stream);
    else if (this.#unanswered.size > 0) this.#unanswered.delete(stream.id);
  }

  #keep_unanswered(stream) {
    if (stream.id <= this.#highest_request || stream.id % 2 === 0) this.#remove(stream);
    else {
      this.#unanswered.add(stream.id);
      this.#lowest_unanswered = Math.min(this.#lowest_unanswered, stream.id);
    }
  }

  #remove(stream) {
    if (!this.#streams.delete(stream.id)) return false;
    this.#unanswered.delete(stream.id);
    this.#streams_cost -= stream.counted;
    return true;
  }

  // --- sides

  #other(side) {
    return side === this.#sides.send ? this.#sides.recv : this.#sides.send;
  }

  #now(side) {
    return side.reader.time;
  }

  // A capture that begins in the middle can't always say who is the client; header lists can.
  #check_sides(side, block, { raw_headers }) {
    const first = raw_headers[0];
    if (!first?.startsWith(':') && block.promised === 0) return;
    this.#sides_known = true;
    const kind = first === ':status' || block.promised !== 0 ? 'response' : 'request';
    if (side.kind === kind) return;
    this.#swapped = !this.#swapped;
    for (const one of [this.#sides.send, this.#sides.recv]) one.kind = OTHER[one.kind];
  }
}

// RFC 9113, 6.5.2.
function setting_fault(id, value) {
  if (id === 2) return value > 1;
  if (id === 4) return value > 0x7fffffff;
  return id === 5 && (value < 16384 || value > 0xffffff);
}

exports.HTTP2Connection = HTTP2Connection;
