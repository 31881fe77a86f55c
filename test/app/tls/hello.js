'use strict';

const { Duplex } = require('node:stream');
const tls = require('node:tls');

/** The ClientHello that node's own TLS sends. */
function client_hello(servername, options = {}) {
  return new Promise((resolve) => {
    const socket = new Duplex({
      read() {},
      write(chunk, encoding, done) {
        resolve(Buffer.from(chunk));
        done();
      },
    });
    tls.connect({ socket, servername, ...options }).on('error', () => {});
  });
}

exports.client_hello = client_hello;
