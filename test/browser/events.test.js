'use strict';

// What stands in for EventEmitter in browsers, beside EventEmitter.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');

const Ours = require('../../lib/browser/events');

/** What `use` has an emitter do, as a list of texts. */
function log_of(Emitter, use) {
  const log = [];
  const emitter = new Emitter();
  use(emitter, (text) => log.push(text));
  return log;
}

const USES = {
  'calls listeners in order, with this and all values'(emitter, say) {
    emitter.on('a', function (...values) {
      say(`${this === emitter} ${values}`);
    });
    emitter.prependListener('a', () => say('first'));
    emitter.addListener('a', () => say('last'));
    say(emitter.emit('a', 1, 2, 3));
    say(emitter.emit('b'));
  },
  'calls once what is to be called once'(emitter, say) {
    emitter.once('a', (value) => say(value));
    emitter.prependOnceListener('a', (value) => say(value + 10));
    emitter.emit('a', 1);
    emitter.emit('a', 2);
    say(emitter.listenerCount('a'));
  },
  'removes the last one that was added, also by its own function'(emitter, say) {
    const one = () => say('one');
    emitter.on('a', one).on('a', () => say('two'));
    emitter.on('a', one);
    emitter.off('a', one);
    emitter.emit('a');
    emitter.once('b', one);
    say(emitter.listeners('b')[0] === one);
    say(emitter.rawListeners('b')[0] === one);
    emitter.removeListener('b', one);
    emitter.off('c', one);
    say(emitter.eventNames());
    emitter.removeAllListeners('a');
    emitter.emit('a');
    emitter.on('d', one).removeAllListeners();
    say(emitter.eventNames().length);
  },
  'calls all that were there when the event came'(emitter, say) {
    const two = () => say('two');
    emitter.on('a', () => emitter.off('a', two));
    emitter.on('a', two);
    emitter.emit('a');
    emitter.emit('a');
  },
  'tells of listeners that come and go'(emitter, say) {
    const listener = () => {};
    emitter.on('newListener', (name, added) => say(`+${name} ${added === listener}`));
    emitter.on('removeListener', (name, removed) => say(`-${name} ${removed === listener}`));
    emitter.once('a', listener);
    emitter.off('a', listener);
  },
  'throws an error without a listener'(emitter, say) {
    for (const error of [new RangeError('mine'), 'text']) {
      try {
        emitter.emit('error', error);
      } catch (thrown) {
        say(error instanceof Error ? thrown === error : thrown instanceof Error);
      }
    }
    emitter.on('error', (error) => say(error));
    emitter.emit('error', 'heard');
  },
};

describe("a browser's EventEmitter", () => {
  for (const [name, use] of Object.entries(USES)) {
    it(name, () => {
      const log = log_of(Ours.EventEmitter, use);
      assert.deepEqual(log, log_of(EventEmitter, use));
      assert.ok(log.length > 0);
    });
  }

  it('refuses what is no function', () => {
    assert.throws(() => new Ours().on('a', 'b'), TypeError);
  });

  it('has no limit of listeners', () => {
    assert.equal(new Ours().setMaxListeners(1).getMaxListeners(), Infinity);
  });
});
