'use strict';

// Stands in for node:crypto in browsers: random numbers.

exports.randomBytes = function randomBytes(size) {
  return crypto.getRandomValues(Buffer.alloc(size));
};
