'use strict';

// Extensible Authentication Protocol over LAN, IEEE 802.1X; the key descriptor of IEEE 802.11,
// 12.7.2.
//    0         8         16                 32
//   +---------+---------+------------------+--------
//   | version |  type   |      length      | body …
//   +---------+---------+------------------+--------

const { EMPTY, clamp_end, u16, view } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated,
  truncated_header,
  emit,
} = require('../packet/layer');

const EAP = 0;
const KEY = 3;
const TYPES = ['EAP', 'start', 'logoff', 'key', 'alert', 'MKA', 'announcement'];
const EAP_CODES = ['code 0', 'request', 'response', 'success', 'failure'];
const RSN_DESCRIPTOR = 2;
const WPA_DESCRIPTOR = 254;

class EAPOL extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.type = undefined;
    this.length = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'eapol', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    const size = 4 + this.length;
    if (end - offset < size) truncated(this, 'eapol', size, bytes, offset, end);
    set_payload(this, bytes, offset + 4, Math.min(end, offset + size));
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
    this.type = bytes[offset + 1];
    this.length = u16(bytes, offset + 2);
  }

  /**
   * An EAP packet, RFC 3748: `{ code, id, length, type, data }`, type only in requests and
   * responses.
   */
  get eap() {
    const bytes = this.payload_bytes ?? EMPTY;
    if (this.type !== EAP || bytes.length < 4) return undefined;
    const [code, id] = bytes;
    const length = u16(bytes, 2);
    const typed = (code === 1 || code === 2) && bytes.length > 4;
    const data = view(bytes, typed ? 5 : 4, Math.max(4, length));
    return { code, id, length, type: typed ? bytes[4] : undefined, data };
  }

  /**
   * A message of the 802.11 key handshakes; `key_info` is the bit field, `message` its place (1 to
   * 4) in the four-way one.
   */
  get key() {
    const bytes = this.payload_bytes ?? EMPTY;
    if (this.type !== KEY || bytes.length < 95) return undefined;
    if (bytes[0] !== RSN_DESCRIPTOR && bytes[0] !== WPA_DESCRIPTOR) return undefined;
    const key_info = u16(bytes, 1);
    const data_length = u16(bytes, 93);
    return {
      descriptor: bytes[0],
      key_info,
      message: message_number(key_info, data_length),
      key_length: u16(bytes, 3),
      replay_counter: bytes.readBigUInt64BE(5).toString(),
      nonce: view(bytes, 13, 45),
      iv: view(bytes, 45, 61),
      mic: view(bytes, 77, 93),
      data: view(bytes, 95, 95 + data_length),
    };
  }

  toString() {
    const type = TYPES[this.type] ?? `type ${this.type}`;
    const { eap, key } = this;
    if (eap) return `EAPOL EAP ${EAP_CODES[eap.code] ?? `code ${eap.code}`} id ${eap.id}`;
    if (key?.message) return `EAPOL key message ${key.message} of 4`;
    return `EAPOL ${type} length ${this.length}`;
  }
}

/** Which message of the four-way handshake has these bits; undefined for other exchanges. */
function message_number(key_info, data_length) {
  const pairwise = key_info & 0x0008;
  const ack = key_info & 0x0080;
  const mic = key_info & 0x0100;
  if (!pairwise || (!ack && !mic)) return undefined;
  if (ack) return mic ? 3 : 1;
  return data_length > 0 ? 2 : 4;
}

layer_class(EAPOL, 'eapol', true);

module.exports = EAPOL;
