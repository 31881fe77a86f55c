'use strict';

// The Internet checksum, RFC 1071.

/** The sum of the bytes as 16-bit numbers, an odd last one filled up with zero; not folded. */
function sum16(bytes, start, end, sum = 0) {
  let at = start;
  for (; at + 1 < end; at += 2) {
    sum += (bytes[at] << 8) | bytes[at + 1];
    if (sum > 0x7fffffff) sum = fold(sum);
  }
  return at < end ? sum + (bytes[at] << 8) : sum;
}

/** The sum in 16 bits, its carries added. */
function fold(sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536);
  return sum;
}

exports.fold = fold;
exports.sum16 = sum16;
