'use strict';

// Routing Information Protocol: version 1 RFC 1058, version 2 RFC 2453 and RFC 4822.
//    0           7 8          15 16                31
//   +-------------+-------------+-------------------+
//   |   command   |   version   |  domain (RFC 1388)|
//   |  entries of 20 octets:                        |
//   |          family           |    tag (2)        |
//   |                    address                    |
//   |              subnet_mask (version 2)          |
//   |               next_hop (version 2)            |
//   |                     metric                    |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../packet/layer');
const IPv4Addr = require('./ipv4_addr');

const HEADER = 4;
const AUTHENTICATION = 0xffff;
const PASSWORD = 2;
const DIGEST = 3;
const COMMANDS = new Map([
  [1, 'Request'],
  [2, 'Response'],
  [3, 'Trace on'],
  [4, 'Trace off'],
]);

/** What stands in an entry's place: a password, where a digest is, or the digest itself. */
function read_authentication(reader, first) {
  const type = reader.u16();
  const authentication = { type };
  if (!first && type === 1) return { digest: reader.rest() };
  if (type === DIGEST) {
    authentication.digest_offset = reader.u16();
    authentication.key_id = reader.u8();
    authentication.digest_length = reader.u8();
    authentication.sequence = reader.u32();
    reader.skip(8);
  } else if (type === PASSWORD) {
    const text = reader.take(16).toString('latin1');
    authentication.password = text.replace(/\0.*$/s, '');
  } else authentication.data = reader.take(16);
  return authentication;
}

function read_entry(reader, version, family) {
  const tag = reader.u16();
  const address = reader.address(IPv4Addr, 4);
  const subnet_mask = reader.address(IPv4Addr, 4);
  const next_hop = reader.address(IPv4Addr, 4);
  const metric = reader.u32();
  if (version === 1) return { family, address, metric };
  return { family, tag, address, subnet_mask, next_hop, metric };
}

class RIP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.command = undefined;
    this.version = undefined;
    this.domain = undefined;
    this.authentication = undefined;
    this.entries = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'rip', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    this.entries = reader.list_rest(() => this.#read_entry(reader)).filter(Boolean);
    reader.report(this, 'rip');
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.command = bytes[offset];
    this.version = bytes[offset + 1];
    this.domain = u16(bytes, offset + 2);
  }

  #read_entry(reader) {
    const family = reader.u16();
    if (family !== AUTHENTICATION || this.version === 1) {
      return read_entry(reader, this.version, family);
    }
    const is_first = this.authentication === undefined;
    this.authentication = { ...this.authentication, ...read_authentication(reader, is_first) };
    return undefined;
  }

  /** `Request` or `Response`. */
  get command_name() {
    return COMMANDS.get(this.command);
  }

  toString() {
    const name = this.command_name ?? `command ${this.command}`;
    return `RIPv${this.version}, ${name}, routes: ${this.entries?.length ?? 0}`;
  }
}

layer_class(RIP, 'rip', true);

module.exports = RIP;
