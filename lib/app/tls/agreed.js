'use strict';

// What a handshake has agreed on, as getters of the connection that it belongs to.

const GETTERS = {
  client_hello: (handshake) => handshake.client_hello,
  server_hello: (handshake) => handshake.server_hello,
  /** The server's name, as the client says it. */
  server_name: (handshake) => handshake.client_hello?.server_name,
  /** `TLS 1.3`; undefined before the server has chosen. */
  version: (handshake) => handshake.server_hello?.version,
  /** `TLS_AES_128_GCM_SHA256` */
  cipher: (handshake) => handshake.server_hello?.cipher,
  /** The protocol that server and client agreed on. */
  alpn: (handshake) => handshake.alpn,
  /** Those of the server. */
  certificates: (handshake) => handshake.certificates,
  /** The connection goes on with keys of one before. */
  resumed: (handshake) => handshake.resumed,
};

/** Gives a class these getters; `handshake_of` returns an object's Handshake. */
function show_agreed(Class, handshake_of) {
  for (const [name, read] of Object.entries(GETTERS)) {
    const get = function () {
      return read(handshake_of(this));
    };
    Object.defineProperty(Class.prototype, name, { get, configurable: true });
  }
}

exports.show_agreed = show_agreed;
