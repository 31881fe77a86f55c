'use strict';

// Link Aggregation Control Protocol, IEEE 802.1AX.
//    0          1
//   +----------+------------------------------------------------------------------------+
//   | version  | items: type, length (all of it), data; 1 actor and 2 partner:          |
//   |          |   system_priority (2), system (6), key (2), port_priority (2), port (2), |
//   |          |   state (1), reserved (3); 3 collector: max_delay (2), reserved (12)   |
//   +----------+------------------------------------------------------------------------+

const { EMPTY, clamp_end } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../../packet/layer');
const EthernetAddr = require('../ethernet_addr');

const HEADER = 1;
const TERMINATOR = 0;
const ACTOR = 1;
const PARTNER = 2;
const COLLECTOR = 3;
const NAMES = new Map([
  [TERMINATOR, 'terminator'],
  [ACTOR, 'actor'],
  [PARTNER, 'partner'],
  [COLLECTOR, 'collector'],
]);
const STATES = [
  'activity',
  'timeout',
  'aggregation',
  'synchronization',
  'collecting',
  'distributing',
  'defaulted',
  'expired',
];

/** What an end of the link says of itself, or of the other. */
function read_end(reader) {
  const system_priority = reader.u16();
  const system = reader.address(EthernetAddr, 6);
  const key = reader.u16();
  const port_priority = reader.u16();
  const port = reader.u16();
  const state = reader.u8();
  const states = STATES.filter((_, i) => (state >> i) & 1);
  return { system_priority, system, key, port_priority, port, state, states };
}

class LACP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.actor = undefined;
    this.partner = undefined;
    this.collector_max_delay = undefined;
    this.tlvs = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'lacp', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    const form = { size: 1, counts_header: true, end: TERMINATOR };
    this.tlvs = reader.tlvs(form, NAMES, (type, part) => this.#take(type, part));
    reader.report(this, 'lacp');
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
  }

  #take(type, part) {
    if (type === ACTOR) this.actor ??= read_end(part);
    else if (type === PARTNER) this.partner ??= read_end(part);
    else if (type === COLLECTOR) this.collector_max_delay ??= part.u16();
    return undefined;
  }

  toString() {
    return `LACPv${this.version}, actor ${end_text(this.actor)}, partner ${end_text(this.partner)}`;
  }
}

function end_text(end) {
  if (end?.system === undefined) return 'unknown';
  return `${end.system} key ${end.key} port ${end.port} [${(end.states ?? []).join(', ')}]`;
}

layer_class(LACP, 'lacp', true);

module.exports = LACP;
