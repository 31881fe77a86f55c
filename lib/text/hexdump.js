'use strict';

// hexdump(bytes): the bytes of a packet as tcpdump -X, xxd and Wireshark show them.

const { check_options, boolean, number } = require('../validate');

const ROW = 16; // bytes of a line
const OPTIONS = {
  ascii: boolean(true),
  offset: number({ default: 0, min: 0, max: 2 ** 32, integer: true }),
  prefix: { default: '', check: (name, value) => String(value) },
};

/**
 * Lines of sixteen bytes: offset, bytes in pairs, and the characters of ASCII; a space is a dot,
 * too.
 * @param {Uint8Array} bytes
 * @param {object} [options]  ascii (true), offset of the first byte (0), prefix of each line ('')
 */
function hexdump(bytes, options) {
  const { ascii, offset, prefix } = check_options('hexdump', options, OPTIONS);
  const lines = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.subarray(at, at + ROW);
    const start = (offset + at).toString(16).padStart(4, '0');
    const hex = pairs(row);
    lines.push(`${prefix}0x${start}:  ${ascii ? `${hex.padEnd(40)} ${characters(row)}` : hex}`);
  }
  return lines.join('\n');
}

function pairs(row) {
  let text = '';
  for (let i = 0; i < row.length; i++) {
    text += row[i].toString(16).padStart(2, '0');
    if (i % 2 === 1 && i + 1 < row.length) text += ' ';
  }
  return text;
}

function characters(row) {
  return Array.from(row, (byte) =>
    byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('');
}

exports.hexdump = hexdump;
