#!/usr/bin/env node
'use strict';

// Starts the http_trace command, as `sudo node examples/http_trace.js` always did.

require('../lib/tools/http_trace');
