'use strict';

// Bluetooth host controller interface, UART transport (H4): Bluetooth Core, volume 4, parts A and
// E. LINKTYPE_BLUETOOTH_HCI_H4, and with the direction in four octets before that,
// LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR. Numbers are little-endian.
//    0      1
//   +------+---------------------------------------------------------------+
//   | type | 1 command: opcode (2), length (1), parameters …               |
//   |      | 2 data: handle and flags (2), length (2), data …              |
//   |      | 3 audio: handle and flags (2), length (1), data …             |
//   |      | 4 event: event (1), length (1), parameters …                  |
//   +------+---------------------------------------------------------------+

const { EMPTY, clamp_end, u32 } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, malformed, set_payload } = require('../../packet/layer');
const { truncated, truncated_header, emit } = require('../../packet/layer');
const EthernetAddr = require('../ethernet_addr');
const { name_in, read_advertising_data } = require('./advertising_data');

const COMMAND = 1;
const DATA = 2;
const AUDIO = 3;
const EVENT = 4;
const ISOCHRONOUS = 5;
const TYPES = [undefined, 'Command', 'ACL Data', 'SCO Data', 'Event', 'ISO Data'];
const WITH_DIRECTION = 'LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR';

const LE_META = 0x3e;
const ADVERTISING_REPORT = 0x02;
const EXTENDED_REPORT = 0x0d;

const address_of = (reader) => {
  const octets = reader.reversed(6);
  return octets && new EthernetAddr(octets, 0);
};

function read_report(reader) {
  const event_type = reader.u8();
  const address_type = reader.u8();
  const address = address_of(reader);
  const data = reader.take(reader.u8() ?? 0);
  return with_data({ event_type, address_type, address, rssi: reader.i8() }, data);
}

function read_extended_report(reader) {
  const event_type = reader.u16le();
  const address_type = reader.u8();
  const address = address_of(reader);
  reader.skip(4); // primary and secondary PHY, set, power
  const rssi = reader.i8();
  reader.skip(9); // interval, direct address
  return with_data({ event_type, address_type, address, rssi }, reader.take(reader.u8() ?? 0));
}

function with_data(report, data) {
  const advertising_data = read_advertising_data(data);
  return { ...report, local_name: name_in(advertising_data), advertising_data };
}

class HCI extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.direction = undefined;
    this.type = undefined;
    this.opcode = undefined; // command
    this.event = undefined; // event
    this.subevent = undefined; // event 0x3e
    this.handle = undefined; // data
    this.flags = undefined; // data
    this.length = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    const before = parent?.link_type === WITH_DIRECTION ? 4 : 0;
    const header = before + 1;
    if (end - offset < header) return truncated_header(this, 'hci_h4', header, bytes, offset, end);
    if (before > 0) this.direction = u32(bytes, offset) & 1 ? 'received' : 'sent';
    this.read_header(bytes, offset + before);
    this.#read_packet(new FieldReader(bytes, offset + header, end));
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.type = bytes[offset];
  }

  #read_packet(reader) {
    const { type } = this;
    if (type === COMMAND) this.opcode = reader.u16le();
    else if (type === EVENT) this.event = reader.u8();
    else if (type === DATA || type === AUDIO || type === ISOCHRONOUS) this.#read_handle(reader);
    else malformed(this, `hci_h4: type ${type} is unknown`);
    const is_long = type === DATA || type === ISOCHRONOUS;
    if (this._error === undefined) this.length = is_long ? reader.u16le() : reader.u8();
    const at = reader.offset;
    const needs = this.length ?? 0;
    set_payload(this, reader.bytes, at, Math.min(reader.end, at + needs));
    reader.report(this, 'hci_h4');
    if (reader.left < needs) truncated(this, 'hci_h4', needs, reader.bytes, at, reader.end);
    else if (this.event === LE_META) this.subevent = reader.part(needs).u8();
  }

  #read_handle(reader) {
    const bits = reader.u16le();
    if (bits === undefined) return;
    this.handle = bits & 0xfff;
    this.flags = bits >> 12;
  }

  /** `Command`, `Event`, `ACL Data` … */
  get type_name() {
    return TYPES[this.type];
  }

  /** Advertisements that the controller tells of; undefined for other packets. */
  get advertising_reports() {
    const bytes = this.payload_bytes;
    const is_extended = this.subevent === EXTENDED_REPORT;
    if (bytes === undefined || !(is_extended || this.subevent === ADVERTISING_REPORT)) {
      return undefined;
    }
    const reader = new FieldReader(bytes, 1, bytes.length);
    return reader.list(reader.u8(), is_extended ? read_extended_report : read_report);
  }

  toString() {
    const hex = (n, digits) => `0x${n.toString(16).padStart(digits, '0')}`;
    const parts = [
      this.direction,
      this.type_name ?? `type ${this.type}`,
      this.opcode === undefined ? undefined : hex(this.opcode, 4),
      this.event === undefined ? undefined : hex(this.event, 2),
      this.subevent === undefined ? undefined : hex(this.subevent, 2),
      this.handle === undefined ? undefined : `handle ${this.handle}`,
      `length ${this.length}`,
      ...(this.advertising_reports ?? []).map(report_text),
    ];
    return `HCI ${parts.filter((part) => part !== undefined).join(' ')}`;
  }
}

function report_text({ address, rssi, local_name }) {
  const name = local_name === undefined ? '' : ` ${JSON.stringify(local_name)}`;
  return `${address} ${rssi} dBm${name}`;
}

HCI.hidden = [];
layer_class(HCI, 'hci_h4', true);

module.exports = HCI;
