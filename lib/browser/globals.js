'use strict';

// Gives a page that has none the Buffer that decoders make.

globalThis.Buffer ??= require('./buffer').Buffer;
