'use strict';

// How gzip'ed files begin.

const fs = require('node:fs');

/** Whether the first bytes are gzip's. */
function is_gzip(bytes) {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Whether a path is that of a regular file, gzip'ed. */
function is_gzip_file(path) {
  const fd = path === '-' ? 0 : fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(2);
    return fs.fstatSync(fd).isFile() && fs.readSync(fd, bytes, 0, 2, 0) === 2 && is_gzip(bytes);
  } finally {
    if (fd !== 0) fs.closeSync(fd);
  }
}

exports.is_gzip = is_gzip;
exports.is_gzip_file = is_gzip_file;
