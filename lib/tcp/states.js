'use strict';

// The states of RFC 9293, figure 5, of each end, as far as a capture shows them.

const { FIN_DONE } = require('./stream');
const { NEW, SYN_SENT, SYN_RCVD, CLOSED } = require('./constants');

// `mine` is what this end sends, `theirs` what it gets. `first` says that this end closed first.
function synchronized(mine, theirs, first) {
  const sent = (mine.flags & FIN_DONE) !== 0;
  const got = (theirs.flags & FIN_DONE) !== 0;
  if (!sent) return got ? 'CLOSE-WAIT' : 'ESTABLISHED';
  if (!got) return mine.fin_acked ? 'FIN-WAIT-2' : 'FIN-WAIT-1';
  if (!first) return mine.fin_acked ? 'CLOSED' : 'LAST-ACK';
  return mine.fin_acked ? 'TIME-WAIT' : 'CLOSING';
}

/** `{ src, dst }`: the state of each end, null before the first packet. */
function ends_of({ phase, send, recv, send_fin_first, end_reason }) {
  if (phase === NEW) return { src: null, dst: null };
  if (phase === SYN_SENT) return { src: 'SYN-SENT', dst: 'LISTEN' };
  if (phase === SYN_RCVD) {
    const answered = ((send.acked - send.isn) | 0) > 0;
    return { src: answered ? 'ESTABLISHED' : 'SYN-RECEIVED', dst: 'SYN-RECEIVED' };
  }
  if (phase === CLOSED && end_reason !== 'fin') return { src: 'CLOSED', dst: 'CLOSED' };
  return {
    src: synchronized(send, recv, send_fin_first),
    dst: synchronized(recv, send, !send_fin_first),
  };
}

exports.ends_of = ends_of;
