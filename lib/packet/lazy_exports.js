'use strict';

// Exports that are loaded when they are first used. Programs may replace them, as any other.

const { own_property } = require('./properties');

/**
 * Node.js looks for names in assignments to `exports`, for `import { name } from`: each must have
 * one.
 * @param {object} exports
 * @param {object} loaders  name -> function that loads the value
 */
exports.lazy_exports = function lazy_exports(exports, loaders) {
  for (const [name, load] of Object.entries(loaders)) {
    const set = (value) => own_property(exports, name, value);
    const get = () => {
      set(load());
      return exports[name];
    };
    Object.defineProperty(exports, name, { get, set, enumerable: true, configurable: true });
  }
};
