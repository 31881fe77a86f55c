'use strict';

// Simple Service Discovery Protocol, UPnP Device Architecture 2.0, 1: requests and responses in the
// form of HTTP/1.1 (RFC 9112), one in a datagram.
//   NOTIFY * HTTP/1.1              M-SEARCH * HTTP/1.1            HTTP/1.1 200 OK
//   header: value …                header: value …                header: value …

const { layer_class } = require('../packet/layer');
const { quoted } = require('./message');
const { TextMessage, header_value } = require('./text_message');

const REQUEST = /^([!#$%&'*+\-.^`|~\w]+) (\S+) HTTP\/(\d+\.\d+)$/;
const RESPONSE = /^HTTP\/(\d+\.\d+) (\d{3})(?: (.*))?$/;

class SSDP extends TextMessage {
  /** The value of the first header of that name, in any case. */
  header(name) {
    return header_value(this.headers, String(name).toLowerCase());
  }

  /** Where the device's description is. */
  get location() {
    return this.header('location');
  }

  /** What is searched, or announced. */
  get target() {
    return this.header('st') ?? this.header('nt');
  }

  /** `ssdp:alive`, `ssdp:byebye`, `ssdp:update`. */
  get notification() {
    return this.header('nts');
  }

  /** Names the device and what it offers. */
  get usn() {
    return this.header('usn');
  }

  /** System and product. */
  get server() {
    return this.header('server');
  }

  toString() {
    const start = this.method ?? `response ${this.status_code}`;
    const words = [this.notification, this.target, this.location].filter(Boolean).map(quoted);
    return ['SSDP', start, ...words].join(' ');
  }
}

SSDP.start_lines = { name: 'HTTP', request: REQUEST, response: RESPONSE };
SSDP.hidden = ['location', 'target', 'notification', 'usn', 'server'];
layer_class(SSDP, 'ssdp', true);

module.exports = SSDP;
