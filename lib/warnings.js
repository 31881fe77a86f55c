'use strict';

// Where warnings go. This is a leaf: every module can require it. pcap.js sets `handler` so that it
// calls the current `pcap.warningHandler`, which programs replace.

const warnings = {
  /** @param {string} text */
  handler(text) {
    console.warn('warning: %s', text);
  },
};

/** Reports something odd that does not stop the work. */
function warn(text) {
  warnings.handler(text);
}

exports.warn = warn;
exports.warnings = warnings;
