'use strict';

// HPACK's Huffman code (RFC 7541, appendix B), decoded four bits at a time by a state machine.
//
// The code is canonical: lengths alone determine it, shorter codes first, codes of one length in
// the order of their symbols. A state is an inner node of the code's tree; no code is shorter than
// five bits, so that four bits complete at most one symbol.

const EOS = 256;
const MAX_LENGTH = 30;

// Bits of each symbol's code; the last one is EOS.
const LENGTHS = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5,
  6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6,
  7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23,
  23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22,
  22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22,
  23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27,
  27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25,
  24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
];

/** The code: for each symbol { code, length }. */
function code_table() {
  const table = new Array(LENGTHS.length);
  let code = 0;
  for (let length = 1; length <= MAX_LENGTH; length++) {
    for (let symbol = 0; symbol < LENGTHS.length; symbol++) {
      if (LENGTHS[symbol] === length) table[symbol] = { code: code++, length };
    }
    code *= 2;
  }
  return table;
}

// Inner nodes: [child for 0, child for 1]; a leaf is -1 - symbol. Nodes on the path of ones that
// are less than eight bits deep are where a string may end: what is left over is padding.
function code_tree(table) {
  const nodes = [[0, 0]];
  table.forEach(({ code, length }, symbol) => {
    let node = 0;
    for (let bit = length - 1; bit > 0; bit--) {
      const side = (code >>> bit) & 1;
      if (nodes[node][side] === 0) nodes[node][side] = nodes.push([0, 0]) - 1;
      node = nodes[node][side];
    }
    nodes[node][code & 1] = -1 - symbol;
  });
  return nodes;
}

const EMITS = 0x100; // an entry's bit: the low byte is a symbol
const FAILS = 0x200; // EOS is an error within a string

// Entry [state * 16 + four bits]: next state << 16 | EMITS or FAILS | symbol.
function transitions(nodes) {
  const table = new Uint32Array(nodes.length * 16);
  for (let state = 0; state < nodes.length; state++) {
    for (let bits = 0; bits < 16; bits++) {
      let node = state;
      let entry = 0;
      for (let bit = 3; bit >= 0; bit--) {
        node = nodes[node][(bits >> bit) & 1];
        if (node >= 0) continue;
        entry = -1 - node === EOS ? FAILS : EMITS | (-1 - node);
        node = 0;
        if (entry === FAILS) break;
      }
      table[state * 16 + bits] = entry | (node << 16);
    }
  }
  return table;
}

function accepting(nodes) {
  const accepts = new Uint8Array(nodes.length);
  for (let node = 0, depth = 0; depth < 8; depth++, node = nodes[node][1]) accepts[node] = 1;
  return accepts;
}

const NODES = code_tree(code_table());
const TRANSITIONS = transitions(NODES);
const ACCEPTS = accepting(NODES);

const SCRATCH = Buffer.allocUnsafe(4096);

/**
 * Decodes the string in bytes[start..end).
 * @returns {string | undefined} one character a byte; undefined where the code or its padding is
 *   wrong
 */
function huffman_decode(bytes, start, end) {
  const most = Math.ceil(((end - start) * 8) / 5);
  const out = most <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafe(most);
  let length = 0;
  let state = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    const high = TRANSITIONS[state * 16 + (byte >> 4)];
    if (high & EMITS) out[length++] = high;
    const low = TRANSITIONS[(high >>> 16) * 16 + (byte & 15)];
    if (low & EMITS) out[length++] = low;
    if ((high | low) & FAILS) return undefined;
    state = low >>> 16;
  }
  return ACCEPTS[state] === 1 ? out.latin1Slice(0, length) : undefined;
}

exports.code_table = code_table;
exports.huffman_decode = huffman_decode;
