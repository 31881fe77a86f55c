'use strict';

// A real server, with two of Python's clients.

const assert = require('node:assert/strict');
const { Wire, conversations, find_program, needs, told } = require('../../helpers/wire');

const CLIENTS = `
from pymemcache.client.base import Client
client = Client(('127.0.0.1', 11211), default_noreply=False)
client.set('a', 'x' * 5000, expire=60)
client.set('n', '41')
client.incr('n', 1)
client.get_many(['a', 'n', 'nothing'])
client.set('quiet', 'x', noreply=True)
client.delete('nothing')
client.stats()
client.quit()
import bmemcached
binary = bmemcached.Client(('127.0.0.1:11211',))
binary.set('k', 'value')
binary.get_multi(['k', 'a', 'nothing'])
binary.disconnect_all()
`;

describe('MemcachedSession, live', function () {
  this.timeout(60000);
  this.slow(10000);
  let wire;
  let found;

  before(async function () {
    needs(this, 'memcached');
    wire = new Wire();
    const { status } = wire.run('/usr/bin/python3', ['-c', 'import pymemcache, bmemcached']);
    if (status !== 0) {
      console.log('      skipped: pymemcache, bmemcached not installed');
      this.skip();
    }
    await wire.serve(11211, find_program('memcached'), ['-u', 'nobody', '-l', '127.0.0.1']);
    await wire.capture();
    await wire.run_async('/usr/bin/python3', ['-c', CLIENTS]);
    found = await conversations(await wire.stop());
  });
  after(() => wire?.remove());

  /** Of each command its name, and what came of it. */
  const outcomes = ({ events }) =>
    told(events, 'memcached command').map(({ command, reply }) => {
      const { hits, misses, value } = reply ?? {};
      return [command, reply?.status ?? value, ...(hits === undefined ? [] : [hits, misses])];
    });

  it('shows commands, and what came of them', function () {
    assert.deepEqual(
      found.map(({ name }) => name),
      ['memcached', 'memcached'],
    );
    const [text, binary] = found;
    assert.deepEqual(outcomes(text), [
      ['set', 'STORED'],
      ['set', 'STORED'],
      ['incr', 42],
      ['get', 'END', 2, 1],
      ['set', undefined],
      ['delete', 'NOT_FOUND'],
      ['stats', 'END'],
      ['quit', undefined],
    ]);
    assert.deepEqual(outcomes(binary), [
      ['set', 'no_error'],
      ['getk', 'no_error', 1, 0],
      ['getk', 'no_error', 1, 0],
      ['getk', 'key_not_found', 0, 1],
    ]);
    const replies = told(text.events, 'memcached reply');
    assert.ok(replies.every(({ latency }) => latency >= 0));
    assert.deepEqual(replies[3].values[0].size, 5000);
    assert.ok(replies.at(-1).stats.some(([name]) => name === 'curr_items'));
    for (const { events } of found) assert.deepEqual(told(events, 'memcached error'), []);
  });
});
