#!/usr/bin/env node
'use strict';

// Starts the redis_trace command, as `sudo node examples/redis_trace.js` always did.

require('../lib/tools/redis_trace');
