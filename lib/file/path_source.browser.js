'use strict';

// In the place of path_source.js where there is no file system.

const { option_error } = require('../errors');

exports.open_path = function open_path() {
  throw option_error('a path needs Node.js; pass a File, a Blob, bytes or a stream');
};
