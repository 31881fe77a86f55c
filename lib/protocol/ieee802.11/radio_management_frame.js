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

// Fields of the body: `put` gives the body the property that the field is named for.
const field = (size, put) => ({ size, put });
const timestamp = field(8, (body, b, o) => (body.timestamp = u64le(b, o))); // microseconds of the access point's clock
const interval = field(2, (body, b, o) => (body.interval = u16le(b, o))); // between beacons, in 1.024 ms
const capabilities = field(2, (body, b, o) => (body.capabilities = u16le(b, o)));
const listen_interval = field(2, (body, b, o) => (body.listen_interval = u16le(b, o))); // in beacon intervals
const status = field(2, (body, b, o) => (body.status = u16le(b, o)));
const association_id = field(2, (body, b, o) => (body.association_id = u16le(b, o)));
const current_ap = field(6, (body, b, o) => (body.current_ap = new EthernetAddr(b, o)));
const reason = field(2, (body, b, o) => (body.reason = u16le(b, o)));
const auth_algorithm = field(2, (body, b, o) => (body.auth_algorithm = u16le(b, o)));
const auth_sequence = field(2, (body, b, o) => (body.auth_sequence = u16le(b, o)));
const category = field(1, (body, b, o) => (body.category = b[o]));
const action = field(1, (body, b, o) => (body.action = b[o]));

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
   * @param {number} [subtype]  which of the 16 management frames; the classes of beacons and probes know theirs
   */
  constructor(emitter, subtype) {
    super();
    this.tags = [];
    this.#subtype = this.constructor.subtype ?? subtype;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    let o = offset;
    for (const { size, put } of FIXED_FIELDS[this.#subtype] ?? []) {
      if (end - o < size) {
        set_payload(this, bytes, o, end);
        return truncated(this, 'ieee802.11-body', size, bytes, o, end);
      }
      put(this, bytes, o);
      o += size;
    }
    set_payload(this, bytes, o, end);
    if (has_tags(this.#subtype)) {
      this.#find_tags(bytes, o, end);
      const granted = offset + length - o;
      if (granted > end - o) truncated(this, 'ieee802.11-tags', granted, bytes, o, end);
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
