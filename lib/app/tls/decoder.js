'use strict';

// From records to what they say: messages of the handshake, alerts, content.

const { HANDSHAKE, RECORD, alert_name } = require('./names');
const { BROKEN, SKIP, WAIT } = require('./protection');
const { HEADER } = require('./records');
const { pcap_error } = require('../../errors');

const PLAIN_ALERT = HEADER + 2;

class Decoder {
  #handshake;
  #report;
  #told_opaque = false;
  /** Why nothing can be read. */
  opaque = undefined;

  /**
   * @param {Handshake} handshake
   * @param {(event: string, ...args: any[]) => void} report
   */
  constructor(handshake, report) {
    this.#handshake = handshake;
    this.#report = report;
  }

  /**
   * Takes a record.
   * @param {() => boolean} is_behind  whether something older waits in the other direction
   * @returns {boolean}  false: it has to wait
   */
  take(side, record, is_behind) {
    const is_done =
      (!side.is_protected && this.#take_clear(side, record)) ||
      this.#take_protected(side, record, is_behind);
    if (is_done) side.seq = (record.seqno + record.bytes.length) >>> 0;
    return is_done;
  }

  /** The records of this side are passed over until secrets come. */
  give_up(side, reason) {
    side.is_opaque = true;
    this.opaque ??= reason;
    if (this.#told_opaque) return;
    this.#told_opaque = true;
    this.#report('tls opaque', reason);
  }

  /** Secrets came. */
  retry(side) {
    side.is_opaque = false;
    side.protection.retry();
  }

  /**
   * A direction is over.
   * @param {boolean} is_cut  in the middle of a record
   * @param {number} time  in seconds
   */
  finish(side, is_cut, time) {
    const { protection, offset, content_seq } = side;
    const is_over = side.is_over || side.is_opaque;
    side.is_over = true;
    if (side.seq !== undefined) side.seq = (side.seq + 1) >>> 0; // that of the FIN
    if (is_over || !(protection.has_lost || (is_cut && protection.is_ordered))) return;
    this.tell_gap(side, Infinity, { seqno: content_seq ?? 0, offset, time });
  }

  fault(side, text) {
    this.#report('tls error', side.direction, pcap_error('ERR_PCAP_TLS', text));
  }

  tell_data(side, bytes, info) {
    side.offset += bytes.length;
    this.#report(`data ${side.direction}`, bytes, info);
  }

  tell_gap(side, length, info) {
    if (Number.isFinite(length)) side.offset += length;
    this.#report('gap', side.direction, length, info);
  }

  // --- records in clear

  // Returns false where the record is the first that is protected.
  #take_clear(side, record) {
    if (record.loss !== null) {
      side.lost += record.loss.bytes;
      record.loss = null;
      side.handshakes.desync();
    }
    const content = record.bytes.subarray(HEADER);
    if (record.type === RECORD.APPLICATION_DATA) return this.#join(side);
    if (record.type === RECORD.HANDSHAKE) {
      const take = (type, body) => this.#message(side, type, body);
      if (!side.handshakes.push(content, take)) side.lost += record.bytes.length;
    } else if (record.type === RECORD.ALERT) this.#alert(side, content);
    else if (record.type === RECORD.CHANGE_CIPHER_SPEC && this.#handshake.is_tls13 === false) {
      side.begin_protection('tls12');
    }
    return true;
  }

  // Protected records without a ChangeCipherSpec: TLS 1.3, or it is missing.
  #join(side) {
    const { client_hello, server_hello } = this.#handshake;
    if (!side.is_client && server_hello === undefined) this.#handshake.missed_server_hello = true;
    const is_early = side.is_client && client_hello?.early_data === true;
    if (this.#handshake.is_tls13 === false) side.join_protection('tls12');
    else side.join_protection(is_early ? 'early' : 'handshake');
    return false;
  }

  // --- protected records

  #take_protected(side, record, is_behind) {
    if (this.#handshake.is_tls13 && this.#is_plain(side, record)) return true;
    if (side.is_opaque) {
      side.protection.skip(record);
      return true;
    }
    if (side.protection.is_ordered && is_behind()) return false;
    const opened = side.protection.open(record);
    if (opened === WAIT) return false;
    if (typeof opened === 'string') {
      this.give_up(side, opened);
      side.protection.skip(record);
    } else if (opened === BROKEN) this.fault(side, 'a record that does not decrypt');
    else if (opened !== SKIP) this.#content(side, opened, record);
    return true;
  }

  // TLS 1.3 sends ChangeCipherSpec in clear, for the sake of middleboxes (RFC 8446, D.4), and the
  // alert of one who has no keys yet.
  #is_plain(side, { type, bytes }) {
    if (type === RECORD.CHANGE_CIPHER_SPEC) return true;
    if (type !== RECORD.ALERT || bytes.length !== PLAIN_ALERT) return false;
    this.#alert(side, bytes.subarray(HEADER));
    return true;
  }

  #content(side, { type, content, gap, is_after_loss }, record) {
    this.opaque = undefined;
    const has_data = type === RECORD.APPLICATION_DATA;
    const info = this.#info(side, record, has_data ? content.length : 0);
    if (gap > 0) this.#tell_gap_before(side, gap, info);
    if (is_after_loss) side.handshakes.desync();
    if (has_data) {
      side.content_seq = (info.seqno + content.length) >>> 0;
      if (content.length > 0) this.tell_data(side, content, { ...info, offset: side.offset });
    } else if (type === RECORD.HANDSHAKE) {
      side.handshakes.push(content, (kind, body) => this.#message(side, kind, body));
    } else if (type === RECORD.ALERT) this.#alert(side, content);
    else if (type === RECORD.CHANGE_CIPHER_SPEC) side.begin_protection('tls12');
  }

  // Content stands where its record ends: then a segment that acknowledges the record acknowledges
  // just this content. What it acknowledges beyond, records without content, is left out.
  #info(side, { seqno, ackno, time, bytes }, length) {
    const { seq, content_seq } = side.other;
    const is_known = ackno !== undefined && seq !== undefined && ((seq - ackno) | 0) >= 0;
    const is_beyond = is_known && content_seq !== undefined && ((ackno - content_seq) | 0) > 0;
    return {
      seqno: (seqno + bytes.length - length) >>> 0,
      offset: side.offset,
      time,
      ackno: is_beyond ? content_seq : ackno,
    };
  }

  #tell_gap_before(side, length, info) {
    const seqno = Number.isFinite(length) ? (info.seqno - length) >>> 0 : info.seqno;
    this.tell_gap(side, length, { ...info, seqno });
  }

  #alert(side, content) {
    if (content.length !== 2) return;
    const level = content[0] === 1 ? 'warning' : 'fatal';
    const alert = { level, description: alert_name(content[1]), code: content[1] };
    this.#report('tls alert', side.direction, alert);
  }

  // --- messages of the handshake

  #message(side, type, body) {
    const is_hello = type === HANDSHAKE.CLIENT_HELLO || type === HANDSHAKE.SERVER_HELLO;
    if (is_hello && side.is_protected && this.#handshake.is_tls13) return; // none renegotiates
    const problem = this.#handshake.take(side, type, body);
    if (problem !== undefined) this.fault(side, problem);
    else if (this.#handshake.is_tls13) this.#change_keys(side, type);
  }

  // Messages of TLS 1.3 after which their sender has new keys.
  #change_keys(side, type) {
    const { protection } = side;
    if (type === HANDSHAKE.SERVER_HELLO) {
      if (!this.#handshake.server_hello.retry) side.begin_protection('handshake');
    } else if (type === HANDSHAKE.END_OF_EARLY_DATA && protection.epoch === 'early') {
      protection.begin('handshake');
    } else if (type === HANDSHAKE.FINISHED && protection.epoch === 'handshake') {
      protection.begin('application');
    } else if (type === HANDSHAKE.KEY_UPDATE && protection.epoch === 'application') {
      protection.update();
    }
  }
}

exports.Decoder = Decoder;
