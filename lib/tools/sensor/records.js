'use strict';

// The records of a sensor: what the commands print with --json, by the same printers.

const { TLSSession } = require('../../app/tls');
const { HTTPSession } = require('../../app/http1');
const { DTLSTracker } = require('../../app/dtls');
const { QUICTracker } = require('../../app/quic');
const { decode } = require('../../decode');
const { is_dns } = require('../../protocol/dns/ports');
const { TCPTracker } = require('../../tcp');
const { PacketView } = require('../../wire');
const { DNSPrinter } = require('../dns_printer');
const { ExchangeFilter } = require('../exchange_filter');
const { FlowPrinter } = require('../flow_printer');
const { HTTPJSON } = require('../http_json');
const { HTTPSummary } = require('../http_summary');
const { Names } = require('../names');
const { TLSPrinter } = require('../tls_printer');

const RECORDS = ['flows', 'http', 'dns', 'tls'];
// Before what the network says.
const ENDS = /"(?:from|client)":"([^"]*)","(?:to|server)":"([^"]*)"/;

/** Takes the place of an Output: lines of JSON become records of one kind. */
class RecordOutput {
  #add;
  #kind;
  style = (color, text) => text;
  warning_style = this.style;
  flow = { hold() {}, release() {}, add() {}, remove() {} };

  constructor(kind, add) {
    this.#kind = kind;
    this.#add = add;
  }

  print(line) {
    const json = line.toString();
    const [, a = '', b = ''] = ENDS.exec(json) ?? [];
    this.#add(this.#kind, json, a, b);
  }

  warn() {}
}

/** Makes records out of raw packets. */
class Records {
  #tracker = new TCPTracker();
  #datagrams = []; // trackers of QUIC and DTLS
  #dns = null;
  #view = new PacketView();

  /**
   * @param {string[]} kinds  of RECORDS
   * @param {(kind: string, json: string, a: string, b: string) => void} add  takes a record about
   *   the flow between two ends
   * @param {TLSKeys} keys  of TLS
   */
  constructor(kinds, add, keys) {
    const parts = (kind) => {
      const output = new RecordOutput(kind, add);
      return { output, names: new Names({}, output.flow) };
    };
    const wants = (kind) => kinds.includes(kind);
    const flows = wants('flows') ? new FlowPrinter({ json: true }, parts('flows')) : null;
    const tls = wants('tls') ? new TLSPrinter({ json: true }, parts('tls')) : null;
    const http = wants('http') ? http_printer(parts('http')) : null;
    if (wants('dns')) this.#dns = new DNSPrinter({ json: true }, parts('dns').output);
    if (tls !== null) {
      const quic = new QUICTracker();
      quic.on('connection', (connection) => tls.quic(connection));
      const dtls = new DTLSTracker();
      dtls.on('connection', (connection) => tls.dtls(connection));
      this.#datagrams = [quic, dtls];
    }
    this.#tracker.on('session', (tcp) => {
      flows?.watch(tcp);
      if (tls === null && http === null) return;
      const below = new TLSSession(tcp, { keys });
      tls?.watch(tcp, below);
      http?.watch(tcp, new HTTPSession(below));
    });
  }

  packet(raw) {
    this.#tracker.track_packet(raw);
    if (this.#dns === null && this.#datagrams.length === 0) return;
    const { sport, dport, is_tcp } = this.#view.read(raw);
    if (is_tcp && !is_dns(sport, dport)) return;
    const packet = decode.packet(raw);
    this.#dns?.packet(packet);
    for (const tracker of this.#datagrams) tracker.track_packet(packet);
  }

  /** Tells of what is not over. */
  end() {
    this.#tracker.close();
    for (const tracker of this.#datagrams) tracker.close?.();
    this.#dns?.end();
  }
}

function http_printer(parts) {
  const filter = new ExchangeFilter({});
  return new HTTPJSON({ json: true }, { ...parts, summary: new HTTPSummary(), filter });
}

exports.RECORDS = RECORDS;
exports.Records = Records;
