'use strict';

// BGP on one TCP connection: what two routers tell each other.

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { decode_message, message_length } = require('./messages');

const MARKER = Buffer.alloc(16, 0xff);
const RECEIVES = 1; // of a mode of ADD-PATH
const SENDS = 2;

/**
 * Events, the session first: 'bgp message' (direction, message), 'bgp error' (direction, error);
 * 'limit' and 'end': see StreamSession.
 */
class BGPSession extends FramedSession {
  message_count = 0;
  /** The OPEN of either side, once it has gone by. */
  opens = { send: undefined, recv: undefined };

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'bgp' });
    this.listen();
  }

  // Neither side answers the other.
  get answering() {
    return undefined;
  }

  measure(direction, bytes, at) {
    return message_length(bytes, at);
  }

  // Where a marker and a sane header are.
  find(direction, bytes) {
    for (let at = bytes.indexOf(MARKER); at !== -1; at = bytes.indexOf(MARKER, at + 1)) {
      if (message_length(bytes, at) !== 0) return at;
    }
    return -1;
  }

  on_message(direction, message) {
    this.recognised();
    this.message_count++;
    const how = {
      as_size: this.#as_size(),
      has_path_id: (afi, safi) => this.#has_path_id(direction, afi, safi),
    };
    const told = { ...decode_message(message, how), time: message.time };
    if (told.type === 'open') this.opens[direction] = told;
    this.emit_event('bgp message', direction, told);
  }

  // Bytes of an AS number in paths: four where both sides can do that.
  #as_size() {
    const { send, recv } = this.opens;
    if (send === undefined || recv === undefined) return undefined;
    const can = ({ capabilities }) => capabilities.some(({ name }) => name === 'four_octet_as');
    return can(send) && can(recv) ? 4 : 2;
  }

  // Whether prefixes have an identifier in front (RFC 7911).
  #has_path_id(direction, afi, safi) {
    const mode_of = (open) =>
      open?.capabilities
        .flatMap(({ name, families }) => (name === 'add_path' ? families : []))
        .find((family) => family.afi === afi && family.safi === safi)?.mode ?? 0;
    const { send, recv } = this.opens;
    if (send === undefined || recv === undefined) return undefined;
    const [from, to] = direction === 'send' ? [send, recv] : [recv, send];
    return (mode_of(from) & SENDS) !== 0 && (mode_of(to) & RECEIVES) !== 0;
  }
}

exports.BGPSession = BGPSession;
