'use strict';

const { parseArgs } = require('node:util');

/**
 * Options of a program: `spec` says name -> default (a boolean, number, string, or list of strings
 * by commas).
 */
function read_options(spec, allowPositionals = false) {
  const options = {};
  for (const name of Object.keys(spec)) {
    options[name] = { type: typeof spec[name] === 'boolean' ? 'boolean' : 'string' };
  }
  const { values, positionals } = parseArgs({ options, allowPositionals });
  const read = { ...spec, positionals };
  for (const name of Object.keys(values)) {
    const text = values[name];
    if (Array.isArray(spec[name])) read[name] = text.split(',');
    else read[name] = typeof spec[name] === 'number' ? Number(text) : text;
  }
  return read;
}

exports.read_options = read_options;
