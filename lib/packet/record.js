'use strict';

// Records of a slab, as src/batch.h has them: nanoseconds where the session keeps them, a header
// (tv_sec, tv_usec, caplen, len: u32 each, little-endian), the packet's bytes.

exports.HEADER = 16; // bytes before a packet's own
exports.NSEC = 4; // bytes before the header, in sessions that keep nanoseconds
