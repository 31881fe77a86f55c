'use strict';

// Bluetooth Low Energy link layer, LINKTYPE_BLUETOOTH_LE_LL: Bluetooth Core, volume 6, part B. All
// numbers are little-endian.
//    0                4        5        6
//   +----------------+--------+--------+-----------+-------+
//   | access_address | header | length | payload … |  crc  |
//   +----------------+--------+--------+-----------+-------+
//   The header of an advertisement is type (4 bits), tx_random (bit 6), rx_random (bit 7); that of
//   a connection's packet is llid (2 bits), nesn, sn, more_data (a bit each).

const { EMPTY, clamp_end, u32le } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated } = require('../../packet/layer');
const { truncated_header, emit } = require('../../packet/layer');
const EthernetAddr = require('../ethernet_addr');
const { name_in, read_advertising_data } = require('./advertising_data');

const HEADER = 6;
const CRC = 3;
const ADVERTISING = 0x8e89bed6;
const ADV_DIRECT_IND = 1;
const SCAN_REQ = 3;
const CONNECT_IND = 5;
const ADV_EXT_IND = 7;
const WITH_DATA = new Set([0, 2, 4, 6]);
const TYPES = [
  'ADV_IND',
  'ADV_DIRECT_IND',
  'ADV_NONCONN_IND',
  'SCAN_REQ',
  'SCAN_RSP',
  'CONNECT_IND',
  'ADV_SCAN_IND',
  'ADV_EXT_IND',
  'AUX_CONNECT_RSP',
];

class BTLE extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.access_address = undefined;
    this.type = undefined; // of an advertisement
    this.tx_random = undefined;
    this.rx_random = undefined;
    this.llid = undefined; // of a connection's packet
    this.nesn = undefined;
    this.sn = undefined;
    this.more_data = undefined;
    this.length = undefined;
    this.advertiser = undefined;
    this.target = undefined;
    this.crc = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'btle', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    const part = reader.part(this.length);
    if (this.is_advertisement) this.#read_advertisement(part);
    set_payload(this, bytes, part.offset, part.end);
    if (reader.is_whole) part.report(this, 'btle');
    else truncated(this, 'btle', this.length, bytes, offset + HEADER, end);
    if (reader.left >= CRC) this.crc = reader.u8() | (reader.u8() << 8) | (reader.u8() << 16);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.access_address = u32le(bytes, offset);
    const header = bytes[offset + 4];
    this.length = bytes[offset + 5];
    if (this.is_advertisement) {
      this.type = header & 15;
      this.tx_random = (header & 0x40) !== 0;
      this.rx_random = (header & 0x80) !== 0;
      return;
    }
    this.llid = header & 3;
    this.nesn = (header >> 2) & 1;
    this.sn = (header >> 3) & 1;
    this.more_data = (header & 0x10) !== 0;
  }

  #read_advertisement(reader) {
    const address = () => {
      const octets = reader.reversed(6);
      return octets && new EthernetAddr(octets, 0);
    };
    if (this.type >= ADV_EXT_IND) return;
    // The scanner's or initiator's address comes first.
    if (this.type === SCAN_REQ || this.type === CONNECT_IND) this.target = address();
    this.advertiser = address();
    if (this.type === ADV_DIRECT_IND) this.target = address();
  }

  /** Whether it was sent on an advertising channel; the others belong to connections. */
  get is_advertisement() {
    return this.access_address === undefined ? undefined : this.access_address === ADVERTISING;
  }

  /** `ADV_IND`, `SCAN_RSP` …; undefined in connections. */
  get type_name() {
    return TYPES[this.type];
  }

  /** What an advertisement or the answer to a scan says: `[{ type, name, length, data }]`. */
  get advertising_data() {
    const bytes = this.payload_bytes;
    if (bytes === undefined || !WITH_DATA.has(this.type)) return undefined;
    return read_advertising_data(bytes);
  }

  /** The device's name, where it says it. */
  get local_name() {
    return name_in(this.advertising_data);
  }

  toString() {
    if (!this.is_advertisement) {
      const address = `0x${(this.access_address ?? 0).toString(16).padStart(8, '0')}`;
      return `BLE ${address} llid ${this.llid} length ${this.length}`;
    }
    const name = this.local_name === undefined ? '' : ` ${JSON.stringify(this.local_name)}`;
    const from = this.advertiser === undefined ? '' : ` ${this.advertiser}`;
    return `BLE ${this.type_name ?? `type ${this.type}`}${from}${name} length ${this.length}`;
  }
}

layer_class(BTLE, 'btle', true);

module.exports = BTLE;
