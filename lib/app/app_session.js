'use strict';

// A session of whatever a connection carries, as the table of services says.

const { guard_getters } = require('../getters');
const { custom } = require('../validate');
const { EMPTY } = require('./byte_builder');
const { services } = require('./services');
const { STREAM_OPTIONS, StreamSession } = require('./stream_session');

const MAX_FIRST = 1024; // bytes of each side by which a service is found
const MAX_EVENTS = 32; // that are kept until then
const EVENT_COST = 300;

const is_object = (value) => typeof value === 'object' && value !== null;

const OPTIONS = {
  ...STREAM_OPTIONS,
  services: custom({ default: services, accepts: (value) => value instanceof Map, what: 'a Map' }),
  session_options: custom({ default: {}, accepts: is_object, what: 'an object' }),
};

/**
 * Events: 'service' (session, name, app): what it is, once, before any event of `app`, the session
 * that takes it; name and app are undefined where no service does. 'limit' and 'end': see
 * StreamSession.
 */
class AppSession extends StreamSession {
  /** The service's name and its session, once they are known. */
  service = undefined;
  app = undefined;
  #kept = []; // events until then
  #bytes = 0;
  #first = { send: EMPTY, recv: EMPTY };
  #decided = false;

  /**
   * @param {TCPSession} below  or another session that gives out a stream
   * @param {object} [options]
   * @param {Map} [options.services]  the table; by default that of all
   * @param {object} [options.session_options]  of the sessions, by name of the service
   */
  constructor(below, options) {
    super(below, options, OPTIONS);
    this.listen();
  }

  // What the session above sees of the connection.

  get missed_syn() {
    return this.tcp_session.missed_syn;
  }

  get tracker() {
    return this.tcp_session.tracker;
  }

  get send_isn() {
    return this.tcp_session.send_isn;
  }

  get recv_isn() {
    return this.tcp_session.recv_isn;
  }

  on_data(direction, bytes, time, info) {
    this.#take({ event: `data ${direction}`, args: [bytes, info], bytes });
    if (this.#decided) return;
    const first = this.#first[direction];
    if (first.length < MAX_FIRST) {
      this.#first[direction] = Buffer.concat([first, bytes.subarray(0, MAX_FIRST - first.length)]);
    }
    this.#decide();
  }

  on_gap(direction, count, time, info) {
    this.#take({ event: 'gap', args: [direction, count, info] });
    this.#decide(true); // first bytes will not come any more
  }

  on_fin(direction) {
    this.#take({ event: 'fin', args: [direction] });
  }

  on_end() {
    this.#decide(true);
  }

  #take(event) {
    if (this.#decided) {
      if (this.app !== undefined) this.emit_event(event.event, ...event.args);
      return;
    }
    this.#kept.push(event);
    this.#bytes += EVENT_COST + (event.bytes?.length ?? 0);
  }

  #decide(is_last = this.#kept.length >= MAX_EVENTS) {
    if (this.#decided) return;
    const name = this.#find(is_last);
    if (name === undefined && !is_last && this.#is_open()) return;
    this.#decided = true;
    this.service = name;
    if (name !== undefined) this.app = this.#make(name);
    this.emit_event('service', name, this.app);
    const kept = this.#kept;
    this.#kept = [];
    this.#bytes = 0;
    for (const event of kept) this.#take(event);
  }

  #make(name) {
    const { Session } = this.options.services.get(name);
    return new Session(this, this.options.session_options[name]);
  }

  // The first that says true; at last the one that has the port, unless it says false.
  #find(is_last) {
    const all = [...this.options.services];
    const ports = all.filter(([, { ports }]) => this.#has_port(ports));
    for (const [name, service] of [...ports, ...all]) {
      if (this.#ask(service) === true) return name;
    }
    if (!is_last) return undefined;
    return ports.find(([, service]) => this.#ask(service) !== false)?.[0];
  }

  // Whether a service may yet say true.
  #is_open() {
    for (const service of this.options.services.values()) {
      if (this.#ask(service) === undefined) return true;
    }
    return false;
  }

  #ask({ detect, ports }) {
    return detect({ ...this.#first, on_port: this.#has_port(ports) });
  }

  #has_port(ports) {
    const { src = '', dst = '' } = this.tcp_session ?? {};
    const port = (end) => Number(/:(\d+)$/.exec(end)?.[1]);
    return ports.includes(port(dst)) || ports.includes(port(src));
  }

  get held_bytes() {
    return this.#bytes;
  }

  // Nothing is lost: it is decided now.
  shed() {
    this.#decide(true);
    return [];
  }

  static {
    guard_getters(this, (object) => #kept in object);
  }
}

exports.AppSession = AppSession;
