'use strict';

// What util.inspect, console.log and a REPL show of objects of ours: fields that have a value, and
// nothing of how they are kept.

const { EventEmitter } = require('node:events');
const { inspect } = require('node:util');

const USUAL = 2; // levels that inspect shows when it is not told how many
const ALL = 20; // more than layers with all that is in them

const EMITTER_STATE = new EventEmitter();

/** Levels to show of a packet or a layer: all, unless the caller asks for less or for more. */
function levels_of(levels) {
  return levels === USUAL ? ALL : levels;
}

/** Name and fields of an object; its name alone where it is too deep for more. */
function inspect_fields(object, fields, levels, options) {
  const { name } = object.constructor;
  if (levels < 0) return options.stylize(`[${name}]`, 'special');
  const shown = {};
  for (const [field, value] of fields) if (value !== undefined) shown[field] = value;
  return `${name} ${inspect(shown, { ...options, depth: levels })}`;
}

/**
 * Own fields, without those of an EventEmitter and the one that is told of layers, then the getters
 * that are named.
 */
function* fields_of(object, getters) {
  for (const name of Object.keys(object)) {
    if (name !== 'emitter' && !Object.hasOwn(EMITTER_STATE, name)) yield [name, object[name]];
  }
  for (const name of getters) yield [name, object[name]];
}

/**
 * Gives a class a view for util.inspect.
 * @param {Function} Class
 * @param {string[]} [getters]  that are shown as well
 */
function inspectable(Class, getters = []) {
  Object.defineProperty(Class.prototype, inspect.custom, {
    value(levels, options) {
      return inspect_fields(this, fields_of(this, getters), levels, options);
    },
    writable: true,
    configurable: true,
  });
}

exports.inspect_fields = inspect_fields;
exports.inspectable = inspectable;
exports.levels_of = levels_of;
