'use strict';

const { HTTPSession } = require('../../../lib/app/http1');
const { FakeTCP, record } = require('../http1/fake_tcp');
const { PREFACE, Peer, settings } = require('./encode');

/** A connection whose client and server have said hello. */
function connect({ options, tcp: tcp_options, hello = true } = {}) {
  const tcp = new FakeTCP(tcp_options);
  const http = new HTTPSession(tcp, options);
  const log = record(http);
  http.on('http2 goaway', (_, direction, goaway) =>
    log.push(`goaway ${direction} ${goaway.error}`),
  );
  const connection = { tcp, http, log, client: new Peer(), server: new Peer() };
  if (hello) {
    tcp.send(Buffer.concat([Buffer.from(PREFACE), settings()]));
    tcp.recv(settings());
    log.length = 0;
  }
  return connection;
}

/** Feeds it as the only thing that its direction carries; returns the log. */
function faults_of(bytes, direction = 'send') {
  const { tcp, http, log } = connect();
  http.on('http error', (session, _, error) => log.push(error.message));
  tcp.data(direction, bytes);
  return log.filter((line) => !line.startsWith('error'));
}

exports.connect = connect;
exports.faults_of = faults_of;
