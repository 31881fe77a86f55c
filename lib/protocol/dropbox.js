'use strict';

// Dropbox LAN sync discovery: each client broadcasts what it has, as JSON in a datagram.
//   {"host_int": 1, "version": [2, 0], "displayname": "", "port": 17500, "namespaces": [1, 2]}

const { view } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { Message, fail_unless_cut } = require('./message');

class Dropbox extends Message {
  constructor(emitter) {
    super(emitter);
    this.host_int = undefined;
    this.version = undefined;
    this.display_name = undefined;
    this.port = undefined;
    this.namespaces = undefined;
  }

  read_header() {}

  read_body(cursor) {
    const { bytes, offset, limit } = cursor;
    const found = parse(view(bytes, offset, limit).toString());
    if (typeof found !== 'object' || found === null) {
      fail_unless_cut(cursor, `${limit - offset} bytes are no JSON object`);
      return;
    }
    this.host_int = found.host_int;
    this.version = found.version;
    this.display_name = found.displayname;
    this.port = found.port;
    this.namespaces = found.namespaces;
    cursor.offset = limit;
  }

  toString() {
    const version = Array.isArray(this.version) ? ` version ${this.version.join('.')}` : '';
    const count = Array.isArray(this.namespaces) ? this.namespaces.length : 0;
    return `Dropbox LAN sync host ${this.host_int}${version} namespaces ${count}`;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

Dropbox.header_size = 0;
layer_class(Dropbox, 'dropbox', true);

module.exports = Dropbox;
