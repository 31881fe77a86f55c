'use strict';

// Takes its packets one by one, with turns of the event loop between them; says how far it is.

module.exports = async (session, { post }) => {
  for await (const { tv_sec } of session) {
    await new Promise(setImmediate);
    post(tv_sec);
  }
};
