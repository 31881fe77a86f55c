'use strict';

// One of the workers closes its session with its first packet.

module.exports = (session, { worker }) => {
  session.on('packet', () => {
    if (worker === 0) session.close();
  });
};
