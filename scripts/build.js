'use strict';

// `npm run build`: node-gyp rebuild with the flags that this machine needs.

const addon = require('./lib/addon');

process.exit(addon.build({ show: true }).ok ? 0 : 1);
