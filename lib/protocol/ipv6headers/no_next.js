'use strict';

// IPv6 next header 59, RFC 8200, section 4.7: nothing follows.

const { NO_BYTES, limit } = require('../../packet/bytes');
const { Layer, set_payload, malformed } = require('../../packet/layer');

/** Nothing. Bytes behind it are ignored, as the RFC has it, but `_error` counts them, as in v3. */
class NoNext extends Layer {
  constructor() {
    super();
    this._error = undefined;
  }

  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    set_payload(this, bytes, offset, end);
    if (end > offset) malformed(this, `no-next: ${end - offset} bytes follow at offset ${offset}`);
    return this;
  }

  toString() {
    return '';
  }
}

NoNext.prototype.decoderName = 'no-next';
NoNext.prototype.eventsOnDecode = false;

module.exports = NoNext;
