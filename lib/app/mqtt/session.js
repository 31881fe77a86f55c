'use strict';

// MQTT on one TCP connection: control packets, and requests with what acknowledges them.

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { NamedItems } = require('../framed/named_items');
const { PendingById } = require('../framed/pending_by_id');
const { decode_packet, packet_length } = require('./packets');

const OTHER = { send: 'recv', recv: 'send' };
const COST = 600;
const FAILURE = 0x80; // reason codes from here on

/** What acknowledges what; both carry the same identifier, or none. */
const ANSWERS = new Map([
  ['connack', 'connect'],
  ['puback', 'publish'],
  ['pubcomp', 'publish'],
  ['suback', 'subscribe'],
  ['unsuback', 'unsubscribe'],
  ['pingresp', 'pingreq'],
]);

/** Packets of one direction: what waits for its acknowledgement, and the names of topics. */
class MQTTSide {
  pending = new PendingById();
  aliases = new NamedItems();
}

/**
 * Events, the session first: 'mqtt packet' (direction, packet); 'mqtt complete' (direction,
 * packet): it is acknowledged, by packet.answer; 'mqtt error' (direction, error); 'limit' and
 * 'end': see StreamSession.
 */
class MQTTSession extends FramedSession {
  packet_count = 0;
  /** 3 (3.1), 4 (3.1.1) or 5; undefined where the beginning was not captured. */
  version = undefined;
  client_id = undefined;
  #has_begun;
  #sides = { send: new MQTTSide(), recv: new MQTTSide() };

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'mqtt', least_request: 2 });
    this.#has_begun = Boolean(below?.missed_syn);
    this.listen();
  }

  measure(direction, bytes, at) {
    const length = packet_length(bytes, at);
    const is_first = !this.#has_begun && (direction === 'recv' || bytes[at] !== 0x10);
    return is_first ? 0 : length;
  }

  // Packets up to the end of the segment.
  find(direction, bytes) {
    this.#has_begun = true;
    let at = 0;
    while (at < bytes.length) {
      const length = packet_length(bytes, at);
      if (length === undefined) break;
      if (length === 0) return -1;
      at += length;
    }
    return at === bytes.length || at > 0 ? 0 : -1;
  }

  on_lost() {
    this.#has_begun = true;
  }

  on_message(direction, message) {
    const packet = { ...decode_packet(message, this.version), time: message.time };
    this.packet_count++;
    if (packet.type === 'connect') this.#connect(packet);
    if (packet.type === 'publish') this.#name_topic(direction, packet);
    this.recognised();
    this.#expect(direction, packet, message);
    this.emit_event('mqtt packet', direction, packet);
    this.#acknowledge(direction, packet, message);
  }

  #connect({ version, client_id }) {
    this.#has_begun = true;
    this.version = version;
    this.client_id = client_id;
  }

  // A topic that has an alias is named once.
  #name_topic(direction, packet) {
    const alias = packet.properties?.topic_alias;
    if (alias === undefined) return;
    const { aliases } = this.#sides[direction];
    if (packet.topic === '') packet.topic = aliases.get(alias);
    else aliases.set(alias, packet.topic, packet.topic.length);
  }

  #expect(direction, packet, { bytes }) {
    const { type, id, qos } = packet;
    const is_asking = type === 'publish' ? qos > 0 : [...ANSWERS.values()].includes(type);
    if (!is_asking) return;
    packet.answer = undefined;
    packet.latency = undefined;
    this.#sides[direction].pending.add(id ?? type, packet, COST + 2 * bytes.length);
  }

  #acknowledge(direction, packet, { end_time }) {
    const failed = packet.type === 'pubrec' && packet.reason_code >= FAILURE;
    const type = failed ? 'publish' : ANSWERS.get(packet.type);
    if (type === undefined) return;
    const { pending } = this.#sides[OTHER[direction]];
    const id = packet.id ?? type;
    const request = pending.get(id);
    if (request?.type !== type) return;
    pending.take(id);
    request.answer = packet;
    request.latency = end_time - request.time;
    this.emit_event('mqtt complete', OTHER[direction], request);
  }

  // --- limits

  #sum(what) {
    return this.#sides.send[what].bytes + this.#sides.recv[what].bytes;
  }

  kept_bytes() {
    return this.#sum('pending') + this.#sum('aliases');
  }

  shed_kept(target) {
    const dropped = [];
    for (const [what, name] of [
      ['pending', 'requests'],
      ['aliases', 'topics'],
    ]) {
      const before = this.#sum(what);
      const room = Math.max(0, target - (this.held_bytes - before)) / 2;
      const count = this.#sides.send[what].evict(room) + this.#sides.recv[what].evict(room);
      if (count > 0) dropped.push({ what: name, count, bytes: before - this.#sum(what) });
    }
    return dropped;
  }
}

exports.MQTTSession = MQTTSession;
