'use strict';

// Compressed files, by their first bytes. gzip is inflated before anything else looks at a file.

const FORMATS = [
  ['gzip twice', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lz4', [0x02, 0x21, 0x4c, 0x18]], // the legacy frame
  ['xz', [0xfd, 0x37, 0x7a, 0x58]],
  ['bzip2', [0x42, 0x5a, 0x68]],
];
const SKIPPABLE = [0x2a, 0x4d, 0x18]; // a frame that readers skip, which pzstd writes first

/** The name of the compression of a file that begins with these four bytes or more; else null. */
exports.compression_of = function compression_of({ bytes, at }) {
  const begins = (magic, from) => magic.every((octet, i) => bytes[from + i] === octet);
  const format = FORMATS.find(([, magic]) => begins(magic, at));
  if (format !== undefined) return format[0];
  return bytes[at] >> 4 === 5 && begins(SKIPPABLE, at + 1) ? 'zstd' : null;
};
