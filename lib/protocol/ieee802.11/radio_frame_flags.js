'use strict';

// The second octet of an 802.11 frame control field. IEEE 802.11-2020, 9.2.4.1.
//    7    6     5     4    3     2     1       0
//   +----+----+------+----+-----+----+--------+------+
//   |ord.|enc.| more | pm |retry|more|from_ds |to_ds |
//   |    |    | data |    |     |frag|        |      |
//   +----+----+------+----+-----+----+--------+------+

const { inspectable } = require('../../inspection');

class RadioFrameFlags {
  constructor(emitter) {
    this.emitter = emitter;
    this.raw = undefined;
    this.moreFragments = undefined;
    this.isRetry = undefined;
    this.moreData = undefined;
    this.encrypted = undefined;
    this.ordered = undefined;
  }

  /** @param {number} flags  the octet */
  decode(flags = 0) {
    this.raw = flags;
    this.moreFragments = (flags & 0x04) !== 0;
    this.isRetry = (flags & 0x08) !== 0;
    this.moreData = (flags & 0x20) !== 0;
    this.encrypted = (flags & 0x40) !== 0;
    this.ordered = (flags & 0x80) !== 0;
    return this;
  }

  /** Towards the access point. */
  get to_ds() {
    return (this.raw & 0x01) !== 0;
  }

  /** From the access point. */
  get from_ds() {
    return (this.raw & 0x02) !== 0;
  }

  /** The sender is going to sleep. */
  get power_management() {
    return (this.raw & 0x10) !== 0;
  }
}

inspectable(RadioFrameFlags);

module.exports = RadioFrameFlags;
