'use strict';

// The body of an 802.11 management frame: fixed fields by subtype, then tags. IEEE 802.11-2020,
// 9.3.3. Little-endian. Action frames have no tags that one could read without knowing the action:
// payload_bytes has the rest.

const { EMPTY, clamp_end, u16le } = require('../../packet/bytes');
const { Layer, set_payload, truncated } = require('../../packet/layer');
const EthernetAddr = require('../ethernet_addr');
const { parseTags, find_end_of_tags, json_safe } = require('./radio_utils');
const { u64le } = require('./radiotap_fields');
const { describe_management } = require('./radio_text');

// Fields of the body; `read(bytes, offset)` returns what the body has under the field's name.
const field = (name, size, read) => ({ name, size, read });
const u8 = (bytes, o) => bytes[o];
const address = (bytes, o) => new EthernetAddr(bytes, o);

const timestamp = field('timestamp', 8, u64le); // microseconds of the access point's clock
const interval = field('interval', 2, u16le); // between beacons, in 1.024 ms
const capabilities = field('capabilities', 2, u16le);
const listen_interval = field('listen_interval', 2, u16le); // in beacon intervals
const status = field('status', 2, u16le);
const association_id = field('association_id', 2, u16le);
const current_ap = field('current_ap', 6, address);
const reason = field('reason', 2, u16le);
const auth_algorithm = field('auth_algorithm', 2, u16le);
const auth_sequence = field('auth_sequence', 2, u16le);
const category = field('category', 1, u8);
const action = field('action', 1, u8);

const ASSOCIATION_RESPONSE = [capabilities, status, association_id];
const BEACON = [timestamp, interval, capabilities];
const ACTION = [category, action];

const FIXED_FIELDS = [
  [capabilities, listen_interval], // 0 association request
  ASSOCIATION_RESPONSE, // 1
  [capabilities, listen_interval, current_ap], // 2 reassociation request
  ASSOCIATION_RESPONSE, // 3 reassociation response
  [], // 4 probe request
  BEACON, // 5 probe response
  [timestamp, capabilities], // 6 timing advertisement
  undefined,
  BEACON, // 8
  [], // 9 ATIM
  [reason], // 10 disassociation
  [auth_algorithm, auth_sequence, status], // 11 authentication
  [reason], // 12 deauthentication
  ACTION, // 13
  ACTION, // 14 action no ack
];

/** Bodies of these subtypes don't go on with tags. */
const has_tags = (subtype) => FIXED_FIELDS[subtype] !== undefined && subtype !== 9 && subtype < 13;

/** A frame check sequence, where nothing says whether the capture has it. */
const FCS_LENGTH = 4;

class RadioManagementFrame extends Layer {
  #subtype = undefined;

  /**
   * @param {object} [emitter]  not told anything: there are no events of frames' bodies
   * @param {number} [subtype]  which of the 16 management frames; the classes of beacons and probes
   *   know theirs
   */
  constructor(emitter, subtype) {
    super();
    this.tags = [];
    this.#subtype = this.constructor.subtype ?? subtype;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    let o = offset;
    for (const { name, size, read } of FIXED_FIELDS[this.#subtype] ?? []) {
      if (end - o < size) {
        set_payload(this, bytes, o, end);
        return truncated(this, 'ieee802.11-body', size, bytes, o, end);
      }
      this[name] = read(bytes, o);
      o += size;
    }
    set_payload(this, bytes, o, end);
    if (has_tags(this.#subtype)) {
      this.#find_tags(bytes, o, end);
      const available = offset + length - o;
      if (available > end - o) truncated(this, 'ieee802.11-tags', available, bytes, o, end);
    }
    return this;
  }

  #find_tags(bytes, offset, end) {
    const tags_end = find_end_of_tags(bytes, offset, end);
    this.tags = parseTags(bytes, offset, tags_end - offset);
    const left = end - tags_end;
    if (left > 0 && left !== FCS_LENGTH) {
      const needed = left < 2 ? 2 : 2 + bytes[tags_end + 1];
      truncated(this, 'ieee802.11-tags', needed, bytes, tags_end, end);
    }
  }

  /** The network's name, from its tag; undefined where the frame has none. */
  get ssid() {
    return this.tags?.find?.((tag) => tag.typeId === 0)?.ssid;
  }

  /** BigInts as decimal text. */
  toJSON() {
    return json_safe(super.toJSON());
  }

  toString() {
    return describe_management(this);
  }
}

RadioManagementFrame.hidden = ['ssid'];

module.exports = RadioManagementFrame;
