'use strict';

// USB requests as Windows' USBPcap tells them, LINKTYPE_USBPCAP:
// https://desowin.org/usbpcap/captureformat.html. Numbers are little-endian.
//    0               2      10       14         16     17
//   +---------------+------+--------+----------+------+
//   | header_length |  id  | status | function | info |
//   +---------------+------+--------+----------+------+
//    17    19       21         22         23
//   +-----+--------+----------+----------+-------------+
//   | bus | device | endpoint | transfer | data_length |
//   +-----+--------+----------+----------+-------------+
//   A control transfer has one octet more, its stage.

const { EMPTY, clamp_end, u16le, u32le } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, malformed, set_payload } = require('../../packet/layer');
const { truncated, truncated_header, emit } = require('../../packet/layer');
const { TRANSFERS, read_id, read_setup } = require('./setup');

const HEADER = 27;
const CONTROL = 2;
const SETUP_STAGE = 0;

class USBPcap extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.header_length = undefined;
    this.id = undefined;
    this.status = undefined;
    this.function = undefined;
    this.info = undefined;
    this.bus = undefined;
    this.device = undefined;
    this.endpoint = undefined;
    this.is_in = undefined;
    this.transfer = undefined;
    this.data_length = undefined;
    this.stage = undefined; // control
    this.setup = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'usbpcap', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const start = offset + this.header_length;
    set_payload(this, bytes, Math.min(start, end), Math.min(end, start + this.data_length));
    const needs = this.header_length + this.data_length;
    if (this.header_length < HEADER) {
      malformed(this, `usbpcap: header length ${this.header_length} is less than ${HEADER}`);
    } else if (end - offset < needs) truncated(this, 'usbpcap', needs, bytes, offset, end);
    this.#read_stage(bytes, offset, Math.min(end, start), end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.header_length = u16le(bytes, offset);
    this.id = read_id(new FieldReader(bytes, offset + 2, offset + 10));
    this.status = u32le(bytes, offset + 10);
    this.function = u16le(bytes, offset + 14);
    this.info = bytes[offset + 16];
    this.bus = u16le(bytes, offset + 17);
    this.device = u16le(bytes, offset + 19);
    this.endpoint = bytes[offset + 21] & 0x7f;
    this.is_in = bytes[offset + 21] >> 7 === 1;
    this.transfer = bytes[offset + 22];
    this.data_length = u32le(bytes, offset + 23);
  }

  #read_stage(bytes, offset, start, end) {
    if (this.transfer !== CONTROL || start < offset + HEADER + 1) return;
    this.stage = bytes[offset + HEADER];
    if (this.stage !== SETUP_STAGE || this.is_completion || end - start < 8) return;
    this.setup = read_setup(new FieldReader(bytes, start, end));
  }

  /** Whether the device has answered, or the host has asked. */
  get is_completion() {
    return this.info === undefined ? undefined : (this.info & 1) === 1;
  }

  /** `isochronous`, `interrupt`, `control` or `bulk`. */
  get transfer_name() {
    return TRANSFERS[this.transfer];
  }

  toString() {
    const at = `${this.bus}.${this.device}.${this.endpoint} ${this.is_in ? 'in' : 'out'}`;
    const event = this.is_completion ? `complete status ${this.status}` : 'submit';
    const name = this.setup?.request_name;
    const request = name === undefined ? '' : ` ${name}`;
    const what = this.transfer_name ?? `transfer ${this.transfer}`;
    return `USB ${at} ${what} ${event}${request} length ${this.data_length}`;
  }
}

layer_class(USBPcap, 'usbpcap', true);

module.exports = USBPcap;
