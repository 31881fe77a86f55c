'use strict';

// Listens to nothing, and never ends.

module.exports = (session, { post }) => {
  setInterval(() => {}, 1 << 30);
  post(session.link_type);
};
