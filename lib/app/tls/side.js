'use strict';

const { HandshakeReader } = require('./handshakes');
const { RecordReader } = require('./records');

/** What is known of one direction of a TLS connection. */
class Side {
  /**
   * @param {'send' | 'recv'} direction  as of the session below
   * @param {Protection} protection
   * @param {number} max_handshake_message
   */
  constructor(direction, protection, max_handshake_message) {
    this.direction = direction;
    this.protection = protection;
    this.records = new RecordReader();
    this.handshakes = new HandshakeReader(max_handshake_message);
    /** TLS has begun in this direction; before that its bytes are passed on as they are. */
    this.started = false;
    this.is_client = false;
    /** Bytes that are missing, or were passed over, before its records are protected. */
    this.lost = 0;
    /** Its records are protected from now on. */
    this.is_protected = false;
    /** Its records are passed over and counted: their secrets are not known. */
    this.is_opaque = false;
    /** The other direction. */
    this.other = undefined;
    /** The sequence number after its newest record that was taken, and after the newest content. */
    this.seq = undefined;
    this.content_seq = undefined;
    /** Its end was told. */
    this.is_over = false;
    /** Bytes of content told so far, missing ones included. */
    this.offset = 0;
  }

  /** Bytes that wait for the rest of their record or message. */
  get pending() {
    return this.records.pending + this.handshakes.pending;
  }

  set_role(is_client) {
    this.is_client = is_client;
    this.protection.role = is_client ? 'client' : 'server';
  }

  begin_protection(epoch) {
    this.is_protected = true;
    this.lost = 0;
    this.protection.begin(epoch);
    this.handshakes.reset();
  }

  /** What follows is protected, and it is not known since when. */
  join_protection(epoch) {
    const bytes = this.lost;
    this.begin_protection(epoch);
    if (bytes > 0) this.protection.count_loss({ bytes, records: undefined });
  }
}

exports.Side = Side;
