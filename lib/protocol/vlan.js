'use strict';

// IEEE 802.1Q tag control information, and of 802.1ad's outer tags (canonical_format is then the drop eligible indicator).
//    0     2  3  4                     15
//   +--------+--+------------------------+
//   |priority|cf|           id           |
//   +--------+--+------------------------+

const { NO_BYTES, limit, origin_of } = require('../packet/bytes');

class Vlan {
  constructor() {
    this.priority = null;
    this.canonical_format = null;
    this.id = null;
  }

  /** Reads what is there of the two octets. */
  decode(bytes = NO_BYTES, offset = 0, length = undefined) {
    const end = limit(bytes, offset, length);
    if (offset < end) {
      this.priority = bytes[offset] >> 5;
      this.canonical_format = (bytes[offset] >> 4) & 1;
    }
    if (offset + 1 < end) this.id = ((bytes[offset] & 0x0f) << 8) | bytes[offset + 1];
    else if (this._error === undefined) this._error = cut(offset - origin_of(bytes), end - offset);
    return this;
  }

  toString() {
    return `${this.priority} ${this.canonical_format} ${this.id}`;
  }
}

function cut(offset, has) {
  return `vlan: needs 2 bytes at offset ${offset}, has ${has}`;
}

/** The tag inside this one, in frames that have several. */
Vlan.prototype.vlan = undefined;
Vlan.prototype._error = undefined;
Vlan.prototype.decoderName = 'vlan';
Vlan.prototype.eventsOnDecode = false;

module.exports = Vlan;
