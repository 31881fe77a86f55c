'use strict';

// IEEE 802.2 Logical Link Control, and SNAP (RFC 1042).
//    0       1       2               3                   6       8
//   +-------+-------+---------------+-------------------+-------+--------
//   | dsap  | ssap  | controlField  | orgCode           | type  | payload
//   +-------+-------+---------------+-------------------+-------+--------
//                    1 or 2 octets    SNAP only

const { EMPTY, clamp_end, u16, u16le } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  malformed,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { cisco_types, ether_types, osi_protocols } = require('./tables');
const STP = require('./stp');

const SNAP = 0xaa;
const OSI = 0xfe; // IS-IS, CLNP, ES-IS
const CISCO = 0x00000c;

// The next decoder by service access point, and by an organization's own types:
// https://www.iana.org/assignments/ieee-802-numbers
const sap_decoders = new Map();
const KNOWN_SAPS = new Set([
  0x00, // null
  0x02, // management
  0x06, // IPv4
  0x0e, // PROWAY
  0x42, // spanning tree
  0x4e, // manufacturing messages
  0x7e, // X.25
  0x8e, // PROWAY
  SNAP,
  0xe0, // IPX
  0xf0, // NetBIOS
  0xf4, // LAN management
  0xfe, // OSI: IS-IS, CLNP, ES-IS
  0xff, // all
]);

class LogicalLinkControl extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.dsap = undefined;
    this.ssap = undefined;
    this.controlField = undefined;
    this.orgCode = undefined;
    this.type = undefined;
    this._error = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    const header = header_length(bytes, offset, end);
    if (end - offset < header) return truncated_header(this, 'llc', header, bytes, offset, end);
    this.read_header(bytes, offset);
    const start = offset + header;
    set_payload(this, bytes, start, end);
    this.payload = decode_child(
      this,
      this.#next_decoder(bytes, start, end),
      bytes,
      start,
      length - header,
    );
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.dsap = bytes[offset];
    this.ssap = bytes[offset + 1];
    const control = bytes[offset + 2];
    this.controlField = is_unnumbered(control) ? control : u16le(bytes, offset + 2);
    if (has_snap(bytes, offset)) {
      this.orgCode = [bytes[offset + 3], bytes[offset + 4], bytes[offset + 5]];
      this.type = u16(bytes, offset + 6);
    }
  }

  #next_decoder(bytes, start, end) {
    if (this.type === undefined) {
      if (this.dsap === OSI) return start < end ? osi_protocols.get(bytes[start]) : undefined;
      if (KNOWN_SAPS.has(this.dsap)) return sap_decoders.get(this.dsap);
      malformed(this, `llc: unknown DSAP ${this.dsap}, SSAP ${this.ssap}`);
      return undefined;
    }
    const [a, b, c] = this.orgCode;
    const oui = (a << 16) | (b << 8) | c;
    // 00:00:00 is RFC 1042's encapsulation, 00:00:f8 the bridge tunnel encapsulation (IEEE 802.1H).
    if (oui === 0x000000 || oui === 0x0000f8) return ether_types.get(this.type);
    return oui === CISCO ? cisco_types.get(this.type) : undefined;
  }

  toString() {
    const hex = (n) => n.toString(16).padStart(2, '0');
    if (this.ssap === undefined) return 'LLC';
    const start = `LLC dsap 0x${hex(this.dsap)} ssap 0x${hex(this.ssap)}`;
    if (this.payload !== undefined)
      return `${start} ${this.payload.constructor.name} ${this.payload}`;
    return this.type === undefined
      ? `${start} ctrl ${this.controlField}`
      : `${start} type ${this.type}`;
  }
}

/** Unnumbered frames have one octet of control, information and supervisory frames two. */
function is_unnumbered(control) {
  return (control & 3) === 3;
}

function has_snap(bytes, offset) {
  return (
    bytes[offset] === SNAP &&
    (bytes[offset + 1] & 0xfe) === SNAP &&
    is_unnumbered(bytes[offset + 2])
  );
}

function header_length(bytes, offset, end) {
  if (end - offset < 3) return 3;
  if (has_snap(bytes, offset)) return 8;
  return is_unnumbered(bytes[offset + 2]) ? 3 : 4;
}

layer_class(LogicalLinkControl, 'llc', true);

sap_decoders.set(0x06, require('./ipv4'));
sap_decoders.set(0x42, STP);

module.exports = LogicalLinkControl;
