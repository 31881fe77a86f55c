'use strict';

// Real clients and servers, whose bytes an HTTPSession gets to see on their way.

const net = require('node:net');

/** A server on loopback that passes connections on to `port` and shows their bytes to a FakeTCP. */
function relay_to(port, tcp) {
  return net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1');
    const pass = (from, to, direction) => {
      from.on('data', (bytes) => {
        tcp.data(direction, bytes);
        to.write(bytes);
      });
      from.on('close', () => to.destroy());
      from.on('error', () => {});
    };
    pass(client, server, 'send');
    pass(server, client, 'recv');
  });
}

/** The port of a server that listens from now on. */
function listen(server) {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(server.address().port)),
  );
}

function close(server) {
  return new Promise((resolve) => server.close(resolve));
}

exports.close = close;
exports.listen = listen;
exports.relay_to = relay_to;
