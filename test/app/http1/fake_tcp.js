'use strict';

// A TCPSession as far as HTTPSession and RedisSession use it: streams in order, with capture times.

const { EventEmitter } = require('node:events');

class FakeTCP extends EventEmitter {
  constructor({ missed_syn = false, time = 1600000000.5 } = {}) {
    super();
    this.missed_syn = missed_syn;
    this.current_cap_time = time;
    this.src_name = '10.0.0.1:40000';
    this.dst_name = '10.0.0.2:80';
    this.offsets = { send: 0, recv: 0 };
  }

  /** Each call is later than the one before by `after` seconds. */
  data(direction, bytes, after = 0.001) {
    const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    this.current_cap_time = Math.round((this.current_cap_time + after) * 1e6) / 1e6;
    const offset = this.offsets[direction];
    this.offsets[direction] += data.length;
    this.emit(`data ${direction}`, this, data, {
      offset,
      seqno: offset,
      time: this.current_cap_time,
    });
  }

  send(bytes, after) {
    this.data('send', bytes, after);
  }

  recv(bytes, after) {
    this.data('recv', bytes, after);
  }

  gap(direction, count) {
    this.offsets[direction] += count;
    this.emit('gap', this, direction, count);
  }

  end() {
    this.emit('end', this);
  }
}

/** All events of an HTTPSession as short texts, in the order in which they came. */
function record(http) {
  const log = [];
  const on = (event, text) => http.on(event, (session, ...rest) => log.push(text(...rest)));
  const status = (response) => `${response.status_code}`;
  on('http request', (request) => `request ${request.method} ${request.url}`);
  on('http request body', (data) => `request body ${data.latin1Slice()}`);
  on('http request complete', (request) => `request complete ${request.url}`);
  on('http information', (response) => `information ${status(response)}`);
  on('http response', (response) => `response ${status(response)} to ${response.request?.url}`);
  on('http response body', (data) => `response body ${data.latin1Slice()}`);
  on('http response complete', (response) => `response complete to ${response.request?.url}`);
  on('http error', (direction, error) => `error ${direction} ${error.code}`);
  on('http tunnel', (request) => `tunnel ${request.url}`);
  on('http upgrade', (protocol) => `upgrade ${protocol}`);
  on('websocket upgrade', (websocket) => `websocket ${websocket.url}`);
  on('websocket message', (direction, message) => `message ${direction} ${message}`);
  on('websocket ping', (direction, ping) => `ping ${direction} ${ping.data}`);
  on('websocket pong', (direction, pong) => `pong ${direction} ${pong.data}`);
  on('websocket close', (direction, close) => `close ${direction} ${close.code} ${close.reason}`);
  on('websocket error', (direction, error) => `websocket error ${direction} ${error.message}`);
  on('http2', () => 'http2');
  on('tls', (hello) => `tls ${hello.server_name}`);
  on('end', () => 'end');
  return log;
}

exports.FakeTCP = FakeTCP;
exports.record = record;
