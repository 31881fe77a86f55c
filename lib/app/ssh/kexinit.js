'use strict';

// What either side of an SSH connection offers (RFC 4253, 7.1), and HASSH, the fingerprint of that.

const { createHash } = require('node:crypto');
const { FieldReader } = require('../framed/field_reader');

const LISTS = [
  ...['kex_algorithms', 'server_host_key_algorithms'],
  ...['encryption_algorithms_client_to_server', 'encryption_algorithms_server_to_client'],
  ...['mac_algorithms_client_to_server', 'mac_algorithms_server_to_client'],
  ...['compression_algorithms_client_to_server', 'compression_algorithms_server_to_client'],
  ...['languages_client_to_server', 'languages_server_to_client'],
];

class SSHKexInit {
  /** @param {Buffer} payload  @param {boolean} is_server */
  constructor(payload, is_server) {
    const reader = new FieldReader(payload, 17); // the number, a cookie
    this.is_server = is_server;
    for (const name of LISTS) {
      const text = reader.text(reader.u32());
      this[name] = text === '' ? [] : text.split(',');
    }
    this.first_kex_packet_follows = reader.u8() === 1;
    this.is_malformed = reader.is_short;
  }

  /** What HASSH (of a client) or HASSHServer is the hash of. */
  get hassh_algorithms() {
    const way = this.is_server ? 'server_to_client' : 'client_to_server';
    const lists = [
      this.kex_algorithms,
      ...['encryption', 'mac', 'compression'].map((what) => this[`${what}_algorithms_${way}`]),
    ];
    return lists.every(Array.isArray) ? lists.map((list) => list.join(',')).join(';') : undefined;
  }

  get hassh() {
    const text = this.hassh_algorithms;
    return text === undefined ? undefined : createHash('md5').update(text).digest('hex');
  }

  toJSON() {
    return { ...this, hassh: this.hassh };
  }
}

/** What both agree on: the first of the client's that the server has. */
function negotiate(client, server) {
  const chosen = {};
  for (const name of LISTS.slice(0, 8)) {
    const key = name.replace('_algorithms', '').replace('server_host_key', 'host_key');
    chosen[key] = client[name].find((algorithm) => server[name].includes(algorithm));
  }
  return chosen;
}

exports.SSHKexInit = SSHKexInit;
exports.negotiate = negotiate;
