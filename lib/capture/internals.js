'use strict';

// What other rooms of this package ask of a session, and programs don't.

/**
 * An option: what a session is made of, instead of what it would open itself.
 * `{ opened: { native, state }, slab, memory }`, each optional; see open.js and slab.js. `memory`
 * is a SharedArrayBuffer for the state, which then can be read when the session's thread is gone.
 */
exports.PARTS = Symbol('parts');

/** A method (held): holds the reading back, or lets it go. */
exports.HOLD = Symbol('hold');

/** A method: ends the capture on a device, but not before what was captured is delivered. */
exports.FINISH = Symbol('finish');

/**
 * A method of what a fan-out's module gets as its context: the place in the file or pipe, from 0,
 * of the packet that its session delivered last; undefined of a device's.
 */
exports.PLACE = Symbol('place');

/**
 * A method of that context: takes a function that sends what the module still has to send. It is
 * called before the fan-out hears that packets are done.
 */
exports.BEFORE_REPORT = Symbol('before report');

/**
 * A method of a fan-out: `{ place, time, worker }` before which the workers are done with all
 * packets, and whose these are; undefined where nobody knows.
 */
exports.SETTLED = Symbol('settled');

/**
 * An option of a fan-out, a function: called when all workers are there, before any byte of a
 * packet or file is looked at. So rights can be given away with which devices, and descriptors,
 * were opened.
 */
exports.BEFORE_PACKETS = Symbol('before packets');

/** An option of a fan-out: open descriptors of the file, one for each worker, which closes none. */
exports.DESCRIPTORS = Symbol('descriptors');

/** A property of an error: nothing was read, since device or file could not be opened. */
exports.NOT_OPENED = Symbol('not opened');
