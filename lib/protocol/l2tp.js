'use strict';

// Layer Two Tunneling Protocol, version 2, RFC 2661; control messages of version 3 on UDP, RFC
// 3931.
//    0 1 2 3 4 5 6 7  8  12      16               31
//   +-+-+---+-+---+-+---+-------+------------------+
//   |T|L|   |S|   |O|P| |version|   length (L)     |
//   |       tunnel_id           |   session_id     |
//   |        ns (S)             |     nr (S)       |
//   |     offset size (O)       |  padding …       |
//   |  control: AVPs …          |  data: PPP …     |

const { u16 } = require('../packet/bytes');
const { decode_child, layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message } = require('./message');
const PPP = require('./ppp');

const CONTROL = 0x8000;
const LENGTH = 0x4000;
const SEQUENCE = 0x0800;
const OFFSET = 0x0200;
const MESSAGE_TYPES = [
  ...[undefined, 'SCCRQ', 'SCCRP', 'SCCCN', 'StopCCN', undefined, 'HELLO', 'OCRQ', 'OCRP', 'OCCN'],
  ...['ICRQ', 'ICRP', 'ICCN', undefined, 'CDN', 'WEN', 'SLI'],
];

class L2TP extends Message {
  constructor(emitter) {
    super(emitter);
    this.flags = undefined;
    this.version = undefined;
    this.length = undefined;
    this.tunnel_id = undefined;
    this.session_id = undefined;
    this.ns = undefined;
    this.nr = undefined;
    this.avps = undefined;
    this.payload = undefined;
  }

  read_header(bytes, offset) {
    this.flags = u16(bytes, offset) & 0xfff0;
    this.version = bytes[offset + 1] & 15;
  }

  read_body(cursor) {
    const start = cursor.offset - 2;
    const { flags } = this;
    if (this.version !== 2 && !(this.version === 3 && flags & CONTROL)) {
      if (this.version !== 3) cursor.fail(`version ${this.version}`);
      else this.#read_data_3(cursor);
      return;
    }
    if (flags & LENGTH && cursor.has(2)) this.length = cursor.u16();
    if (!cursor.has(4 + (flags & SEQUENCE ? 4 : 0))) return;
    if (this.version === 3)
      this.tunnel_id = cursor.u32(); // of the control connection
    else [this.tunnel_id, this.session_id] = [cursor.u16(), cursor.u16()];
    if (flags & SEQUENCE) [this.ns, this.nr] = [cursor.u16(), cursor.u16()];
    if (flags & OFFSET) cursor.skip(cursor.u16());
    if (this.length !== undefined && this.length < cursor.offset - start) {
      cursor.fail(`length ${this.length} is less than its header`);
    }
    if (cursor.error !== undefined) return;
    const inside = cursor.within(
      this.length === undefined ? cursor.left : this.length - (cursor.offset - start),
    );
    if (flags & CONTROL) this.avps = read_avps(inside);
    else this.#decode_ppp(inside, cursor);
    if (cursor.error === undefined && inside.error !== undefined) cursor.fail(inside.error);
  }

  #read_data_3(cursor) {
    cursor.skip(2);
    if (cursor.has(4)) this.session_id = cursor.u32();
  }

  #decode_ppp({ bytes, offset, limit }, cursor) {
    cursor.offset = offset;
    if (limit > offset) this.payload = decode_child(this, PPP, bytes, offset, limit - offset);
  }

  get is_control() {
    return this.flags === undefined ? undefined : (this.flags & CONTROL) !== 0;
  }

  /** Of control messages: `SCCRQ`, `ICRQ` …; `ZLB` acknowledges only. */
  get message_type_name() {
    if (!Array.isArray(this.avps)) return undefined;
    const first = this.avps[0];
    if (first === undefined) return 'ZLB';
    const has_type = first.vendor === 0 && first.type === 0 && first.data.length >= 2;
    return has_type ? MESSAGE_TYPES[u16(first.data, 0)] : undefined;
  }

  toString() {
    const ids = this.tunnel_id === undefined ? '' : ` ${this.tunnel_id}/${this.session_id ?? 0}`;
    const start = `l2tp${ids}${this.is_control ? ` ${this.message_type_name ?? 'control'}` : ''}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

/** RFC 2661, 4.1: `[{ mandatory, hidden, vendor, type, data }]`. */
function read_avps(cursor) {
  const found = [];
  while (cursor.left > 0 && found.length < MAX_LISTED && cursor.has(6)) {
    const { bytes, offset } = cursor;
    const first = u16(bytes, offset);
    const length = first & 0x3ff;
    if (length < 6) {
      cursor.fail(`length ${length} of an AVP is less than 6`);
      break;
    }
    if (length > cursor.left) {
      cursor.fail(`an AVP of ${length} octets in ${cursor.left}`);
      break;
    }
    cursor.skip(6);
    found.push({
      mandatory: (first & 0x8000) !== 0,
      hidden: (first & 0x4000) !== 0,
      vendor: u16(bytes, offset + 2),
      type: u16(bytes, offset + 4),
      data: cursor.take(length - 6),
    });
  }
  return found;
}

L2TP.header_size = 2;
layer_class(L2TP, 'l2tp', true);

module.exports = L2TP;
