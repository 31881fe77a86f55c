'use strict';

// The lines of `pcap tls`, as text or as JSON.

const { iso } = require('./connection_json');
const { count_of } = require('./format');
const { join, safe, safe_json, safe_latin1 } = require('./safe_text');
const { facts_of, line_of } = require('./tls_facts');

const MAX_VERSIONS = 100; // that are counted one by one: they come from the network

class TLSPrinter {
  #options;
  #output;
  #names;
  #style;
  #clock;
  #versions = new Map(); // 'TLS 1.3' -> connections
  #connections = 0;

  constructor(options, { output, names }) {
    this.#options = options;
    this.#output = output;
    this.#clock = output.clock;
    this.#names = names;
    this.#style = output.style;
  }

  // A connection is told when all is known of it that will be: at its first content, or at its end.
  // `is_other`: it has turned out to be something else, which is told by itself.
  watch(tcp, tls, is_other = () => false) {
    let is_told = false;
    let alert;
    const tell = () => {
      if (is_told || tls.protocol !== 'tls' || is_other()) return;
      is_told = true;
      this.#connection(tcp, tls, alert);
    };
    tls.on('tls alert', (_, direction, { level, description }) => {
      if (level === 'fatal') alert ??= description;
    });
    for (const event of ['tls opaque', 'data send', 'data recv', 'end']) tls.on(event, tell);
  }

  #connection(tcp, tls, alert) {
    const [src, dst] = this.#names.ends(tcp);
    const ends = tls.swapped ? [dst, src] : [src, dst];
    const ms = tcp.current_cap_time * 1000;
    this.#count(facts_of(tls).version ?? 'TLS');
    if (this.#options.json) this.#facts(tcp.transport ?? 'tcp', tls, { ms, ends, alert });
    else this.#text(tls, { ms, ends, alert, within: tcp.transport });
  }

  /** A connection of a DTLSTracker. */
  dtls(connection) {
    const { src, dst, time, alert } = connection;
    const how = { ms: time * 1000, ends: [src, dst], alert };
    this.#count(connection.version ?? 'DTLS');
    if (this.#options.json) this.#facts('dtls', connection, how);
    else this.#text(connection, how);
  }

  #facts(transport, tls, { ms, ends, alert }) {
    const facts = { transport, ...facts_of(tls), ...certificate_facts(tls.certificates?.[0]) };
    this.#json(ms, ends, { ...facts, alert, reason: tls.opaque });
  }

  #text(tls, { ms, ends, alert, within }) {
    const [certificate] = tls.certificates ?? [];
    const parts = [line_of(tls, this.#style), ...this.#certificate_parts(certificate, ms)];
    if (within === 'openvpn') parts.push(safe`in OpenVPN`);
    if (alert !== undefined) parts.push(this.#style('red', `alert ${alert}`));
    if (tls.client_hello === undefined) parts.push(safe`${tls.opaque ?? 'no hello'}`);
    this.#line(ms, ends, join(parts, ', '));
  }

  /** A connection of a QUICTracker. */
  quic(connection) {
    const { src, dst, version, client_hello, ja4, time } = connection;
    this.#count(`QUIC ${version}`);
    if (this.#options.json) {
      const { server_name, alpn, ja3_hash } = client_hello;
      const facts = {
        offered_version: client_hello.version,
        quic_version: version,
        offered_alpn: alpn,
      };
      const more = { transport: 'quic', server_name, ...facts, ja3_hash, ja4 };
      this.#json(time * 1000, [src, dst], more);
      return;
    }
    const shown = {
      client_hello: { ...client_hello, ja4 },
      server_hello: { version: `QUIC ${version}` },
    };
    this.#line(time * 1000, [src, dst], line_of(shown, this.#style));
  }

  #certificate_parts(certificate, now) {
    if (certificate === undefined) return [];
    const { valid_to } = certificate;
    const issuer = name_of(certificate.issuer);
    const parts = issuer === undefined ? [] : [safe`issuer ${safe_latin1(issuer)}`];
    if (valid_to === undefined) return parts;
    const day = valid_to.toISOString().slice(0, 10);
    const is_over = valid_to.getTime() < now;
    parts.push(is_over ? this.#style('red', `expired ${day}`) : safe`expires ${day}`);
    return parts;
  }

  /** A line about the connection itself, for --tcp-verbose. */
  tcp(tcp, direction, text) {
    const [src, dst] = this.#names.ends(tcp);
    const ends = direction === 'send' ? [src, dst] : [dst, src];
    const ms = tcp.current_cap_time * 1000;
    if (this.#options.json) this.#json(ms, ends, { type: 'tcp', event: text });
    else this.#line(ms, ends, text);
  }

  #json(ms, [from, to], more) {
    this.#output.print(safe_json({ type: 'tls', time: iso(ms), from, to, ...more }));
  }

  #line(ms, ends, text) {
    const [from, to] = ends.map((end) => this.#style('cyan', end));
    this.#output.print(safe`${this.#clock.format(ms)} ${from} -> ${to} ${text}`);
  }

  #count(version) {
    this.#connections++;
    const key =
      this.#versions.has(version) || this.#versions.size < MAX_VERSIONS ? version : 'others';
    this.#versions.set(key, (this.#versions.get(key) ?? 0) + 1);
  }

  progress() {
    return count_of(this.#connections, 'connection');
  }

  summary_lines({ packets, drops }) {
    const totals = [
      count_of(packets, 'packet'),
      ...(drops ? [`${drops.ps_drop} dropped`] : []),
      count_of(this.#connections, 'connection'),
    ];
    const versions = [...this.#versions].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = [safe``, join(totals, ', ')];
    if (versions.length > 0)
      lines.push(
        join(
          versions.map(([name, n]) => `${name} × ${n}`),
          '   ',
        ),
      );
    return lines;
  }
}

function certificate_facts(certificate) {
  if (certificate === undefined) return {};
  const { subject, issuer, subject_alt_name, valid_from, valid_to, fingerprint256 } = certificate;
  return { subject, issuer, subject_alt_name, valid_from, valid_to, fingerprint256 };
}

/** `R3` of `C=US\nO=Let's Encrypt\nCN=R3`; the organization where there is no common name. */
function name_of(issuer) {
  const lines = issuer?.split('\n') ?? [];
  const of = (kind) => lines.find((line) => line.startsWith(`${kind}=`))?.slice(kind.length + 1);
  return of('CN') ?? of('O') ?? issuer;
}

exports.TLSPrinter = TLSPrinter;
