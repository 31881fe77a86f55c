'use strict';

// What client and server of a TLS connection have agreed on, as far as their hellos tell it.

const { ByteBuilder } = require('../byte_builder');
const { MAX_HELLO } = require('../tls/client_hello');
const { decode_server_hello } = require('../tls/server_hello');

/** What 'tls' tells. The server's choice is undefined where its hello was not captured. */
class TLSHello {
  constructor(client_hello, server_hello) {
    this.server_name = client_hello.server_name;
    this.version = server_hello?.version;
    this.cipher = server_hello?.cipher;
    this.alpn = server_hello?.alpn; // TLS 1.3 encrypts it
    this.client_hello = client_hello;
    this.server_hello = server_hello;
  }
}

/** Waits for the server's hello, in the server's first bytes. */
class TLSHelloReader {
  #client_hello;
  #report;
  #bytes = new ByteBuilder();

  /** `tell` gets the TLSHello, once. */
  constructor(client_hello, report) {
    this.#client_hello = client_hello;
    this.#report = report;
  }

  /** Takes the server's next bytes. */
  take(bytes) {
    if (this.#report === null) return;
    this.#bytes.append(bytes.subarray(0, MAX_HELLO));
    const hello = decode_server_hello(this.#bytes.view());
    const is_open = hello === undefined && this.#bytes.length < MAX_HELLO;
    if (!is_open) this.finish(hello ?? undefined);
  }

  /** Nothing more will come of it. */
  finish(server_hello) {
    const report = this.#report;
    this.#report = null;
    this.#bytes.clear();
    report?.(new TLSHello(this.#client_hello, server_hello));
  }

  get held_bytes() {
    return this.#bytes.cost;
  }
}

exports.TLSHello = TLSHello;
exports.TLSHelloReader = TLSHelloReader;
