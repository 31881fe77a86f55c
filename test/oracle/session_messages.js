'use strict';

// What sessions tell of a capture, in the order in which it was captured: the messages that tshark
// has layers of.

const { conversations } = require('../helpers/wire');

/**
 * @param {string} file
 * @param {string} service  connections of others are left out
 * @param {string[]} events  that have messages
 * @param {(message: object) => number} time
 */
async function session_messages(file, service, events, time = ({ start }) => start) {
  const found = [];
  for (const { name, events: told } of await conversations(file)) {
    if (name !== service) continue;
    for (const [event, ...rest] of told) if (events.includes(event)) found.push(rest.at(-1));
  }
  return found.sort((a, b) => time(a) - time(b));
}

exports.session_messages = session_messages;
