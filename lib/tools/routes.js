'use strict';

// What exchanges are counted by.

/** What tells one resource of a kind from another is left out: numbers, UUIDs, long hashes. */
function route_of({ method, host, path }) {
  if (method === undefined) return '(request not captured)';
  const parts = (path ?? '')
    .replace(/[?#].*$/s, '')
    .slice(0, 200)
    .split('/');
  return `${method} ${host ?? ''}${parts.map(general).join('/')}`;
}

function general(part) {
  if (/^\d+$/.test(part)) return ':id';
  const is_code = /^[0-9a-f-]{16,}$/i.test(part) && /\d/.test(part);
  return is_code ? ':id' : part;
}

exports.route_of = route_of;
