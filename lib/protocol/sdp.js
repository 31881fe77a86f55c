'use strict';

// Session Description Protocol, RFC 8866: lines of a letter, an equals sign and a value. From each
// m= on, lines are of that medium.
//   v=0
//   o=username session_id session_version IN IP4 address
//   s=session name
//   c=IN IP4 address
//   m=audio 49170 RTP/AVP 0

const { view } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message, fail_unless_cut, quoted } = require('./message');

class SDP extends Message {
  constructor(emitter) {
    super(emitter);
    this.version = undefined;
    this.origin = undefined;
    this.session_name = undefined;
    this.connection = undefined;
    this.attributes = undefined;
    this.media = undefined;
  }

  read_header() {}

  read_body(cursor) {
    const { bytes, offset, limit } = cursor;
    const lines = view(bytes, offset, limit).toString().split(/\r?\n/, MAX_LISTED);
    if (!lines[0].startsWith('v=')) {
      fail_unless_cut(cursor, `${limit - offset} bytes do not begin with v=`);
      return;
    }
    this.attributes = [];
    this.media = [];
    for (const line of lines) this.#read_line(line[0], line.slice(2));
    cursor.offset = limit;
  }

  #read_line(letter, value) {
    const around = this.media.at(-1) ?? this;
    if (letter === 'v') this.version = Number(value);
    else if (letter === 'o') this.origin = read_origin(value);
    else if (letter === 's') this.session_name = value;
    else if (letter === 'c') around.connection = read_connection(value);
    else if (letter === 'a') around.attributes.push(read_attribute(value));
    else if (letter === 'm') this.media.push(read_medium(value));
  }

  /**
   * Where media are to be sent by RTP, and their RTCP: `[{ media, address, port, rtcp_port }]`.
   * Ports of 0 refuse a medium. To decode it: `udp_ports.set(port, RTP)`, `udp_ports.set(rtcp_port,
   * RTCP)`.
   */
  get rtp_ports() {
    if (!Array.isArray(this.media)) return undefined;
    return this.media
      .filter(({ port, protocol }) => port > 0 && /^(UDP\/TLS\/)?RTP\//.test(protocol))
      .map(({ media, port, connection, attributes }) => {
        const rtcp = Number.parseInt(attributes.find(({ name }) => name === 'rtcp')?.value, 10);
        const is_one = attributes.some(({ name }) => name === 'rtcp-mux');
        const address = (connection ?? this.connection)?.address;
        return { media, address, port, rtcp_port: is_one ? port : rtcp || port + 1 };
      });
  }

  toString() {
    const media = (this.media ?? []).map(({ media: kind, port }) => `${kind} ${port}`);
    return `SDP ${quoted(media.join(', '))}`;
  }
}

function read_origin(value) {
  const [username, session_id, session_version, , address_type, address] = value.split(' ');
  return { username, session_id, session_version, address_type, address };
}

/** `IN IP4 224.2.1.1/127/3`: after the address, hops and how many addresses. */
function read_connection(value) {
  const [, address_type, address = ''] = value.split(' ');
  return { address_type, address: address.split('/')[0] };
}

function read_attribute(value) {
  const colon = value.indexOf(':');
  if (colon < 0) return { name: value, value: undefined };
  return { name: value.slice(0, colon), value: value.slice(colon + 1) };
}

function read_medium(value) {
  const [media, port = '', protocol = '', ...formats] = value.split(' ');
  const [first, count = '1'] = port.split('/');
  return {
    media,
    port: Number.parseInt(first, 10) || 0,
    port_count: Number.parseInt(count, 10) || 1,
    protocol,
    formats,
    connection: undefined,
    attributes: [],
  };
}

SDP.header_size = 0;
SDP.hidden = ['rtp_ports'];
layer_class(SDP, 'sdp', true);

module.exports = SDP;
