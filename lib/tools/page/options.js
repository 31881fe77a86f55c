'use strict';

// What `pcap page` and `http_trace --page` take.

const PAGE_OPTIONS = {
  port: { type: 'string' },
  'page-host': { type: 'string' },
  open: { type: 'boolean' },
  limit: { type: 'string' },
};

const PAGE_HELP = `The page:
    --port <number>          port of 127.0.0.1 that the page is on (def: a free one)
    --page-host <address>    listen there instead: whoever has the address with the
                             token sees all that was captured
    --open                   open a browser
    --limit <size>           disk for packets, and the same for details, before the
                             oldest go (def: 1000 million bytes; k, m or g as with -C)`;

exports.PAGE_HELP = PAGE_HELP;
exports.PAGE_OPTIONS = PAGE_OPTIONS;
