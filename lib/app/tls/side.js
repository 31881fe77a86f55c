'use strict';

const { HandshakeReader } = require('./handshakes');
const { RecordReader } = require('./records');

const NOTHING = Buffer.alloc(0);

/** What is known of one direction of a TLS connection. */
class Side {
  constructor(direction, { max_handshake_message }) {
    /** 'send' or 'recv', as of the session below. */
    this.direction = direction;
    this.records = new RecordReader();
    this.handshakes = new HandshakeReader(max_handshake_message);
    /** TLS has begun in this direction; before that its bytes are passed on as they are. */
    this.started = false;
    /** Bytes that may be the beginning of a ClientHello. */
    this.held = NOTHING;
    /** Its records are encrypted from now on. */
    this.is_protected = false;
    /** Nothing that it says can be read. */
    this.is_opaque = false;
    /** Bytes of plaintext told so far, missing ones included. */
    this.offset = 0;
  }
}

exports.Side = Side;
