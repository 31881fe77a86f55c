'use strict';

const assert = require('node:assert/strict');
const { Flow } = require('../../lib/tools/flow');
const { Names, split_end } = require('../../lib/tools/names');

/** Answers when it is told to. */
class Resolver {
  asked = new Map(); // host -> callback

  reverse(host, callback) {
    if (host === 'nonsense') throw new Error('not an address');
    this.asked.set(host, callback);
  }

  cancel() {
    for (const callback of this.asked.values()) callback(new Error('cancelled'));
  }
}

class FakeSession {
  paused = false;
  pause() {
    this.paused = true;
  }
  resume() {
    this.paused = false;
  }
}

describe('tools/names', function () {
  let resolver;
  let session;
  let names;
  const tcp = { src: '192.0.2.1:40000', dst: '[2001:db8::1]:80' };
  beforeEach(() => {
    resolver = new Resolver();
    session = new FakeSession();
    const flow = new Flow();
    flow.add(session);
    names = new Names({ resolve: true }, flow, resolver);
  });

  it('takes an end apart at its last colon', function () {
    assert.deepEqual(split_end('192.0.2.1:80'), { host: '192.0.2.1', port: '80' });
    assert.deepEqual(split_end('[2001:db8::1]:80'), { host: '2001:db8::1', port: '80' });
  });

  it('shows addresses where no names are wanted', function () {
    names = new Names({}, new Flow(), resolver);
    names.watch(tcp);
    assert.deepEqual(names.ends(tcp), [tcp.src, tcp.dst]);
    assert.equal(resolver.asked.size, 0);
  });

  it('holds the capture back until the names of a new connection are there', function () {
    names.watch(tcp);
    assert.equal(session.paused, true);
    resolver.asked.get('192.0.2.1')(null, ['client.example']);
    assert.equal(session.paused, true);
    resolver.asked.get('2001:db8::1')(new Error('none'));
    assert.equal(session.paused, false);
    assert.deepEqual(names.ends(tcp), ['client.example:40000', '[2001:db8::1]:80']);
  });

  it('a connection that was shown by its address keeps it', function () {
    names.watch(tcp);
    assert.equal(names.ends(tcp)[0], '192.0.2.1:40000');
    resolver.asked.get('192.0.2.1')(null, ['client.example']);
    assert.equal(names.ends(tcp)[0], '192.0.2.1:40000');
    assert.equal(names.ends({ ...tcp })[0], 'client.example:40000');
  });

  it('asks for a host once, and not for what is no address', function () {
    names.watch(tcp);
    const { size } = resolver.asked;
    names.watch({ ...tcp });
    assert.equal(resolver.asked.size, size);
    names.close();
    assert.equal(session.paused, false);
    names.watch({ src: 'nonsense:1', dst: 'nonsense:2' });
    assert.equal(session.paused, false);
  });

  it('a name can not drive the terminal', function () {
    names.watch(tcp);
    resolver.asked.get('192.0.2.1')(null, ['\x1b[2J']);
    assert.equal(names.ends(tcp)[0], '\\x1b[2J:40000');
  });
});
