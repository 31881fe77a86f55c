'use strict';

// --keylog, as the command lines have it.

// Without a value: as the last word, or before an option.
const KEYLOG_OPTION = { keylog: { type: 'string', bare: '', value: /^(?!-.)/ } };

const KEYLOG_HELP = `TLS:
    --keylog <file>          decrypt with this key log, which may grow, come later, or be
                             a FIFO; without <file>, as the last word or before an
                             option: the one that SSLKEYLOGFILE names`;

exports.KEYLOG_HELP = KEYLOG_HELP;
exports.KEYLOG_OPTION = KEYLOG_OPTION;
