'use strict';

const { TLSSession } = require('../../../lib/app/tls');
const { FakeTCP } = require('../http1/fake_tcp');

/** All events of a TLSSession as short texts, in the order in which they came. */
function record(tls) {
  const log = [];
  const on = (event, text) => tls.on(event, (session, ...rest) => log.push(text(...rest)));
  on('tls client hello', (hello) => `client hello ${hello.server_name}`);
  on('tls server hello', (hello) => `server hello ${hello.version} ${hello.retry ? 'retry' : ''}`);
  on('tls certificate', (direction, list) => `certificate ${direction} ${list[0]?.subject}`);
  on('tls alert', (direction, alert) => `alert ${direction} ${alert.level} ${alert.description}`);
  on('tls opaque', (reason) => `opaque ${reason}`);
  on('tls error', (direction, error) => `error ${direction} ${error.code}`);
  on('data send', (data) => `send ${data.latin1Slice()}`);
  on('data recv', (data) => `recv ${data.latin1Slice()}`);
  on('gap', (direction, length) => `gap ${direction} ${length}`);
  on('fin', (direction) => `fin ${direction}`);
  on('reset', (direction) => `reset ${direction}`);
  on('end', () => 'end');
  return log;
}

/**
 * Plays chunks of a connection to a TLSSession.
 * @param {{ direction: string, bytes?: Buffer, gap?: number }[]} chunks
 */
function play(chunks, options, tcp = new FakeTCP()) {
  const tls = new TLSSession(tcp, options);
  const log = record(tls);
  for (const { direction, bytes, gap } of chunks) {
    if (gap === undefined) tcp.data(direction, bytes);
    else tcp.gap(direction, gap);
  }
  return { tcp, tls, log };
}

/** The same stream in pieces of `size` bytes. */
function cut(chunks, size) {
  return chunks.flatMap(({ direction, bytes }) => {
    const pieces = [];
    for (let at = 0; at < bytes.length; at += size) {
      pieces.push({ direction, bytes: bytes.subarray(at, at + size) });
    }
    return pieces;
  });
}

exports.cut = cut;
exports.play = play;
exports.record = record;
