'use strict';

// Timers of Node.js, taken when the package is loaded: the fake ones that a test installs later (of
// Jest, Sinon, node:test) don't stop the reading.

const { clearImmediate, clearTimeout, setImmediate, setTimeout } = require('node:timers');

/** Jest, told to, installs its fakes before anything is loaded, and hands out no other process. */
const is_fake = ({ clock, _isMockFunction }) => clock !== undefined || _isMockFunction === true;

exports.clearImmediate = clearImmediate;
exports.clearTimeout = clearTimeout;
exports.nextTick = is_fake(process.nextTick) ? setImmediate : process.nextTick;
exports.setImmediate = setImmediate;
exports.setTimeout = setTimeout;
