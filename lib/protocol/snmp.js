'use strict';

// Simple Network Management Protocol in BER: version 1, RFC 1157; 2c, RFC 1901 and 3416; 3, RFC
// 3412, with the user-based security model, RFC 3414.
//   version | community | PDU
//   version | message_id, max_size, flags, security_model | security parameters | scoped PDU
//   PDU: request_id | error_status | error_index | oid, value; oid, value …

const { layer_class } = require('../packet/layer');
const { BerCursor, TAGS, ber } = require('./ber');
const { Message, quoted } = require('./message');
const { PDU_NAMES, read_pdu, value_text } = require('./snmp/pdu');

const VERSIONS = new Map([
  [0, '1'],
  [1, '2c'],
  [3, '3'],
]);
const USER_BASED = 3;

class SNMP extends Message {
  constructor(emitter) {
    super(emitter);
    this.version = undefined;
    this.community = undefined;
    this.message_id = undefined;
    this.max_size = undefined;
    this.flags = undefined;
    this.security_model = undefined;
    this.security = undefined;
    this.context_engine_id = undefined;
    this.context_name = undefined;
    this.encrypted = undefined;
    this.pdu = undefined;
  }

  read_header() {}

  read_body(cursor) {
    const message = cursor.into(TAGS.SEQUENCE);
    const version = message.integer();
    if (message.error === undefined) this.version = version;
    if (this.version === 3) this.#read_version_3(message);
    else if (VERSIONS.has(this.version)) this.#read_community(message);
    else message.fail(`version ${this.version}`);
    take_error(cursor, message);
  }

  #read_community(message) {
    const community = message.octets();
    if (message.error !== undefined) return;
    this.community = community.toString();
    this.pdu = read_pdu(message);
  }

  #read_version_3(message) {
    const global = message.into(TAGS.SEQUENCE);
    const [message_id, max_size] = [global.integer(), global.integer()];
    const [flags, security_model] = [global.octets(), global.integer()];
    take_error(message, global);
    if (message.error !== undefined) return;
    Object.assign(this, { message_id, max_size, flags: flags[0] ?? 0, security_model });
    const parameters = message.octets();
    if (security_model === USER_BASED && message.error === undefined) {
      this.security = read_user_based(message, parameters);
    }
    if (message.tag === TAGS.OCTET_STRING) {
      this.encrypted = message.octets();
      return;
    }
    const scoped = message.into(TAGS.SEQUENCE);
    const [engine, name] = [scoped.octets(), scoped.octets()];
    if (scoped.error === undefined) {
      this.context_engine_id = engine;
      this.context_name = name.toString();
      this.pdu = read_pdu(scoped);
    }
    take_error(message, scoped);
  }

  /** `1`, `2c`, `3` */
  get version_name() {
    return VERSIONS.get(this.version);
  }

  toString() {
    const words = [`SNMPv${this.version_name ?? this.version}`];
    if (typeof this.community === 'string') words.push(`C=${quoted(this.community)}`);
    const user = this.security?.user_name;
    if (user) words.push(`U=${quoted(user)}`);
    if (this.encrypted !== undefined) words.push('encrypted');
    if (this.pdu !== undefined) words.push(pdu_text(this.pdu));
    return words.join(' ');
  }
}

function pdu_text({ type, error_status_name, error_status, variables = [] }) {
  const words = [PDU_NAMES.get(type) ?? `PDU 0x${type.toString(16)}`];
  const fault = type === 0xa2 && error_status !== 0;
  if (fault) words.push(`error ${error_status_name ?? error_status}`);
  for (const { oid, type: kind, value } of variables.slice(0, 8)) {
    words.push(kind === 'null' ? oid : `${oid}=${value_text(kind, value)}`);
  }
  if (variables.length > 8) words.push(`and ${variables.length - 8} more`);
  return words.join(' ');
}

/** RFC 3414, 2.4. */
function read_user_based(message, parameters) {
  const cursor = ber(parameters).into(TAGS.SEQUENCE);
  const found = {
    engine_id: cursor.octets(),
    engine_boots: cursor.integer(),
    engine_time: cursor.integer(),
    user_name: cursor.octets().toString(),
    authentication_parameters: cursor.octets(),
    privacy_parameters: cursor.octets(),
  };
  if (cursor.error === undefined) return found;
  message.fail(`security parameters: ${cursor.error}`);
  return undefined;
}

/** What is wrong inside is wrong with the whole; that bytes are missing is already known of it. */
function take_error(outer, inner) {
  if (outer.error !== undefined || inner.error === undefined) return;
  const is_short = inner.error === 'short';
  outer.fail(is_short ? `a value ends after its sequence, at ${inner.limit}` : inner.error);
}

SNMP.header_size = 0;
SNMP.Cursor = BerCursor;
layer_class(SNMP, 'snmp', true);

module.exports = SNMP;
