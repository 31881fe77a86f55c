'use strict';

const assert = require('node:assert/strict');
const { RecordLines } = require('../../../lib/tools/sensor/record_line');
const { make_style } = require('../../../lib/tools/safe_text');
const { random_source } = require('../../helpers/random');

const plain = () => new RecordLines(make_style(false), 'iso');
const time = '2026-01-02T03:04:05.678Z';
const line = (record) => String(plain().line({ sensor: 's1', time, ...record }));

describe('lines of records', () => {
  it('of HTTP', () => {
    const from = '192.0.2.1:5';
    const asked = { type: 'exchange', from, method: 'GET', host: 'a.example', url: '/x' };
    assert.equal(
      line({ ...asked, status: 404, response_bytes: 12, latency_ms: 1.5, duration_ms: 20 }),
      `${time} s1 GET http://a.example/x 404 Not Found 12B, first byte 1.50ms, total 20ms, ${from}`,
    );
    assert.equal(line(asked), `${time} s1 GET http://a.example/x no response, ${from}`);
  });

  it('of connections, DNS, TLS and the rest', () => {
    const ends = { from: '192.0.2.1:5', to: '192.0.2.2:6' };
    const sides = { sent: { bytes: 10 }, received: { bytes: 20 } };
    assert.equal(
      line({ type: 'connection', ...ends, ...sides, service: 'ssh', duration_ms: 3, end: 'fin' }),
      `${time} s1 192.0.2.1:5 -> 192.0.2.2:6 ssh, 10B sent, 20B received, 3.00ms, fin`,
    );
    const asked = { type: 'dns', client: '192.0.2.1', server: '192.0.2.2', name: 'a.example' };
    const answers = ['1', '2', '3', '4', '5', '6'].map((data) => ({ type: 'A', data }));
    assert.equal(
      line({ ...asked, record_type: 'A', rcode: 'NOERROR', answers, latency: 2 }),
      `${time} s1 192.0.2.1 -> 192.0.2.2 A a.example: 1, 2, 3, 4, and 2 more, 2.00ms`,
    );
    assert.equal(
      line({ ...asked, record_type: 'A' }),
      `${time} s1 192.0.2.1 -> 192.0.2.2 A a.example: no answer`,
    );
    assert.equal(
      line({ type: 'tls', ...ends, version: 'TLS 1.3', server_name: 'a.example', ja4: 't13' }),
      `${time} s1 192.0.2.1:5 -> 192.0.2.2:6 TLS 1.3 to a.example, JA4 t13`,
    );
    assert.equal(
      line({ type: 'upgrade', ...ends, protocol: 'x' }),
      `${time} s1 192.0.2.1:5 -> 192.0.2.2:6 upgrade {"protocol":"x"}`,
    );
  });

  it('never throw and never drive the terminal, whatever the fields are', () => {
    const random = random_source(3);
    const values = [
      undefined,
      null,
      0,
      -1,
      1e300,
      NaN,
      '',
      '\x1b[2J\r\n',
      [],
      {},
      true,
      [null],
      'x'.repeat(9),
    ];
    const types = ['exchange', 'connection', 'dns', 'tls', 'other', 5, '__proto__', 'constructor'];
    const names = [
      ...[
        'time',
        'sensor',
        'from',
        'to',
        'client',
        'server',
        'method',
        'host',
        'url',
        'status',
        'answers',
      ],
      ...[
        'response_bytes',
        'latency_ms',
        'duration_ms',
        'service',
        'sent',
        'received',
        'end',
        'record_type',
      ],
      ...[
        'name',
        'rcode',
        'latency',
        'version',
        'quic_version',
        'server_name',
        'alpn',
        'ja4',
        'more',
      ],
    ];
    const lines = plain();
    for (let round = 0; round < 5000; round++) {
      const record = { type: types[random(types.length)] };
      for (const name of names) record[name] = values[random(values.length)];
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(String(lines.line(record)), /[\x00-\x1f]/);
    }
  });
});
