'use strict';

// IEEE 802.1Q tag control information, and of 802.1ad's outer tags (canonical_format is then the drop eligible indicator).
//    0     2  3  4                     15
//   +--------+--+------------------------+
//   |priority|cf|           id           |
//   +--------+--+------------------------+

const { NO_BYTES, limit } = require('./bytes');
const { Layer, short_header } = require('./layer');

class Vlan extends Layer {
  constructor() {
    super();
    this.priority = null;
    this.canonical_format = null;
    this.id = null;
    this.vlan = undefined;
  }

  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    if (end - offset < 2) return short_header(this, 'vlan', 2, bytes, offset, end);
    this.read_header(bytes, offset);
    return this;
  }

  read_header(bytes, offset) {
    this.priority = bytes[offset] >> 5;
    this.canonical_format = (bytes[offset] >> 4) & 1;
    this.id = ((bytes[offset] & 0x0f) << 8) | bytes[offset + 1];
  }

  toString() {
    return `${this.priority} ${this.canonical_format} ${this.id}`;
  }
}

Vlan.needs = { priority: 1, canonical_format: 1, id: 2 };
Vlan.prototype.decoderName = 'vlan';
Vlan.prototype.eventsOnDecode = false;

module.exports = Vlan;
