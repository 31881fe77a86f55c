'use strict';

// KNXnet/IP, ISO 22510: a header, then what belongs to the service; telegrams in cEMI.
//    0         8         16                31
//   +---------+---------+-------------------+
//   | size 06 | version |   service_type    |
//   |   total length    | connection header, cEMI …

const { u16 } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { Message, hex } = require('./message');

const HEADER = 6;
const TUNNELLING_REQUEST = 0x0420;
const ROUTING_INDICATION = 0x0530;
const SERVICES = new Map([
  [0x0201, 'SEARCH_REQUEST'],
  [0x0202, 'SEARCH_RESPONSE'],
  [0x0203, 'DESCRIPTION_REQUEST'],
  [0x0204, 'DESCRIPTION_RESPONSE'],
  [0x0205, 'CONNECT_REQUEST'],
  [0x0206, 'CONNECT_RESPONSE'],
  [0x0207, 'CONNECTIONSTATE_REQUEST'],
  [0x0208, 'CONNECTIONSTATE_RESPONSE'],
  [0x0209, 'DISCONNECT_REQUEST'],
  [0x020a, 'DISCONNECT_RESPONSE'],
  [0x020b, 'SEARCH_REQUEST_EXTENDED'],
  [0x020c, 'SEARCH_RESPONSE_EXTENDED'],
  [0x0310, 'DEVICE_CONFIGURATION_REQUEST'],
  [0x0311, 'DEVICE_CONFIGURATION_ACK'],
  [TUNNELLING_REQUEST, 'TUNNELLING_REQUEST'],
  [0x0421, 'TUNNELLING_ACK'],
  [ROUTING_INDICATION, 'ROUTING_INDICATION'],
  [0x0531, 'ROUTING_LOST_MESSAGE'],
  [0x0532, 'ROUTING_BUSY'],
]);

class KNXnet extends Message {
  constructor(emitter) {
    super(emitter);
    this.version = undefined;
    this.service_type = undefined;
    this.length = undefined;
    this.channel_id = undefined;
    this.sequence = undefined;
    this.telegram = undefined;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset + 1];
    this.service_type = u16(bytes, offset + 2);
    this.length = u16(bytes, offset + 4);
  }

  read_body(cursor) {
    const size = cursor.bytes[cursor.offset - HEADER];
    if (size !== HEADER || this.length < HEADER) {
      cursor.fail(`header of ${size}, length ${this.length}`);
      return;
    }
    const inside = cursor.within(this.length - HEADER);
    if (this.service_type === TUNNELLING_REQUEST && inside.has(4)) {
      inside.skip(1);
      [this.channel_id, this.sequence] = [inside.u8(), inside.u8()];
      inside.skip(1);
    }
    const has_telegram =
      this.service_type === TUNNELLING_REQUEST || this.service_type === ROUTING_INDICATION;
    if (has_telegram && inside.error === undefined) this.telegram = read_cemi(inside);
    cursor.offset = inside.offset;
    if (cursor.error === undefined && inside.error !== undefined) {
      cursor.fail(`ends inside a telegram, at ${inside.limit}`);
    }
  }

  /** `ROUTING_INDICATION` … */
  get service_name() {
    return SERVICES.get(this.service_type);
  }

  toString() {
    const start = `KNXnet/IP ${this.service_name ?? hex(this.service_type, 4)}`;
    if (this.telegram?.destination === undefined) return start;
    return `${start} ${this.telegram.source} -> ${this.telegram.destination}`;
  }
}

/** Common external message interface: its code, additional information, and a frame of the bus. */
function read_cemi(cursor) {
  const message_code = cursor.u8();
  cursor.skip(cursor.u8());
  const [control1, control2] = [cursor.u8(), cursor.u8()];
  const [source, destination] = [cursor.u16(), cursor.u16()];
  const length = cursor.u8();
  const data = cursor.take(length + 1);
  if (cursor.error !== undefined) return undefined;
  const is_group = (control2 & 0x80) !== 0;
  return {
    message_code,
    control1,
    control2,
    source: individual(source),
    destination: is_group ? group(destination) : individual(destination),
    is_group,
    data,
  };
}

const individual = (n) => `${n >> 12}.${(n >> 8) & 15}.${n & 255}`;
const group = (n) => `${n >> 11}/${(n >> 8) & 7}/${n & 255}`;

KNXnet.header_size = HEADER;
layer_class(KNXnet, 'knxnet', true);

module.exports = KNXnet;
