'use strict';

// IP Encapsulating Security Payload, RFC 4303. What follows the header is encrypted and stays so.
//    0                                31
//   +-----------------------------------+
//   |                spi                |
//   |                seq                |
//   |              data …               |

const { EMPTY, clamp_end, u32 } = require('../packet/bytes');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../packet/layer');

class ESP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.spi = undefined;
    this.seq = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'esp', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 8, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.spi = u32(bytes, offset);
    this.seq = u32(bytes, offset + 4);
  }

  toString() {
    return `spi 0x${(this.spi ?? 0).toString(16).padStart(8, '0')} seq ${this.seq}`;
  }
}

layer_class(ESP, 'esp', true);

module.exports = ESP;
