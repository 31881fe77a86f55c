'use strict';

// USB requests and their ends, as Linux's usbmon tells them: LINKTYPE_USB_LINUX, and with 16 more
// octets LINKTYPE_USB_LINUX_MMAPPED. Numbers are little-endian, as the machines have them.
//    0            8         9                10         11       12    14           15
//   +------------+---------+----------------+----------+--------+-----+------------+-----------+
//   | id         | event   | transfer       | endpoint | device | bus | setup_flag | data_flag |
//   | tv_sec     | tv_usec (4), status (4)  | urb_length (4), data_length (4) | setup (8)        |
//   | interval (4), start_frame (4), transfer_flags (4), descriptor_count (4) | descriptors, data …
//   +------------------------------------------------------------------------------------------+

const { EMPTY, clamp_end, u16le, u32le } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated } = require('../../packet/layer');
const { truncated_header, emit } = require('../../packet/layer');
const { TRANSFERS, read_id, read_setup } = require('./setup');

const HEADER = 48;
const HEADER_MMAPPED = 64;
const MMAPPED = 'LINKTYPE_USB_LINUX_MMAPPED';
const SETUP = 40; // where it is
const CONTROL = 2;
const ISOCHRONOUS = 0;
const DESCRIPTOR = 16;
const EVENTS = new Map([
  ['S', 'submit'],
  ['C', 'complete'],
  ['E', 'error'],
]);

class USBPacket extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.id = undefined;
    this.event = undefined;
    this.transfer = undefined;
    this.endpoint = undefined;
    this.is_in = undefined;
    this.device = undefined;
    this.bus = undefined;
    this.tv_sec = undefined;
    this.tv_usec = undefined;
    this.status = undefined;
    this.urb_length = undefined;
    this.data_length = undefined;
    this.setup = undefined;
    this.descriptor_count = undefined; // mmapped
  }

  decode(bytes = EMPTY, offset = 0, length, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    const is_mmapped = parent?.link_type === MMAPPED;
    const header = is_mmapped ? HEADER_MMAPPED : HEADER;
    if (end - offset < header) return truncated_header(this, 'usb', header, bytes, offset, end);
    this.read_header(bytes, offset);
    if (is_mmapped) this.descriptor_count = u32le(bytes, offset + 60);
    const descriptors = this.transfer === ISOCHRONOUS ? (this.descriptor_count ?? 0) : 0;
    const start = offset + header + DESCRIPTOR * descriptors;
    set_payload(
      this,
      bytes,
      Math.min(start, end),
      Math.min(end, offset + header + this.data_length),
    );
    const needs = this.data_length;
    if (end - offset - header < needs) {
      truncated(this, 'usb', needs, bytes, offset + header, end);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const reader = new FieldReader(bytes, offset, offset + HEADER);
    this.id = read_id(reader);
    this.event = String.fromCharCode(reader.u8());
    this.transfer = reader.u8();
    const endpoint = reader.u8();
    this.endpoint = endpoint & 0x7f;
    this.is_in = endpoint >> 7 === 1;
    this.device = reader.u8();
    this.bus = u16le(bytes, offset + 12);
    this.tv_sec = u32le(bytes, offset + 16) + (u32le(bytes, offset + 20) | 0) * 2 ** 32;
    this.tv_usec = u32le(bytes, offset + 24);
    this.status = u32le(bytes, offset + 28) | 0;
    this.urb_length = u32le(bytes, offset + 32);
    this.data_length = u32le(bytes, offset + 36);
    if (this.transfer !== CONTROL || bytes[offset + 14] !== 0) return;
    this.setup = read_setup(new FieldReader(bytes, offset + SETUP, offset + HEADER));
  }

  /** `isochronous`, `interrupt`, `control` or `bulk`. */
  get transfer_name() {
    return TRANSFERS[this.transfer];
  }

  /** `submit`, `complete` or `error`. */
  get event_name() {
    return EVENTS.get(this.event);
  }

  toString() {
    const at = `${this.bus}.${this.device}.${this.endpoint} ${this.is_in ? 'in' : 'out'}`;
    const what = `${this.transfer_name ?? `transfer ${this.transfer}`} ${this.event_name ?? `event ${this.event}`}`;
    const request = this.setup === undefined ? '' : ` ${request_text(this.setup)}`;
    const status = this.event === 'S' ? '' : ` status ${this.status}`;
    return `USB ${at} ${what}${request}${status} length ${this.urb_length}`;
  }
}

function request_text({ request_name, request_type, request }) {
  return request_name ?? `request ${request_type}/${request}`;
}

layer_class(USBPacket, 'usb', true);

module.exports = USBPacket;
