'use strict';

// Getters that a program may assign to, as to any property.

/** Gives `object` an ordinary property of its own, whatever its prototype has by that name. */
function own_property(object, name, value) {
  Object.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** Lets programs assign to the getters of a class: the object then has a property of its own. */
function assignable(Class) {
  const accessors = Object.entries(Object.getOwnPropertyDescriptors(Class.prototype));
  for (const [name, accessor] of accessors) {
    if (accessor.get === undefined || accessor.set !== undefined) continue;
    const set = function (value) {
      own_property(this, name, value);
    };
    Object.defineProperty(Class.prototype, name, { ...accessor, set });
  }
}

exports.own_property = own_property;
exports.assignable = assignable;
