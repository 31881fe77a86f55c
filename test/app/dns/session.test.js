'use strict';

const assert = require('node:assert/strict');
const { DNSSession } = require('../../../lib/app/dns');
const { FakeTCP } = require('../http1/fake_tcp');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { CONVERSATIONS, dn } = require('../datagrams_on_tcp');

function start(options) {
  const tcp = new FakeTCP();
  const session = new DNSSession(tcp, options);
  const [queries, responses, log] = [[], [], []];
  session.on('dns query', (_, query) => queries.push(query));
  session.on('dns response', (_, response) => responses.push(response));
  session.on('dns error', (_, direction, { code }) => log.push(`error ${direction} ${code}`));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  return { tcp, session, queries, responses, log };
}

const ids = (responses) => responses.map(({ dns, query }) => [dns.id, query?.number]);

describe('DNSSession', function () {
  behaves_like_a_stream_session('dns');

  it('tells queries and responses, whatever their order, and all of a zone transfer', function () {
    const { tcp, queries, responses, log } = start();
    for (const [direction, bytes] of CONVERSATIONS.dns) tcp.data(direction, bytes);
    assert.deepEqual(
      queries.map(({ dns }) => `${dns.question.rrs[0].name} ${dns.question.rrs[0].type_name}`),
      ['one.example A', 'two.example A', 'three.example AAAA', 'zone.example AXFR'],
    );
    assert.deepEqual(ids(responses), [
      [1, 1],
      [3, 3],
      [2, 2],
      [4, 4],
      [4, 4],
    ]);
    assert.equal(String(responses[0].dns.answer.rrs[0].rdata), '192.0.2.7');
    assert.ok(responses.every(({ latency }) => latency > 0));
    assert.equal(queries[3].response, responses[3]);
    assert.deepEqual([queries[0].size, log], [29, []]);
  });

  it('does not take an answer to another question for its own', function () {
    const { tcp, responses } = start();
    tcp.send(dn.query(1, 'one.example'));
    tcp.recv(dn.response(1, 'other.example'));
    assert.deepEqual(ids(responses), [[1, undefined]]);
  });

  it('loses the exchange that is missing, and no other', function () {
    for (const lost of ['send', 'recv']) {
      const { tcp, responses, log } = start();
      for (let i = 1; i <= 9; i++) {
        const [query, response] = [dn.query(i, `n${i}.example`), dn.response(i, `n${i}.example`)];
        if (i === 5 && lost === 'send') tcp.gap('send', query.length);
        else tcp.send(query);
        if (i === 5 && lost === 'recv') tcp.gap('recv', response.length);
        else tcp.recv(response);
      }
      const paired = responses.filter(({ query }) => query).map(({ dns }) => dns.id);
      assert.deepEqual(paired, [1, 2, 3, 4, 6, 7, 8, 9]);
      assert.deepEqual(log, [`error ${lost} ERR_PCAP_STREAM_GAP`]);
    }
  });

  it('says of what makes no sense that it does, and bounds what waits', function () {
    const { tcp, session, log } = start({ max_held_bytes: 8000 });
    for (let i = 0; i < 50; i++) {
      tcp.send(dn.query(i, 'one.example'));
      assert.ok(session.held_bytes <= 8000);
    }
    tcp.send(Buffer.alloc(30, 255));
    assert.deepEqual([...new Set(log)], ['limit requests', 'error send ERR_PCAP_STREAM']);
  });
});
