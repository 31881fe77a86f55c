'use strict';

// IEEE 802.1Q tag control information, and of 802.1ad's outer tags (canonical_format is then the
// drop eligible indicator).
//    0     2  3  4                     15
//   +--------+--+------------------------+
//   |priority|cf|           id           |
//   +--------+--+------------------------+

const { EMPTY, clamp_end } = require('../packet/bytes');
const wire = require('../wire/vlan');

class Vlan {
  constructor() {
    this.priority = null;
    this.canonical_format = null;
    this.id = null;
  }

  /** Reads what is there of the two octets. */
  decode(bytes = EMPTY, offset = 0, length = undefined) {
    const end = clamp_end(bytes, offset, length);
    if (offset < end) {
      this.priority = wire.priority(bytes, offset);
      this.canonical_format = wire.canonical_format(bytes, offset);
    }
    if (offset + 1 < end) this.id = wire.id(bytes, offset);
    else this._error ??= `vlan: needs 2 bytes at offset ${offset}, has ${end - offset}`;
    return this;
  }

  toString() {
    return `${this.priority} ${this.canonical_format} ${this.id}`;
  }
}

/** The tag inside this one, in frames that have several. */
Vlan.prototype.vlan = undefined;
Vlan.prototype._error = undefined;
Vlan.prototype.decoderName = 'vlan';
Vlan.prototype.eventsOnDecode = false;

module.exports = Vlan;
