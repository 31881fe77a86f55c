'use strict';

// Errors with a stable code: every error that JavaScript makes comes from here. The codes and what
// to do about them are headings in docs/api/errors.md; those of the C core are in src/err.h.

/**
 * An error with a code.
 * @param {string} code  `ERR_PCAP_…`
 * @param {string} text
 * @param {ErrorConstructor} [Type]  Error, TypeError or RangeError
 */
function pcap_error(code, text, Type = Error) {
  return Object.assign(new Type(text), { code });
}

/** An error about an argument or option: ERR_PCAP_OPTION. */
function option_error(text, Type = TypeError) {
  return pcap_error('ERR_PCAP_OPTION', text, Type);
}

exports.option_error = option_error;
exports.pcap_error = pcap_error;
