'use strict';

// Fields that are accessors, and to a program look like ordinary properties. Most fields are never read: so they are made, or
// read from the packet's bytes, when somebody asks.

// True for an object in which a program has put something in the place of an accessor: its text goes by the fields.
const CHANGED = Symbol('changed');

/** The fields of an object, as its class lists them in `static fields`, and what a program has added to it. */
function listed(object) {
  const keys = Object.keys(object);
  const { fields } = object.constructor;
  if (fields === undefined) return keys;
  const added = keys.filter((key) => !fields.includes(key));
  return added.length === 0 ? fields : fields.concat(added);
}

/** A property's descriptor, as assignment makes it. */
const own = (value) => ({ value, writable: true, enumerable: true, configurable: true });

/** Makes own properties of those of `names` that are accessors, and hides what symbols hold. */
function own_fields(object, names = []) {
  if (!Object.isExtensible(object)) return;
  if (object[CHANGED] === false) object[CHANGED] = true; // assignments don't come by us any more
  for (const name of names) {
    if (!Object.hasOwn(object, name)) Object.defineProperty(object, name, own(object[name]));
  }
  for (const symbol of Object.getOwnPropertySymbols(object)) {
    Object.defineProperty(object, symbol, { enumerable: false });
  }
}

/**
 * Lets programs assign to the accessors of a class as if they were own properties, and find with for-in those of them that
 * are among its `fields`. A setter of the class itself is told as well.
 */
function assignable(Class, fields = Class.fields) {
  for (const [name, accessor] of Object.entries(
    Object.getOwnPropertyDescriptors(Class.prototype),
  )) {
    if (accessor.get === undefined) continue;
    const set = function (value) {
      accessor.set?.call(this, value);
      Object.defineProperty(this, name, own(value));
      this[CHANGED] = true;
    };
    const enumerable = fields.includes(name);
    Object.defineProperty(Class.prototype, name, { ...accessor, set, enumerable });
  }
}

exports.CHANGED = CHANGED;
exports.own = own;
exports.listed = listed;
exports.own_fields = own_fields;
exports.assignable = assignable;
