'use strict';

// What other rooms of this package ask of a session, and programs don't.

/**
 * An option: what a session is made of, instead of what it would open itself.
 * `{ opened: { native, state }, slab }`, each optional; see open.js and slab.js.
 */
exports.PARTS = Symbol('parts');

/** A method (held): holds the reading back, or lets it go. */
exports.HOLD = Symbol('hold');

/** A method: ends the capture on a device, but not before what was captured is delivered. */
exports.FINISH = Symbol('finish');
