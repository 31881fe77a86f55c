'use strict';

const assert = require('node:assert/strict');
const { SIPSession } = require('../../../lib/app/sip');
const { FakeTCP } = require('../http1/fake_tcp');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { CONVERSATIONS, si } = require('../datagrams_on_tcp');

function start(options) {
  const tcp = new FakeTCP();
  const session = new SIPSession(tcp, options);
  const [messages, complete, log] = [[], [], []];
  session.on('sip message', (_, direction, message) => messages.push(message));
  session.on('sip complete', (_, direction, message) => complete.push({ direction, ...message }));
  session.on('sip keepalive', (_, direction, { type }) => log.push(`${type} ${direction}`));
  session.on('sip error', (_, direction, { code }) => log.push(`error ${direction} ${code}`));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  return { tcp, session, messages, complete, log };
}

const said = ({ sip }) => sip.method ?? sip.status_code;
const outcomes = (complete) =>
  complete.map(
    ({ direction, sip, answer }) => `${direction} ${sip.cseq} ${answer.sip.status_code}`,
  );

describe('SIPSession', function () {
  behaves_like_a_stream_session('sip');

  it('tells messages with their SDP, transactions, and signs of life', function () {
    const { tcp, session, messages, complete, log } = start();
    for (const [direction, bytes] of CONVERSATIONS.sip) tcp.data(direction, bytes);
    assert.deepEqual(messages.map(said), [
      'INVITE',
      100,
      180,
      200,
      'ACK',
      'OPTIONS',
      200,
      'BYE',
      481,
    ]);
    assert.equal(messages[0].sip.payload.media[0].port, 6000);
    assert.deepEqual(
      [messages[0].sip.call_id, messages[0].body_size, messages[4].body_size],
      ['call-1', 87, 0],
    );
    assert.deepEqual(outcomes(complete), [
      'send 1 INVITE 200',
      'recv 7 OPTIONS 200',
      'send 2 BYE 481',
    ]);
    assert.deepEqual(
      [messages[1], messages[2], messages[3], messages[8]].map(({ latency, request }) => [
        Math.round(latency),
        request.number,
      ]),
      [
        [1, 1],
        [1, 1],
        [2, 1],
        [1, 8],
      ],
    );
    assert.equal(complete[0].latency, messages[3].latency);
    assert.deepEqual(log, ['ping send', 'pong recv']);
    assert.equal(session.held_bytes, 0);
  });

  it('pairs by branch and CSeq, and waits for no response to ACK', function () {
    const { tcp, complete, session } = start();
    tcp.send(
      si.request('OPTIONS', 'a', 1) + si.request('OPTIONS', 'b', 1) + si.request('ACK', 'c', 1),
    );
    tcp.recv(
      si.response('200 OK', 'OPTIONS', 'b', 1) + si.response('404 Not Found', 'OPTIONS', 'a', 1),
    );
    tcp.recv(si.response('200 OK', 'OPTIONS', 'z', 1));
    assert.deepEqual(outcomes(complete), ['send 1 OPTIONS 200', 'send 1 OPTIONS 404']);
    assert.equal(session.held_bytes, 0);
  });

  it('takes no message for paired that has no branch', function () {
    const { tcp, session, messages } = start();
    tcp.send('OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n');
    tcp.recv('SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n');
    assert.deepEqual([messages.length, messages[1].request, session.held_bytes], [2, undefined, 0]);
  });

  it('loses the message that is missing, and no other', function () {
    const { tcp, complete, log } = start();
    for (let i = 1; i <= 9; i++) {
      tcp.send(si.request('OPTIONS', `t${i}`, i));
      const response = si.response('200 OK', 'OPTIONS', `t${i}`, i);
      if (i === 5) tcp.gap('recv', response.length);
      else tcp.recv(response);
    }
    const expected = [1, 2, 3, 4, 6, 7, 8, 9].map((i) => `send ${i} OPTIONS 200`);
    assert.deepEqual([outcomes(complete), log], [expected, ['error recv ERR_PCAP_STREAM_GAP']]);
  });

  it('goes on within a body that is missing in part, and says that it is', function () {
    const { tcp, messages, log } = start();
    const message = si.request('MESSAGE', 'a', 1, 'x'.repeat(3000));
    tcp.send(message.slice(0, 1000));
    tcp.gap('send', 1000);
    tcp.send(message.slice(2000) + si.request('ACK', 'b', 1));
    assert.deepEqual(
      [messages[0].is_cut, messages[0].body_size, said(messages[1]), log],
      [true, 3000, 'ACK', []],
    );
  });

  it('says of what makes no sense that it does, and bounds what waits', function () {
    const { tcp, session, log } = start({ max_held_bytes: 8000 });
    for (let i = 0; i < 20; i++) {
      tcp.send(si.request('OPTIONS', `t${i}`, i));
      tcp.recv(si.request('OPTIONS', `t${i}`, i));
      assert.ok(session.held_bytes <= 8000);
    }
    tcp.send('nonsense\r\n');
    assert.deepEqual([...new Set(log)], ['limit requests', 'error send ERR_PCAP_STREAM']);
  });
});
