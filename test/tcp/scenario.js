'use strict';

// A language for tests that reads like the diagrams of RFC 9293. One line is one segment, with what
// it leads to:
//
//   A --> <SEQ=100><CTL=SYN>                              B   => session
//   A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                 B
//   A --> <SEQ=101><ACK=301><CTL=ACK>                     B   => start
//   A --> <SEQ=101><ACK=301><CTL=PSH,ACK><DATA=hello>     B   => data send "hello"
//
// Further tags: WND, WS (window scale), URG, LEN (so many x as data), KEEP (bytes of data that the
// capture kept). Lines of their own: `wait SECONDS`, `close`, `flush`, and `# comment`. After `=>`
// stand all events of the line, in order, separated by `;`. A second session's events are marked
// `#2`. Each segment is a millisecond after the last.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { TCPTracker } = require('../../lib/tcp');
const { tcp_frame, raw_packet } = require('./packets');

/** What a session emits, and its tracker too. */
const EVENTS = [
  'start',
  'syn retry',
  'data send',
  'data recv',
  'retransmit',
  'gap',
  'overlap',
  'fin',
  'reset',
  'expire',
  'end',
];

const ENDS = {
  4: [
    { address: '10.0.0.1', port: 40000 },
    { address: '10.0.0.2', port: 80 },
  ],
  6: [
    { address: '2001:db8::1', port: 40000 },
    { address: '2001:db8::2', port: 80 },
  ],
};

function parse_segment(text) {
  const segment = { seq: 0, flags: '' };
  let keep = Infinity;
  const options = [];
  for (const [, tag, value] of text.matchAll(/<(\w+)=([^>]*)>/g)) {
    if (tag === 'SEQ') segment.seq = Number(value);
    else if (tag === 'ACK') segment.ack = Number(value);
    else if (tag === 'CTL') segment.flags = value;
    else if (tag === 'WND') segment.window = Number(value);
    else if (tag === 'URG') segment.urgent = Number(value);
    else if (tag === 'WS') options.push(1, 3, 3, Number(value));
    else if (tag === 'DATA') segment.data = Buffer.from(value, 'latin1');
    else if (tag === 'LEN') segment.data = Buffer.alloc(Number(value), 'x');
    else if (tag === 'KEEP') keep = Number(value);
    else throw new Error(`scenario: what is <${tag}>?`);
  }
  if (options.length > 0) segment.options = Buffer.from(options);
  return { segment, keep };
}

function show(value) {
  if (Buffer.isBuffer(value)) {
    const text = value.toString('latin1');
    return /^x{9,}$/.test(text) ? `x*${text.length}` : JSON.stringify(text);
  }
  return String(value);
}

class Scenario {
  /** `version` is that of IP; `options` the tracker's. */
  constructor(version = 4, options = undefined) {
    [this.a, this.b] = ENDS[version];
    this.time = 1_000_000_000;
    this.tracker = new TCPTracker(options);
    this.sessions = [];
    this.log = [];
    this.infos = [];
    this.tracker.on('session', (session) => {
      this.sessions.push(session);
      this.log.push(this.#line('session', session, []));
      for (const event of EVENTS) {
        session.on(event, (first, ...args) => this.#note(event, first, args));
      }
    });
  }

  get session() {
    return this.sessions[0];
  }

  #note(event, session, args) {
    const info = args.findLast((arg) => typeof arg === 'object' && !Buffer.isBuffer(arg));
    if (info !== undefined) this.infos.push(info);
    this.log.push(this.#line(event, session, args));
  }

  #line(event, session, args) {
    const number = this.sessions.indexOf(session) + 1;
    const words = args.filter((arg) => typeof arg !== 'object' || Buffer.isBuffer(arg)).map(show);
    return [...(number > 1 ? [`#${number}`] : []), event, ...words].join(' ');
  }

  /**
   * The packet of a segment, a millisecond after the last. `keep` bytes of its data are captured.
   */
  make(from, to, segment, keep = Infinity) {
    this.time += 0.001;
    const frame = tcp_frame(from, to, segment);
    const captured = frame.length - (segment.data?.length ?? 0) + keep;
    const raw = raw_packet(frame, this.time, 'LINKTYPE_ETHERNET', Math.min(captured, frame.length));
    return decode.packet(raw);
  }

  send(...args) {
    this.tracker.track_packet(this.make(...args));
  }

  /** Runs the lines and compares each line's events. Returns the scenario, for more questions. */
  run(text) {
    for (const line of text.split('\n').map((part) => part.trim())) {
      if (line === '' || line.startsWith('#')) continue;
      const [what, events = ''] = line.split(/\s*=>\s*/);
      this.log.length = 0;
      this.step(what);
      const expected = events.split(/\s*;\s*/).filter((event) => event !== '');
      assert.deepEqual(this.log, expected, `after: ${what}`);
    }
    return this;
  }

  /** One line without its events. */
  step(what) {
    const word = what.split(/\s+/)[0];
    if (word === 'wait') {
      this.time += Number(what.split(/\s+/)[1]);
    } else if (word === 'close' || word === 'flush') {
      this.tracker[word]();
    } else {
      const arrow = /^A\s*(-->|<--)\s*(.*?)\s*B$/.exec(what);
      if (arrow === null) throw new Error(`scenario: can't read "${what}"`);
      const { segment, keep } = parse_segment(arrow[2]);
      if (arrow[1] === '-->') this.send(this.a, this.b, segment, keep);
      else this.send(this.b, this.a, segment, keep);
    }
  }
}

/** Runs a scenario over IPv4 and over IPv6; `check` asks what else should hold. */
function scenario(text, { options, check } = {}) {
  for (const version of [4, 6]) {
    const run = new Scenario(version, options).run(text);
    check?.(run, version);
  }
}

const HANDSHAKE = `
  A --> <SEQ=100><CTL=SYN>                          B   => session
  A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>             B
  A --> <SEQ=101><ACK=301><CTL=ACK>                 B   => start
`;

module.exports = { EVENTS, Scenario, scenario, HANDSHAKE };
