'use strict';

// Internet Group Management Protocol: version 1 RFC 1112, version 2 RFC 2236, version 3 RFC 3376.
//    0             7 8               15 16                        31
//   +---------------+------------------+---------------------------+
//   |     type      | maxResponseTime  |         checksum          |
//   |         groupAddress (version 3 report: records' count)      |
//   |        version 3: query's sources, report's records …        |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../packet/layer');
const IPv4Addr = require('./ipv4_addr');
const { check_records, read_addresses, read_records } = require('./group_records');
const { check_promise } = require('./promise');

const QUERY = 0x11;
const V3_REPORT = 0x22;

const TYPES = new Map([
  [QUERY, { version: 3, text: 'Membership Query' }],
  [0x12, { version: 1, text: 'Membership Report' }],
  [0x16, { version: 2, text: 'Membership Report' }],
  [0x17, { version: 2, text: 'Leave Group' }],
  [V3_REPORT, { version: 3, text: 'Membership Report' }],
]);

/** `version` is by type alone, as in v3: 3 for every query. */
class IGMP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.type = undefined;
    this.version = undefined;
    this.maxResponseTime = undefined;
    this.checksum = undefined;
    this.groupAddress = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'igmp', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 8, end);
    this.#check_counts(bytes, offset, end, length);
    emit(this);
    return this;
  }

  // Of version 3, whose queries have 4 octets more: in older ones there is no count.
  #check_counts(bytes, offset, end, length) {
    if (this.type === V3_REPORT) {
      const at = { bytes, offset: offset + 8, end, granted: offset + length };
      check_records(this, 'igmp', 4, u16(bytes, offset + 6), at);
    } else if (this.type === QUERY && end - offset >= 12) {
      check_promise(this, 'igmp', 'sources,', u16(bytes, offset + 10), (length - 12) >> 2);
    }
  }

  read_header(bytes, offset) {
    this.type = bytes[offset];
    this.version = TYPES.get(this.type)?.version;
    this.maxResponseTime = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
    this.groupAddress = new IPv4Addr().decode(bytes, offset + 4);
  }

  /** A version 3 query's source addresses; undefined for other messages. */
  get sources() {
    const bytes = this.payload_bytes ?? EMPTY;
    if (this.type !== QUERY || bytes.length < 4) return undefined;
    return read_addresses(IPv4Addr, 4, bytes, 4, u16(bytes, 2));
  }

  /**
   * A version 3 report's records `{ type, group, sources, auxiliary }`; undefined for other
   * messages.
   */
  get records() {
    if (this.type !== V3_REPORT || this.groupAddress === undefined) return undefined;
    const bytes = this.payload_bytes ?? EMPTY;
    const count = this.groupAddress.word?.(0) & 0xffff;
    return read_records(IPv4Addr, 4, bytes, 0, count);
  }

  toString() {
    return TYPES.get(this.type)?.text ?? `type ${this.type}`;
  }
}

layer_class(IGMP, 'igmp', true);

module.exports = IGMP;
