'use strict';

// IPv6 next header 59, RFC 8200, section 4.7: nothing follows.

const { EMPTY, clamp_end } = require('../../packet/bytes');
const { Layer, layer_class, set_payload, malformed } = require('../../packet/layer');

/** Nothing. Bytes after it are ignored, as the RFC has it, but `_error` counts them, as in v3. */
class NoNext extends Layer {
  constructor() {
    super();
    this._error = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    set_payload(this, bytes, offset, end);
    if (end > offset) malformed(this, `no-next: ${end - offset} bytes follow at offset ${offset}`);
    return this;
  }

  toString() {
    return '';
  }
}

layer_class(NoNext, 'no-next', false);

module.exports = NoNext;
