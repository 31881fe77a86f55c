'use strict';

// The protected records of one direction: which keys they have, and which sequence numbers.
//
// Records carry no sequence number. While none is missing it is counted; after a gap numbers are
// tried, and keys that may have come meanwhile: the tag says what is right, so nothing is ever
// guessed.

const { RECORD } = require('./names');
const { HEADER } = require('./records');

/** What open() says of a record that it did not open. */
const WAIT = Symbol('its secret may still come');
const SKIP = Symbol('not to be opened');
const BROKEN = Symbol('its tag is wrong');

const MIN_RECORD = HEADER + 17;
const NEAR = 64; // records of the handshake's own keys, among those that were counted but not read

const SECRETS = {
  client: {
    early: 'CLIENT_EARLY_TRAFFIC_SECRET',
    handshake: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
    application: 'CLIENT_TRAFFIC_SECRET_0',
  },
  server: {
    handshake: 'SERVER_HANDSHAKE_TRAFFIC_SECRET',
    application: 'SERVER_TRAFFIC_SECRET_0',
  },
};
const FOLLOWING = { early: 'handshake', handshake: 'application' };

/** How keys are made: loaded with the first secret; preload.js loads it before. */
const schedule = () => require('./key_schedule');

class Protection {
  #agreed;
  #keys;
  #max_gap_records;
  #cipher = null;
  #secret = undefined; // that #cipher was made of
  #is_logged = false; // #secret is one of the log, not one that follows it
  #refused = undefined; // a secret that was wrong: a better one may come
  #round = 0; // TLS 1.2: the handshake that #cipher belongs to
  #lost = null; // what is missing before the next record
  #tries = 0; // left to find the sequence number
  #seeking = false; // records of other keys may come before the first of these
  #explicit = undefined; // the nonce of the newest record of TLS 1.2
  #padded = false;
  #has_data = false;
  /** 'client' or 'server'. */
  role = undefined;
  /** Of TLS 1.3: 'early', 'handshake', 'application'; or 'tls12'. */
  epoch = undefined;

  /**
   * @param {Handshake} agreed  what is known of both sides
   * @param {TLSKeys} keys
   * @param {number} max_gap_records
   */
  constructor(agreed, keys, max_gap_records) {
    this.#agreed = agreed;
    this.#keys = keys;
    this.#max_gap_records = max_gap_records;
  }

  /** The next record is the first of new keys. */
  begin(epoch) {
    this.epoch = epoch;
    this.#cipher = null;
    this.#lost = null;
    this.#refused = undefined;
    this.#seeking = false;
  }

  /** Whether its records are in an order with those of the other direction. */
  get is_ordered() {
    return this.epoch === 'application' || this.epoch === 'tls12';
  }

  /** Bytes of this direction are missing, and it is not known how many of them are content. */
  get has_lost() {
    return this.#lost !== null && this.is_ordered;
  }

  /** Records are missing before the next one. */
  count_loss({ bytes, records }) {
    if (this.#lost === null) this.#tries = this.#max_gap_records;
    this.#lost ??= { bytes: 0, records: 0 };
    this.#lost.bytes += bytes;
    if (records === undefined || this.#lost.records === undefined) this.#lost.records = undefined;
    else this.#lost.records += records;
  }

  /** Passes over a record without its keys. */
  skip({ bytes, loss }) {
    if (loss !== null) this.count_loss(loss);
    this.count_loss({ bytes: bytes.length, records: 1 });
  }

  /** New keys for what was passed over. */
  retry() {
    this.#tries = this.#max_gap_records;
  }

  /** Key update of TLS 1.3: the next record has new keys. */
  update() {
    const { suite } = this.#cipher_of();
    if (this.#cipher === null || !suite) return;
    this.#use({ ...this.#updated(suite), epoch: 'application', seq: 0 });
  }

  /**
   * Opens a record.
   * @param {TLSRecord} record
   * @returns {{ type: number, content: Buffer, gap: number, is_after_loss: boolean } | symbol |
   *   string}  gap: bytes of
   *   content that are missing before it, Infinity where they can't be counted; a string says why
   *   the direction can't be decrypted
   */
  open(record) {
    if (this.#agreed.missed_server_hello && this.#agreed.assumed_suite === undefined) {
      return this.#assume_suite(record);
    }
    if (this.epoch === 'early' && !this.#leave_early()) return WAIT;
    if (this.#cipher === null) {
      const problem = this.#find_cipher();
      if (problem !== undefined) return problem;
    }
    if (record.loss !== null) {
      this.count_loss(record.loss);
      record.loss = null; // it may be opened again
    }
    const opened = this.#lost === null ? this.#open_next(record) : undefined;
    if (opened) return { ...opened, gap: 0, is_after_loss: false };
    if (this.#lost === null && this.#seeking) return SKIP;
    return this.#search(record) ?? this.#not_opened(record);
  }

  #open_next({ bytes }) {
    const opened = this.#cipher.open(bytes, this.#cipher.seq);
    if (opened === null) return undefined;
    this.#opened(opened, bytes, this.#cipher.seq);
    return opened;
  }

  #opened({ type, padding }, bytes, seq) {
    this.#cipher.seq = seq + 1;
    this.#seeking = false;
    this.#explicit = this.#cipher.explicit_nonce(bytes);
    if (padding > 0) this.#padded = true;
    if (type === RECORD.APPLICATION_DATA) this.#has_data = true;
  }

  #not_opened({ bytes }) {
    const is_first = this.#cipher.seq === 0 && this.#is_logged;
    if (this.#lost === null && is_first && !this.#keys.closed) {
      this.#refused = this.#secret; // logs have premature secrets: the last line counts
      this.#cipher = null;
      return WAIT;
    }
    const is_news = this.#lost === null;
    this.count_loss({ bytes: bytes.length, records: 1 });
    return is_news ? BROKEN : SKIP;
  }

  // --- keys

  // Without a ServerHello the suite is the one with which a record opens.
  #assume_suite(record) {
    const state = { epoch: this.epoch, lost: this.#lost, loss: record.loss };
    for (const suite of require('./suites').TLS13_SUITES) {
      this.#agreed.assumed_suite = suite;
      const opened = this.open(record);
      if (typeof opened === 'object') return opened;
      this.begin(state.epoch);
      this.#lost = state.lost && { ...state.lost };
      record.loss = state.loss;
    }
    this.#agreed.assumed_suite = undefined;
    return this.#keys.closed ? 'no keys' : WAIT;
  }

  // 0-RTT data is told when the server has taken it; refused, the client says it again.
  #leave_early() {
    if (this.#agreed.early === undefined) return false;
    if (this.#agreed.early === 'rejected') {
      this.begin('handshake');
      this.#seeking = true;
    }
    return true;
  }

  // Makes the cipher; returns why it can't.
  #find_cipher() {
    const found = this.#cipher_of();
    if (found.problem !== undefined) return found.problem;
    if (
      found.secret === undefined &&
      this.epoch === 'handshake' &&
      this.#has_secret('application')
    ) {
      this.epoch = 'application'; // a log with these secrets alone
      this.#seeking = true;
      return this.#find_cipher();
    }
    if (found.secret === undefined || found.secret === this.#refused) {
      return this.#keys.closed ? 'no keys' : WAIT;
    }
    const cipher = this.#make(found.suite, found.secret);
    if (cipher === undefined) return WAIT;
    this.#cipher = cipher;
    this.#secret = found.secret;
    this.#is_logged = true;
    this.#round = this.#agreed.round;
    return undefined;
  }

  // The suite and, where it is known, the secret of an epoch.
  #cipher_of(epoch = this.epoch) {
    const { suite, problem } = this.#agreed.decryption;
    if (suite === undefined) return { problem: problem ?? WAIT };
    const label = epoch === 'tls12' ? 'CLIENT_RANDOM' : SECRETS[this.role][epoch];
    return { suite, secret: label && this.#keys.get(this.#agreed.random, label) };
  }

  #has_secret(epoch) {
    return this.#cipher_of(epoch).secret !== undefined;
  }

  #make(suite, secret) {
    if (suite.is_tls13) return schedule().cipher_tls13(suite, secret);
    const is_client = this.role === 'client';
    return schedule().cipher_tls12(suite, secret, { ...this.#agreed.randoms, is_client });
  }

  #updated(suite) {
    const secret = schedule().next_secret(suite, this.#secret);
    return { cipher: schedule().cipher_tls13(suite, secret), secret };
  }

  #use({ cipher, secret, epoch, seq }) {
    if (cipher !== this.#cipher) this.#round = this.#agreed.round;
    this.#cipher = cipher;
    this.#cipher.seq = seq;
    this.#secret = secret;
    this.#is_logged = false;
    this.epoch = epoch;
  }

  // --- after a gap

  // Keys and sequence numbers that a record may have, the likely ones first.
  *#candidates({ bytes }) {
    const lost = this.#lost ?? { bytes: 0, records: 0 };
    const most = lost.records ?? Math.floor(lost.bytes / MIN_RECORD);
    const cipher = this.#cipher;
    const now = { cipher, secret: this.#secret, epoch: this.epoch };
    if (this.#lost !== null) {
      const hint = cipher.hint(bytes, this.#explicit);
      if (hint !== undefined) yield { ...now, from: hint, to: hint };
      const exact = cipher.seq + most;
      if (lost.records !== undefined) yield { ...now, from: exact, to: exact };
      else yield { ...now, from: cipher.seq, to: exact };
    }
    for (const next of this.#next_ciphers()) {
      if (lost.records === undefined) yield { ...next, from: 0, to: most };
      else yield { ...next, from: Math.max(0, most - NEAR), to: most };
    }
  }

  *#next_ciphers() {
    if (this.epoch === 'tls12') {
      if (this.#round === this.#agreed.round) return;
      const { suite, secret } = this.#cipher_of();
      if (suite && secret) yield { cipher: this.#make(suite, secret), secret, epoch: 'tls12' };
      return;
    }
    const { suite } = this.#cipher_of();
    if (this.epoch === 'application') {
      if (this.#lost !== null) yield { ...this.#updated(suite), epoch: 'application' };
      return;
    }
    for (let epoch = FOLLOWING[this.epoch]; epoch !== undefined; epoch = FOLLOWING[epoch]) {
      const { secret } = this.#cipher_of(epoch);
      const cipher = secret && schedule().cipher_tls13(suite, secret);
      if (cipher) yield { cipher, secret, epoch };
    }
  }

  #search(record) {
    const { bytes } = record;
    for (const candidate of this.#candidates(record)) {
      const { cipher, from, to } = candidate;
      for (let seq = from; seq <= to; seq++) {
        if (this.#lost !== null && this.#tries-- <= 0) return undefined;
        const opened = cipher.may_open(bytes, seq) ? cipher.open(bytes, seq) : null;
        if (opened !== null) return this.#found(candidate, seq, opened, bytes);
      }
    }
    return undefined;
  }

  #found(candidate, seq, opened, bytes) {
    const is_after_loss = this.#lost !== null;
    const gap = this.#lost === null ? 0 : this.#gap_before(candidate, seq);
    this.#lost = null;
    this.#use({ ...candidate, seq });
    this.#opened(opened, bytes, seq);
    return { ...opened, gap, is_after_loss };
  }

  // Bytes of content in what is lost. They can be counted where all lost records are application
  // data without padding, as far as that can be known.
  #gap_before({ cipher, epoch }, seq) {
    if (epoch === 'handshake') return 0;
    if (cipher !== this.#cipher && epoch === 'application' && seq === 0) {
      return this.epoch === 'handshake' ? 0 : Infinity;
    }
    const records = seq - (cipher === this.#cipher ? cipher.seq : 0);
    if (records === 0 && cipher === this.#cipher) return 0;
    if (records === 1 && seq === 1 && epoch === 'tls12') return 0; // that was the Finished message
    const { overhead } = cipher;
    if (cipher !== this.#cipher || overhead === undefined || this.#padded || !this.#has_data) {
      return Infinity;
    }
    const length = this.#lost.bytes - records * overhead;
    return length >= 0 ? length : Infinity;
  }
}

exports.BROKEN = BROKEN;
exports.Protection = Protection;
exports.SKIP = SKIP;
exports.WAIT = WAIT;
