'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');

const { run_node } = require('./helpers/child');
const { Listeners, USE_EMIT, listener_of } = require('../lib/listeners');

describe('listener_of', () => {
  let emitter;
  beforeEach(() => {
    emitter = new EventEmitter();
    emitter._events = new Listeners();
  });

  it('is the listener where there is one, and undefined where there is none', () => {
    const listener = () => {};
    assert.equal(listener_of(emitter, 'packet'), undefined);
    emitter.on('packet', listener);
    assert.equal(listener_of(emitter, 'packet'), listener);
    assert.equal(listener_of(emitter, 'data send'), undefined);
    emitter.off('packet', listener);
    assert.equal(listener_of(emitter, 'packet'), undefined);
  });

  it('asks for emit() where there are several, and for another emit()', () => {
    emitter.on('packet', () => {}).on('packet', () => {});
    assert.equal(listener_of(emitter, 'packet'), USE_EMIT);
    emitter.removeAllListeners();
    emitter.emit = () => {};
    assert.equal(listener_of(emitter, 'packet'), USE_EMIT);
  });

  for (const [what, patch] of [
    [
      "the prototype's emit() was replaced before the package was loaded",
      `const { emit } = EventEmitter.prototype;
       EventEmitter.prototype.emit = function (...args) { return emit.apply(this, args); };`,
    ],
    [
      'emitters keep their listeners elsewhere',
      `Object.defineProperty(EventEmitter.prototype, '_eventsCount', { get: () => 7, set() {} });`,
    ],
  ]) {
    it(`asks for emit() where ${what}`, async () => {
      const out = await run_node(
        `const { EventEmitter } = require('node:events');
         const name = require.resolve(${JSON.stringify(require.resolve('../lib/listeners'))});
         delete require.cache[name];
         ${patch}
         const { USE_EMIT, listener_of } = require(name);
         const emitter = new EventEmitter();
         emitter.on('packet', () => {});
         print(listener_of(emitter, 'packet') === USE_EMIT);`,
      );
      assert.deepEqual(out.json, [true], out.stderr);
    });
  }
});
