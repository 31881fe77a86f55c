'use strict';

const assert = require('node:assert/strict');
const fc = require('fast-check');
const { TLSKeys, TLSSession } = require('../../../lib/app/tls');
const { FakeTCP } = require('../http1/fake_tcp');
const { connection, say } = require('./connection');
const { SUITES, sealed } = require('./sealer');
const { play } = require('./watch');

const send = (bytes) => ({ direction: 'send', bytes });
const recv = (bytes) => ({ direction: 'recv', bytes });
const lost = (direction, gap) => ({ direction, gap });

function said(log) {
  return log.filter((line) => /^(send|recv|gap|opaque|error|fin|end)/.test(line));
}

function keys_of(lines) {
  const keys = new TLSKeys();
  keys.add(lines.join('\n'));
  return keys;
}

/** A connection up to its first data; records of the client follow. */
function begun(suite) {
  const made = sealed(suite);
  const chunks = [send(made.hello), recv(made.flight), send(made.finish())];
  return { ...made, chunks, options: { keys: keys_of(made.keys) } };
}

describe('TLSSession: gaps', function () {
  for (const suite of SUITES) {
    it(`goes on at the next record, and counts what is missing: ${suite}`, function () {
      const { chunks, options, client } = begun(suite);
      const records = ['one', 'two', 'three', 'x'.repeat(500), 'five', 'six'].map((text) =>
        client.data(text),
      );
      const missing = records[2].length + records[3].length;
      const { log } = play(
        [
          ...chunks,
          ...records.slice(0, 2).map(send),
          lost('send', missing),
          ...records.slice(4).map(send),
        ],
        options,
      );
      assert.deepEqual(said(log), [
        'send one',
        'send two',
        'gap send 505',
        'send five',
        'send six',
      ]);
    });
  }

  it('within a record: only that one is missing', function () {
    const { chunks, options, client } = begun();
    const [one, two, three] = ['one', 'x'.repeat(100), 'three'].map((text) => client.data(text));
    for (const [from, to] of [
      [5, 6],
      [10, 90],
      [6, two.length],
      [7, two.length - 1],
    ]) {
      const { log } = play(
        [
          ...chunks,
          send(Buffer.concat([one, two.subarray(0, from)])),
          lost('send', to - from),
          send(Buffer.concat([two.subarray(to), three])),
        ],
        options,
      );
      assert.deepEqual(said(log), ['send one', 'gap send 100', 'send three'], `${from} to ${to}`);
    }
  });

  it('that ends in the middle of a record: the next whole one is found', function () {
    const { chunks, options, client } = begun();
    const texts = ['one', 'y'.repeat(300), 'z'.repeat(700), 'four', 'five'];
    const records = texts.map((text) => client.data(text));
    const stream = Buffer.concat(records.slice(1, 3));
    const { log } = play(
      [
        ...chunks,
        send(records[0]),
        lost('send', 500),
        send(Buffer.concat([stream.subarray(500), records[3], records[4]])),
      ],
      options,
    );
    assert.deepEqual(said(log), ['send one', 'gap send 1000', 'send four', 'send five']);
  });

  it('with padding before it, or with nothing said before it: not counted', function () {
    const { chunks, options, client } = begun();
    const [padded, next, last] = [
      client.data('a', { padding: 5 }),
      client.data('b'),
      client.data('c'),
    ];
    const first = play(
      [...chunks, send(padded), lost('send', next.length), send(last)],
      options,
    ).log;
    assert.deepEqual(said(first), ['send a', 'gap send Infinity', 'send c']);
    const second = play([...chunks, lost('send', padded.length), send(next), send(last)], options);
    assert.deepEqual(said(second.log), ['gap send Infinity', 'send b', 'send c']);
  });

  it('in which there was a KeyUpdate: the keys that follow are tried', function () {
    const { chunks, options, client } = begun();
    const one = client.data('one');
    const update = client.message(24, Buffer.from([0]));
    client.update();
    const records = ['two', 'three'].map((text) => client.data(text));
    const { log } = play(
      [...chunks, send(one), lost('send', update.length + records[0].length), send(records[1])],
      options,
    );
    assert.deepEqual(said(log), ['send one', 'gap send Infinity', 'send three']);
  });

  it('in the handshake, any part of it: the data is whole', function () {
    const { hello, flight_records, finish, client, server, keys } = sealed();
    const finished = finish();
    const data = [recv(server.data('a')), send(client.data('b')), recv(server.data('c'))];
    const records = flight_records.slice(1);
    for (const missing of records) {
      const kept = records.map((bytes) =>
        bytes === missing ? lost('recv', bytes.length) : recv(bytes),
      );
      const chunks = [send(hello), recv(flight_records[0]), ...kept, send(finished), ...data];
      assert.deepEqual(said(play(chunks, { keys: keys_of(keys) }).log), [
        'recv a',
        'send b',
        'recv c',
      ]);
    }
    const flight = flight_records.map(recv);
    const cut = [send(hello), ...flight, lost('send', finished.length), ...data];
    assert.deepEqual(said(play(cut, { keys: keys_of(keys) }).log), ['recv a', 'send b', 'recv c']);
  });

  for (const suite of SUITES) {
    it(`that takes the ServerHello: the suite is the one with which records open: ${suite}`, function () {
      const { hello, flight_records, finish, client, server, keys } = sealed(suite);
      const finished = finish();
      const [missing, ...records] = flight_records;
      const data = [recv(server.data('a')), send(client.data('b')), recv(server.data('c'))];
      for (const flight of [
        [lost('recv', missing.length), ...records.map(recv)],
        [lost('recv', 900)],
      ]) {
        const { log } = play([send(hello), ...flight, send(finished), ...data], {
          keys: keys_of(keys),
        });
        const expected = ['recv a', 'send b', 'recv c'];
        assert.deepEqual(said(log).sort(), expected.sort());
      }
    });
  }

  it('of TLS 1.2, in the handshake and after it', async function () {
    for (const suite of [
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-CHACHA20-POLY1305',
      'ECDHE-ECDSA-AES128-SHA',
    ]) {
      const { chunks, keys } = await connection({
        client: { maxVersion: 'TLSv1.2', ciphers: suite },
        server: { ciphers: suite },
        async talk(client, server) {
          for (const text of ['one', 'two', 'three']) await say(server, client, text);
        },
      });
      const texts = ['recv one', 'recv two', 'recv three'];
      const counted = suite.includes('AES128-SHA') ? Infinity : 3;
      chunks.forEach(({ direction, bytes }, at) => {
        const behind = chunks.length - at; // 3: one, 2: two, 1: three
        if (at < 2) return; // both hellos: without them there are no keys
        const { tcp, log } = play(chunks.with(at, lost(direction, bytes.length)), {
          keys: keys_of(keys),
        });
        tcp.end();
        const expected = [...texts];
        if (behind === 3) expected[0] = 'gap recv Infinity';
        if (behind === 2) expected[1] = `gap recv ${counted}`;
        if (behind === 1) expected.pop();
        assert.deepEqual(said(log), [...expected, 'end'], `${suite}, chunk ${at}`);
      });
    }
  });

  it('at the end: told before it', function () {
    const { chunks, options, client } = begun();
    const [one, two] = [client.data('one'), client.data('two')];
    for (const last of [
      [lost('send', two.length)],
      [send(two.subarray(0, 9))],
      [send(two.subarray(0, 9)), lost('send', two.length - 9)],
    ]) {
      const { tcp, log } = play([...chunks, send(one), ...last], options);
      tcp.emit('fin', tcp, 'send');
      tcp.end();
      assert.deepEqual(said(log), ['send one', 'gap send Infinity', 'fin send', 'end']);
    }
  });

  it('a record that was changed on its way: an error, and on to the next', function () {
    const { chunks, options, client } = begun();
    const [one, two, three] = ['one', 'two', 'three'].map((text) => client.data(text));
    two[9] ^= 1;
    const { log } = play([...chunks, ...[one, two, three].map(send)], options);
    assert.deepEqual(said(log), [
      'send one',
      'error send ERR_PCAP_TLS',
      'gap send 3',
      'send three',
    ]);
  });

  it('with more records than max_gap_records: given up', function () {
    const { chunks, options, client } = begun();
    const one = client.data('one');
    let missing = 0;
    for (let i = 0; i < 30; i++) missing += client.data('').length;
    const next = client.data('next');
    const found = play([...chunks, send(one), lost('send', missing), send(next)], options).log;
    assert.deepEqual(said(found), ['send one', 'send next']);
    const few = { ...options, max_gap_records: 20 };
    const given_up = play([...chunks, send(one), lost('send', missing), send(next)], few).log;
    assert.deepEqual(said(given_up), ['send one']);
  });

  it('whatever is missing: what is told was said, at the place that its offset says', function () {
    const { chunks, options, client } = begun();
    const texts = Array.from({ length: 12 }, (_, i) =>
      String.fromCharCode(97 + i).repeat(1 + i * 37),
    );
    const stream = Buffer.concat(texts.map((text) => client.data(text)));
    const content = texts.join('');
    const piece = fc.record({ size: fc.integer({ min: 1, max: 400 }), is_lost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 5, maxLength: 40 }), (pieces) => {
        const tcp = new FakeTCP();
        const tls = new TLSSession(tcp, options);
        let told = 0;
        tls.on('data send', (_, data, { offset }) => {
          told += data.length;
          const text = data.latin1Slice();
          if (!counted) assert.ok(content.includes(text));
          else assert.equal(text, content.slice(offset, offset + text.length));
        });
        let counted = true; // Infinity, when nothing was said yet, or at the end
        tls.on('gap', (_, direction, length) => (counted &&= Number.isFinite(length)));
        for (const { direction, bytes } of chunks) tcp.data(direction, bytes);
        let at = 0;
        for (const { size, is_lost } of pieces) {
          const bytes = stream.subarray(at, (at += size));
          if (bytes.length === 0) break;
          if (is_lost) tcp.gap('send', bytes.length);
          else tcp.send(bytes);
        }
        tcp.end();
        assert.ok(told <= content.length);
      }),
    );
  });
});
