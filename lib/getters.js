'use strict';

// Getters that never throw. Programs and libraries look at objects that a class did not construct:
// clones, prototypes, what `Object.create(prototype)` gives.

/**
 * Makes the getters of a class return undefined on objects without its state. For a static block:
 *
 *     static {
 *       guard_getters(this, (object) => #state in object);
 *     }
 *
 * @param {Function} Class
 * @param {(object: object) => boolean} has_state
 */
function guard_getters(Class, has_state) {
  const { prototype } = Class;
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    const { get } = property;
    if (get === undefined) continue;
    property.get = function () {
      return has_state(this) ? get.call(this) : undefined;
    };
    Object.defineProperty(prototype, name, property);
  }
}

exports.guard_getters = guard_getters;
