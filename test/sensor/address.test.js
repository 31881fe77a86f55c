'use strict';

const assert = require('node:assert/strict');
const { parse_address, partitions_of } = require('../../lib/sensor/address');

describe('an address of a bus', () => {
  it('has a server, a stream and a kind', () => {
    const of = (text) => {
      const { server, stream, kind } = parse_address(text);
      return [server, stream, kind];
    };
    assert.deepEqual(of('nats://host'), ['nats://host', 'pcap', undefined]);
    assert.deepEqual(of('nats://host:4222/'), ['nats://host:4222', 'pcap', undefined]);
    assert.deepEqual(of('tls://[2001:db8::1]:4222/site-1.http'), [
      'tls://[2001:db8::1]:4222',
      'site-1',
      'http',
    ]);
  });

  it('has options of readers', () => {
    const { options, text } = parse_address(
      'nats://h/s?consumer=me&share=2/3&until=end&ack_wait=1000',
    );
    assert.deepEqual(options, { consumer: 'me', share: '2/3', until: 'end', ack_wait: 1000 });
    assert.equal(text, 'nats://h/s');
  });

  it('is refused where it makes no sense', () => {
    for (const text of [
      ...[
        'nats://',
        'nats:///x',
        'http://h',
        'nats://h/a b',
        'nats://h/a.smb',
        'nats://h/a/b',
        'nats://h/x#y',
      ],
      ...[
        'nats://h/?share=0/3',
        'nats://h/?share=4/3',
        'nats://h/?share=1/65',
        'nats://h/?until=noon',
      ],
      ...[
        'nats://h/?ack_wait=x',
        'nats://h/?consumer=a.b',
        'nats://h/?colour=red',
        'nats://h:99999',
        '',
      ],
    ]) {
      assert.throws(() => parse_address(text), { code: 'ERR_PCAP_OPTION' }, text);
    }
  });

  it('with a password is refused without repeating it', () => {
    for (const text of [
      'nats://me:hunter2@h',
      'nats://hunter2@h:4222/pcap',
      'nats://h/?x=hunter2@y',
    ]) {
      assert.throws(
        () => parse_address(text),
        ({ code, message }) => code === 'ERR_PCAP_OPTION' && !message.includes('hunter2'),
      );
    }
  });

  it('gives each partition to one share', () => {
    for (const of of [1, 2, 3, 64]) {
      const all = Array.from({ length: of }, (_, i) => partitions_of(`${i + 1}/${of}`)).flat();
      assert.deepEqual(
        all.sort((a, b) => a - b),
        Array.from({ length: 64 }, (_, p) => p),
      );
    }
  });
});
