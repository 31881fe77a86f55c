'use strict';

const assert = require('node:assert/strict');
const { guard_getters } = require('../lib/getters');
const { exported_functions } = require('./helpers/public_modules');

function getters_of(Class) {
  const names = new Set();
  for (let p = Class.prototype; p && p !== Object.prototype; p = Object.getPrototypeOf(p)) {
    for (const name of Reflect.ownKeys(p)) {
      if (Object.getOwnPropertyDescriptor(p, name).get) names.add(name);
    }
  }
  return names;
}

describe('getters', () => {
  for (const [name, Class] of exported_functions()) {
    if (Class.prototype === undefined || getters_of(Class).size === 0) continue;
    it(`of ${name} do not throw on an object without state`, () => {
      for (const getter of getters_of(Class)) {
        assert.doesNotThrow(() => Object.create(Class.prototype)[getter], String(getter));
      }
    });
  }

  it('that are guarded answer as before where there is state, and can be assigned as before', () => {
    class Counter {
      #count = 1;
      get count() {
        return this.#count;
      }
      set count(value) {
        this.#count = value;
      }
      static {
        guard_getters(this, (object) => #count in object);
      }
    }
    const counter = new Counter();
    counter.count = 5;
    assert.equal(counter.count, 5);
    assert.equal(Object.create(Counter.prototype).count, undefined);
  });
});
