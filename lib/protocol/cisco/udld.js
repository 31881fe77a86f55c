'use strict';

// Cisco's UniDirectional Link Detection, RFC 5171.
//    0       3        8       16          32
//   +-------+--------+-------+-----------+---------------------------------------------
//   |version| opcode | flags |  checksum | items: type (16), length (16, all of it), data …
//   +-------+--------+-------+-----------+---------------------------------------------

const { EMPTY, clamp_end, u16, u32 } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../../packet/layer');
const { known } = require('../../text/text');

const HEADER = 4;
const DEVICE_ID = 1;
const PORT_ID = 2;
const MESSAGE_INTERVAL = 4;
const TIMEOUT_INTERVAL = 5;
const DEVICE_NAME = 6;
const SEQUENCE = 7;
const NAMES = new Map([
  [DEVICE_ID, 'device id'],
  [PORT_ID, 'port id'],
  [3, 'echo'],
  [MESSAGE_INTERVAL, 'message interval'],
  [TIMEOUT_INTERVAL, 'timeout interval'],
  [DEVICE_NAME, 'device name'],
  [SEQUENCE, 'sequence number'],
]);
const OPCODES = ['Reserved', 'Probe', 'Echo', 'Flush'];

class UDLD extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.opcode = undefined;
    this.flags = undefined;
    this.checksum = undefined;
    this.tlvs = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'udld', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    this.tlvs = reader.tlvs({ size: 2, counts_header: true }, NAMES);
    reader.report(this, 'udld');
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 5;
    this.opcode = bytes[offset] & 0x1f;
    this.flags = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
  }

  get device_id() {
    return data_of(this, DEVICE_ID)?.toString('latin1');
  }

  get port_id() {
    return data_of(this, PORT_ID)?.toString('latin1');
  }

  get device_name() {
    return data_of(this, DEVICE_NAME)?.toString('latin1');
  }

  /** Seconds. */
  get message_interval() {
    return data_of(this, MESSAGE_INTERVAL)?.[0];
  }

  /** Seconds. */
  get timeout_interval() {
    return data_of(this, TIMEOUT_INTERVAL)?.[0];
  }

  get sequence() {
    const data = data_of(this, SEQUENCE);
    return data?.length >= 4 ? u32(data, 0) : undefined;
  }

  /** `Probe`, `Echo` or `Flush`. */
  get opcode_name() {
    return OPCODES[this.opcode];
  }

  toString() {
    const code = `${this.opcode_name ?? 'opcode'} (${this.opcode})`;
    const ids = known(', Device-ID ', this.device_id) + known(', Port-ID ', this.port_id);
    return `UDLDv${this.version}, Code ${code}${ids}`;
  }
}

function data_of(udld, type) {
  return udld.tlvs?.find?.((tlv) => tlv.type === type)?.data;
}

layer_class(UDLD, 'udld', true);

module.exports = UDLD;
