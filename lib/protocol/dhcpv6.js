'use strict';

// Dynamic Host Configuration Protocol for IPv6, RFC 8415.
//    0         7 8                        31
//   +-----------+---------------------------+
//   |message_type|     transaction_id       |
//   |               options …               |
//
// From relay agents, and to them:
//   +-----------+-----------+
//   |message_type| hop_count |
//   |        link_address (128 bits)        |
//   |        peer_address (128 bits)        |
//   |   options …, the message among them   |

const { decode_child, layer_class } = require('../packet/layer');
const { u32 } = require('../packet/bytes');
const { Message, hex, quoted } = require('./message');
const { read_options } = require('./dhcpv6/options');
const IPv6Addr = require('./ipv6_addr');

const RELAY_FORWARD = 12;
const RELAY_REPLY = 13;

/** RFC 8415, 7.3, and those that came later, from 1 on. */
const MESSAGE_TYPES =
  `Solicit Advertise Request Confirm Renew Rebind Reply Release Decline Reconfigure
  Information-request Relay-forward Relay-reply Leasequery Leasequery-reply Leasequery-done
  Leasequery-data Reconfigure-request Reconfigure-reply DHCPv4-query DHCPv4-response`.split(/\s+/);

const is_relayed = (type) => type === RELAY_FORWARD || type === RELAY_REPLY;

class DHCPv6 extends Message {
  constructor(emitter) {
    super(emitter);
    this.message_type = undefined;
    this.transaction_id = undefined;
    this.hop_count = undefined;
    this.link_address = undefined;
    this.peer_address = undefined;
    this.options = undefined;
    this.payload = undefined;
  }

  static size_of(bytes, offset, end) {
    return offset < end && is_relayed(bytes[offset]) ? 34 : 4;
  }

  read_header(bytes, offset) {
    this.message_type = bytes[offset];
    if (is_relayed(this.message_type)) {
      this.hop_count = bytes[offset + 1];
      this.link_address = IPv6Addr.at(bytes, offset + 2);
      this.peer_address = IPv6Addr.at(bytes, offset + 18);
    } else {
      this.transaction_id = u32(bytes, offset) & 0xffffff;
    }
  }

  read_body(cursor) {
    this.options = read_options(cursor);
    const relayed = is_relayed(this.message_type) ? this.option('relay_message') : undefined;
    if (relayed === undefined) return;
    this.payload = decode_child(this, DHCPv6, relayed, 0, relayed.length);
  }

  /**
   * The value of an option by its name or code, as in `options`; undefined where it is not there.
   */
  option(name_or_code) {
    const is_it = ({ name, code }) => name === name_or_code || code === name_or_code;
    return Array.isArray(this.options) ? this.options.find(is_it)?.value : undefined;
  }

  /** `Solicit`, `Advertise`, `Request`, `Reply` … */
  get message_type_name() {
    return MESSAGE_TYPES[this.message_type - 1];
  }

  /** All addresses that identity associations hold. */
  get addresses() {
    const inside = (Array.isArray(this.options) ? this.options : [])
      .filter(({ name }) => name === 'ia_na' || name === 'ia_ta')
      .flatMap(({ value }) => value?.options ?? []);
    return inside
      .filter(({ name, value }) => name === 'ia_address' && value !== undefined)
      .map(({ value }) => value.address);
  }

  toString() {
    const words = [`dhcp6 ${this.message_type_name ?? this.message_type}`];
    if (this.transaction_id !== undefined) words.push(`xid ${hex(this.transaction_id, 6)}`);
    if (this.peer_address) words.push(`peer ${this.peer_address.to_short_string()}`);
    for (const address of this.addresses) words.push(`IA_ADDR ${address.to_short_string()}`);
    const name = this.option('client_fqdn')?.name;
    if (name) words.push(`client-FQDN ${quoted(name)}`);
    return this.payload === undefined ? words.join(' ') : `${words.join(' ')} ${this.payload}`;
  }
}

DHCPv6.hidden = ['addresses'];
layer_class(DHCPv6, 'dhcpv6', true);

module.exports = DHCPv6;
