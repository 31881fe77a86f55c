'use strict';

// DNS on one TCP connection (RFC 1035, 4.2.2; RFC 7766): each message follows its length, and is
// decoded as those in datagrams are. Answers come in any order, and have the id and the question of
// what they answer.

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { link } = require('../framed/links');
const { PendingById } = require('../framed/pending_by_id');
const DNS = require('../../protocol/dns');

const LENGTH = 2;
const HEADER = 12;
const LEAST_RECORD = 11;
const LEAST_QUESTION = 5;
const COST = 1500;

/**
 * Events, the session first: 'dns query' (query), 'dns response' (response), 'dns error'
 * (direction, error); 'limit' and 'end': see StreamSession.
 */
class DNSSession extends FramedSession {
  query_count = 0;
  #has_begun; // the client has spoken, or may have
  #pending = new PendingById();

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'dns', least_request: LENGTH + HEADER });
    this.#has_begun = Boolean(below?.missed_syn);
    this.listen();
  }

  // The header's numbers of records say whether it can be one.
  measure(direction, bytes, at) {
    if (!this.#has_begun && direction === 'recv') return 0;
    if (bytes.length - at < LENGTH + HEADER) return undefined;
    const size = bytes.readUInt16BE(at);
    const header = at + LENGTH;
    const is_response = (bytes[header + 2] & 0x80) !== 0;
    const opcode = (bytes[header + 2] & 0x78) >> 3;
    const count = (n) => bytes.readUInt16BE(header + 4 + 2 * n);
    const least =
      HEADER + count(0) * LEAST_QUESTION + (count(1) + count(2) + count(3)) * LEAST_RECORD;
    const is_one = is_response === (direction === 'recv') && opcode <= 6 && size >= least;
    return is_one && !(bytes[header + 3] & 0x40) ? LENGTH + size : 0;
  }

  find(direction, bytes) {
    this.#has_begun = true;
    return this.measure(direction, bytes, 0) > 0 ? 0 : -1;
  }

  on_lost() {
    this.#has_begun = true;
  }

  on_message(direction, { bytes, size, time, end_time, is_whole }) {
    this.#has_begun = true;
    this.recognised();
    const dns = new DNS().decode(Buffer.from(bytes.subarray(LENGTH)));
    const message = { dns, size: size - LENGTH, start: time };
    if (!is_whole) message.is_cut = true;
    if (direction === 'send') this.#take_query(message);
    else this.#take_response(message, end_time);
  }

  #take_query(message) {
    const query = { number: ++this.query_count, ...message };
    link(query, 'response', undefined);
    const cost = COST + 4 * message.size;
    this.#pending.add(query.dns.id, query, cost);
    this.emit_event('dns query', query);
  }

  // Of a zone transfer, all messages answer one query: it waits until another takes its id.
  #take_response(response, end) {
    const { id } = response.dns;
    const waiting = this.#pending.get(id);
    const query = waiting && is_about(response.dns, waiting.dns) ? waiting : undefined;
    const latency = query ? end - query.start : undefined;
    Object.assign(response, { end, latency });
    link(response, 'query', query);
    if (query && query.response === undefined) link(query, 'response', response);
    if (query && !is_transfer(query.dns)) this.#pending.take(id);
    this.emit_event('dns response', response);
  }

  // --- limits

  kept_bytes() {
    return this.#pending.bytes;
  }

  shed_kept(target) {
    return this.#pending.shed(this, target, 'requests');
  }
}

const question_of = ({ question }) => question?.rrs?.[0];
const is_transfer = (dns) => [251, 252].includes(question_of(dns)?.type); // IXFR, AXFR

/** Whether a response repeats the query's question, if it has one. */
function is_about(response, query) {
  const [ours, theirs] = [question_of(response), question_of(query)];
  if (ours === undefined || theirs === undefined) return true;
  return ours.type === theirs.type && ours.name.toLowerCase() === theirs.name.toLowerCase();
}

exports.DNSSession = DNSSession;
