'use strict';

// IPv6 extension headers of the common form, RFC 8200 and RFC 6564: hop-by-hop and destination
// options, host identity, shim6. The others build on this class (fragment_header.js,
// routing_header.js …) and keep its name.
//    0             7 8                  15 16
//   +---------------+--------------------+--------
//   |  nextHeader   | headerLength/8 - 1 | data …
//   +---------------+--------------------+--------

const { EMPTY, clamp_end, view } = require('../../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated,
  truncated_header,
  decode_child,
} = require('../../packet/layer');
const { ip_protocols } = require('../tables');

class HeaderExtension extends Layer {
  #data_bytes = EMPTY;
  #data_start = 0;

  constructor(emitter) {
    super();
    this.payload = undefined;
    this.nextHeader = undefined;
    this.headerLength = undefined;
    this.protocolName = undefined;
    this.emitter = emitter;
  }

  /** `length` is what IP grants to this header and all that follows. */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    const { header_name, minimum } = this.constructor;
    if (end - offset < minimum)
      return truncated_header(this, header_name, minimum, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = this.headerLength;
    if (end - offset < header) return truncated(this, header_name, header, bytes, offset, end);
    this.#data_bytes = bytes;
    this.#data_start = offset + 2;
    set_payload(this, bytes, offset + header, end);
    this.decode_next(bytes, offset + header, length === undefined ? undefined : length - header);
    return this;
  }

  read_header(bytes, offset) {
    this.nextHeader = bytes[offset];
    this.headerLength = (bytes[offset + 1] + 1) * 8;
  }

  decode_next(bytes, offset, length) {
    const Decoder = ip_protocols[this.nextHeader];
    if (Decoder === undefined) {
      this.protocolName = 'Unknown';
    } else {
      this.payload = decode_child(this, Decoder, bytes, offset, length);
    }
  }

  /**
   * The header's own bytes after the length field: options, addresses …, as a Buffer on the
   * packet's bytes.
   */
  get header_data() {
    if (!(#data_bytes in this)) return undefined;
    const start = this.#data_start;
    return view(this.#data_bytes, start, start + (this.headerLength ?? 2) - 2);
  }

  toString() {
    const { payload } = this;
    return payload === undefined || payload === null
      ? `proto ${this.nextHeader} ${payload}`
      : `${payload.constructor.name} ${payload}`;
  }
}

/** What an error calls the header, and how many bytes must be there before its length is known. */
HeaderExtension.header_name = 'ipv6-extension';
HeaderExtension.minimum = 2;
HeaderExtension.hidden = ['header_data'];
layer_class(HeaderExtension, 'header-extension', false);

module.exports = HeaderExtension;
