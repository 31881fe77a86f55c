'use strict';

// Bidirectional Forwarding Detection, RFC 5880. Intervals are in microseconds.
//    0       2 3      7 8   9 10     15 16          23 24        31
//   +---------+--------+-----+---------+--------------+------------+
//   | version |diagnos.|state|  flags  | detect_mult  |   length   |
//   |                       my_discriminator                       |
//   |                      your_discriminator                      |
//   |                   desired_min_tx_interval                    |
//   |                   required_min_rx_interval                   |
//   |                 required_min_echo_rx_interval                |
//   |                  authentication, with flag A                 |

const { EMPTY, clamp_end, u32 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, malformed, set_payload } = require('../packet/layer');
const { truncated_header, emit } = require('../packet/layer');
const { check_promise } = require('./promise');

const HEADER = 24;
const AUTHENTICATED = 0x04;
const PASSWORD = 1;

const STATES = ['AdminDown', 'Down', 'Init', 'Up'];
const FLAGS = [
  [0x20, 'Poll'],
  [0x10, 'Final'],
  [0x08, 'Control Plane Independent'],
  [0x04, 'Authentication Present'],
  [0x02, 'Demand'],
  [0x01, 'Multipoint'],
];
const DIAGNOSTICS = [
  'No Diagnostic',
  'Control Detection Time Expired',
  'Echo Function Failed',
  'Neighbor Signaled Session Down',
  'Forwarding Plane Reset',
  'Path Down',
  'Concatenated Path Down',
  'Administratively Down',
  'Reverse Concatenated Path Down',
];

/** A password, or a digest with what it was made with. */
function read_authentication(reader) {
  const type = reader.u8();
  const length = reader.u8();
  if (length !== undefined && length < 3) reader.fail(`authentication length ${length} is below 3`);
  const part = reader.part(Math.max(0, (length ?? 0) - 2));
  const key_id = part.u8();
  if (type === PASSWORD) return { type, length, key_id, password: part.rest() };
  part.skip(1);
  return { type, length, key_id, sequence: part.u32(), digest: part.rest() };
}

class BFD extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.diagnostic = undefined;
    this.state = undefined;
    this.flags = undefined;
    this.detect_mult = undefined;
    this.length = undefined;
    this.my_discriminator = undefined;
    this.your_discriminator = undefined;
    this.desired_min_tx_interval = undefined;
    this.required_min_rx_interval = undefined;
    this.required_min_echo_rx_interval = undefined;
    this.authentication = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'bfd', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    check_promise(this, 'bfd', 'length', this.length, length);
    if (this.length < HEADER) malformed(this, `bfd: length ${this.length} is less than ${HEADER}`);
    else if (this.flags & AUTHENTICATED) {
      const reader = new FieldReader(bytes, offset + HEADER, end);
      this.authentication = read_authentication(reader);
      reader.report(this, 'bfd');
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 5;
    this.diagnostic = bytes[offset] & 0x1f;
    this.state = bytes[offset + 1] >> 6;
    this.flags = bytes[offset + 1] & 0x3f;
    this.detect_mult = bytes[offset + 2];
    this.length = bytes[offset + 3];
    this.my_discriminator = u32(bytes, offset + 4);
    this.your_discriminator = u32(bytes, offset + 8);
    this.desired_min_tx_interval = u32(bytes, offset + 12);
    this.required_min_rx_interval = u32(bytes, offset + 16);
    this.required_min_echo_rx_interval = u32(bytes, offset + 20);
  }

  /** `AdminDown`, `Down`, `Init` or `Up`. */
  get state_name() {
    return STATES[this.state];
  }

  /** Why the session went down last, in words. */
  get diagnostic_name() {
    return DIAGNOSTICS[this.diagnostic];
  }

  toString() {
    const names = FLAGS.filter(([bit]) => this.flags & bit).map(([, name]) => name);
    const flags = names.length > 0 ? names.join(', ') : 'none';
    const state = `State ${this.state_name ?? this.state}, Flags: [${flags}]`;
    return `BFDv${this.version}, Control, ${state}, length: ${this.length}`;
  }
}

layer_class(BFD, 'bfd', true);

module.exports = BFD;
