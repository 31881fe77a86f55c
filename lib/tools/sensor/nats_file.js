'use strict';

// --nats: a file with what must not stand on a command line.

const fs = require('node:fs');
const { Failure } = require('../failure');

/**
 * { connection, stream } of the file that --nats names; both undefined without one. What is wrong
 * with the file is told without a word of what it says.
 */
function read_nats_file(file) {
  if (file === undefined) return {};
  let text;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`can't read ${file}: ${error.code}`);
  }
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure(`${file} is not an object of JSON`);
  }
  const { stream, ...connection } = value;
  return { connection, stream };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

exports.read_nats_file = read_nats_file;
