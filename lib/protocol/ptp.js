'use strict';

// Precision Time Protocol, IEEE 1588: version 2 (2008, 2019), and what version 1 (2002) has of it.
//    0                 4         8               12        16                  32
//   +-----------------+---------+---------------+---------+-------------------+
//   | sdo_id (upper)  |  type   | minor_version | version |      length       |
//   |     domain      | sdo_id (lower)          |           flags             |
//   |                     correction (8 octets) …                             |
//   |                     type_specific (4 octets)                            |
//   |                     clock_identity (8 octets) …                         |
//   |        port_number        |                sequence                     |
//   |   control   | log_interval | message, by type …                         |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, malformed, set_payload, truncated } = require('../packet/layer');
const { truncated_header, emit } = require('../packet/layer');
const version_1 = require('./ptp/version_1');
const { read_message } = require('./ptp/messages');

const HEADER = 34;
const TYPES = new Map([
  [0, 'Sync'],
  [1, 'Delay_Req'],
  [2, 'Pdelay_Req'],
  [3, 'Pdelay_Resp'],
  [8, 'Follow_Up'],
  [9, 'Delay_Resp'],
  [10, 'Pdelay_Resp_Follow_Up'],
  [11, 'Announce'],
  [12, 'Signaling'],
  [13, 'Management'],
]);

class PTP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.sdo_id = undefined;
    this.type = undefined;
    this.minor_version = undefined;
    this.version = undefined;
    this.length = undefined;
    this.domain = undefined; // text in version 1
    this.flags = undefined;
    this.correction = undefined;
    this.type_specific = undefined;
    this.clock_identity = undefined;
    this.port_number = undefined;
    this.sequence = undefined;
    this.control = undefined;
    this.log_interval = undefined;
    this.message = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    const header = (bytes[offset + 1] & 15) === 1 ? version_1.HEADER : HEADER;
    if (end - offset < header) return truncated_header(this, 'ptp', header, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + header, end);
    if (this.version === 1) {
      this.message = version_1.read_message(new FieldReader(bytes, offset + header, end), this);
    } else if (this.version !== 2) {
      malformed(this, `ptp: version ${this.version} is neither 1 nor 2`);
    } else if (this.length < header) {
      malformed(this, `ptp: length ${this.length} is less than ${header}`);
    } else this.#read_message(bytes, offset, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset + 1] & 15;
    if (this.version === 1) {
      version_1.read_header(this, new FieldReader(bytes, offset, offset + version_1.HEADER));
      return;
    }
    const reader = new FieldReader(bytes, offset + 4, offset + HEADER);
    this.type = bytes[offset] & 15;
    this.minor_version = bytes[offset + 1] >> 4;
    this.length = u16(bytes, offset + 2);
    this.domain = reader.u8();
    this.sdo_id = ((bytes[offset] >> 4) << 8) | reader.u8();
    this.flags = reader.u16();
    this.correction = Number(BigInt.asIntN(64, reader.u64())) / 65536;
    this.type_specific = reader.u32();
    this.clock_identity = reader.take(8).toString('hex');
    this.port_number = reader.u16();
    this.sequence = reader.u16();
    this.control = reader.u8();
    this.log_interval = reader.i8();
  }

  #read_message(bytes, offset, end) {
    const limit = offset + this.length;
    const reader = new FieldReader(bytes, offset + HEADER, Math.min(end, limit));
    this.message = read_message(reader, this.type);
    if (limit > end) truncated(this, 'ptp', this.length, bytes, offset, end);
    reader.report(this, 'ptp');
  }

  /** `Sync`, `Announce` … */
  get type_name() {
    return this.version === 1 ? version_1.type_name(this) : TYPES.get(this.type);
  }

  toString() {
    const name = this.type_name ?? `type ${this.type}`;
    const clock = `clock 0x${this.clock_identity} port ${this.port_number}`;
    return `PTPv${this.version}, ${name}, domain ${this.domain}, ${clock}, seq ${this.sequence}`;
  }
}

layer_class(PTP, 'ptp', true);

module.exports = PTP;
