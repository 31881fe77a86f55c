'use strict';

// A TCP segment in a few words, as tcpdump has them: `[S.] seq 1 ack 2 win 65535 len 0 mss 1460`.

const FLAGS = [
  ['fin', 'F'],
  ['syn', 'S'],
  ['rst', 'R'],
  ['psh', 'P'],
  ['ack', '.'],
  ['urg', 'U'],
  ['ece', 'E'],
  ['cwr', 'W'],
  ['nonce', 'e'],
];

function flags_text(flags) {
  const letters = FLAGS.map(([name, letter]) => (flags?.[name] ? letter : '')).join('');
  return `[${letters === '' ? 'none' : letters}]`;
}

/** Of a header that is cut, what is there. */
function tcp_summary({ flags, seqno, ackno, windowSize, dataLength, options, urgentPointer }) {
  const parts = [];
  if (is_set(flags)) parts.push(flags_text(flags));
  if (is_set(seqno)) parts.push(`seq ${seqno}`);
  if (flags?.ack && is_set(ackno)) parts.push(`ack ${ackno}`);
  if (is_set(windowSize)) parts.push(`win ${windowSize}`);
  if (flags?.urg && is_set(urgentPointer)) parts.push(`urg ${urgentPointer}`);
  const option_texts = options_text(options ?? {});
  if (option_texts !== '') parts.push(`[${option_texts}]`);
  if (is_set(dataLength)) parts.push(`len ${dataLength}`);
  return parts.join(' ');
}

function options_text({ mss, window_scale, sack_ok, sack }) {
  const parts = [];
  if (is_set(mss)) parts.push(`mss ${mss}`);
  if (is_set(window_scale)) parts.push(`wscale ${window_scale}`);
  if (sack_ok) parts.push('sackOK');
  if (is_set(sack)) parts.push(`sack ${blocks_text(sack)}`);
  return parts.join(' ');
}

const is_set = (value) => value !== null && value !== undefined;

function blocks_text(sack) {
  if (!Array.isArray(sack)) return String(sack);
  return sack.map((block) => (Array.isArray(block) ? block.join(':') : String(block))).join(' ');
}

exports.tcp_summary = tcp_summary;
