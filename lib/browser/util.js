'use strict';

// Stands in for node:util in browsers, whose console shows objects by itself.

function inspect(value) {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
inspect.custom = Symbol.for('nodejs.util.inspect.custom');

/**
 * Whether two values that decoders make (numbers, texts, bytes, lists, plain objects) are alike.
 */
function isDeepStrictEqual(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isDeepStrictEqual(a[name], b[name]))
  );
}

exports.inspect = inspect;
exports.isDeepStrictEqual = isDeepStrictEqual;
