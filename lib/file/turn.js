'use strict';

// The event loop's next turn, in Node.js and in browsers, whose timers wait for 4 ms.

/** Milliseconds of a clock that never goes back. */
const now = () => performance.now();

// Taken when this file is loaded: programs under test replace the global one.
const immediate = globalThis.setImmediate;

/** Resolves in a later turn of the event loop. */
const next_turn =
  typeof immediate === 'function'
    ? () => new Promise((resolve) => immediate(resolve))
    : () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            port1.close();
            resolve();
          };
          port2.postMessage(null);
        });

exports.next_turn = next_turn;
exports.now = now;
