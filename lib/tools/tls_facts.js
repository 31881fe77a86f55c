'use strict';

// What the commands say of a TLS connection.

const { join, safe, safe_latin1 } = require('./safe_text');

/**
 * Calls back at most once, for a TLS connection of which nothing can be shown: its content can't be
 * decrypted, or it ended before there was any.
 * @param {TLSSession} tls
 * @param {StreamSession} above  the session that reads from it, which ends first
 * @param {(reason: string) => void} tell
 */
function on_undecrypted(tls, above, tell) {
  let is_told = false;
  let alert; // the first fatal one
  let has_content = false;
  const tell_once = (reason) => {
    if (!is_told && !has_content) tell(reason);
    is_told = true;
  };
  const note = () => (has_content ||= tls.protocol === 'tls');
  tls.on('data send', note);
  tls.on('data recv', note);
  tls.on('tls opaque', (_, reason) => tell_once(reason));
  above.on('end', () => {
    if (tls.protocol === 'tls') tell_once(alert ?? 'no content');
  });
  tls.on('tls alert', (_, direction, { level, description }) => {
    if (level === 'fatal') alert ??= description;
  });
}

/** The client of TLS as 'send' or 'recv' of a session above that may have swapped the sides. */
function side_of({ swapped = false }, above) {
  return swapped === above.swapped ? 'send' : 'recv';
}

/** The facts as fields of JSON; those that are not known are undefined. */
function facts_of({ client_hello, server_hello, alpn, resumed }) {
  return {
    server_name: client_hello?.server_name,
    version: server_hello?.version,
    offered_version: client_hello?.version,
    alpn,
    offered_alpn: client_hello?.alpn,
    cipher: server_hello?.cipher,
    resumed: server_hello && resumed,
    ja3_hash: client_hello?.ja3_hash,
    ja3s_hash: server_hello?.ja3s_hash,
    ja4: client_hello?.ja4,
  };
}

/**
 * `TLS 1.3 to example.com, h2, JA4 t13d…`, `TLS 1.3, no server name, …`; `TLS` where no hello was
 * captured.
 */
function line_of(tls, style) {
  const kind = tls.client_hello?.transport === 'dtls' ? 'DTLS' : 'TLS';
  const { server_name, version = kind, alpn, offered_alpn = [], ja4 } = facts_of(tls);
  const offer = offered_alpn.length > 0 ? [safe`offers ${protocols(offered_alpn)}`] : [];
  const parts = [
    ...(server_name === undefined
      ? [version, ...(tls.client_hello === undefined ? [] : ['no server name'])]
      : [safe`${version} to ${style('bold', safe_latin1(server_name))}`]),
    ...(alpn === undefined ? offer : [safe_latin1(alpn)]),
    ...(ja4 === undefined ? [] : [safe`JA4 ${ja4}`]),
  ];
  return join(parts, ', ');
}

function protocols(names) {
  return join(names.map(safe_latin1), '/');
}

exports.facts_of = facts_of;
exports.line_of = line_of;
exports.on_undecrypted = on_undecrypted;
exports.side_of = side_of;
