'use strict';

// Fields that are accessors, and to a program look like ordinary properties. Most fields are never read: so they are made, or
// read from the packet's bytes, when somebody asks.

const { inspect } = require('node:util');

// True for an object in which a program has put something in the place of an accessor: its text goes by the fields.
const CHANGED = Symbol('changed');

// What shows_fields() gives to a class.
class Shown {
  /**
   * v3's form: own fields in wire order, then what a program added, undefined ones left out, then the details. A truncated
   * layer shows its `_error`.
   */
  toJSON() {
    const json = {};
    for (const name of listed(this)) {
      if (name !== 'emitter' && this[name] !== undefined) json[name] = this[name];
    }
    for (const name of this.constructor.details ?? []) {
      if (this[name] !== undefined) json[name] = this[name];
    }
    if (this._error !== undefined) json._error = this._error;
    return json;
  }

  [inspect.custom](levels, options) {
    const name = this.constructor.name;
    if (levels < 0) return options.stylize(`[${name}]`, 'special');
    const shown = {};
    for (const field of listed(this)) {
      if (field !== 'emitter' || this.emitter) shown[field] = this[field];
    }
    for (const name of this.constructor.details ?? []) {
      if (this[name] !== undefined) shown[name] = this[name];
    }
    if (this._error !== undefined) shown._error = this._error;
    return `${name} ${inspect(shown, { ...options, depth: levels })}`;
  }

  // assert.deepEqual and its kin ask for the tag before they list properties, and compare only what is listed: here fields
  // that are accessors become properties of the object itself, and what is ours is hidden.
  get [Symbol.toStringTag]() {
    own_fields(this, this.constructor.fields);
    return 'Object';
  }
}

Shown.prototype[CHANGED] = false;

/**
 * Gives a class with such fields its JSON, inspection and equality: the class lists its `fields` in wire order, and in
 * `details` accessors that are shown behind them where they are defined. No base class, since each of those costs every
 * object that is made.
 */
function shows_fields(Class) {
  const methods = Object.getOwnPropertyDescriptors(Shown.prototype);
  delete methods.constructor;
  Object.defineProperties(Class.prototype, methods);
}

// The fields of an object, and what a program has added to it.
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
exports.shows_fields = shows_fields;
exports.own_fields = own_fields;
exports.assignable = assignable;
