#!/usr/bin/env node
'use strict';

// Lists who talks TLS, DTLS and QUIC to whom: `pcap tls`.

const { KEYLOG_HELP, KEYLOG_OPTION } = require('./key_log_option');
const { run_program } = require('./program');

const TOOL = {
  name: 'pcap tls',
  records: 'tls', // that sensors send
  filter_help: 'TCP, also inside of tags and tunnels, QUIC, DTLS and OpenVPN',
  datagrams: true,
  options: {
    ...KEYLOG_OPTION,
    json: { type: 'boolean' },
    'tcp-verbose': { type: 'boolean' },
  },
  usage: [
    `usage: pcap tls [options] [filter]

Lists TLS, DTLS and QUIC connections, and TLS in OpenVPN: server, version, protocol, JA4, and of the certificate issuer and expiry. TLS 1.3 encrypts the certificate: it takes a key log.`,
    `Output:
    --json                   print one JSON object a line (def: text)
    --tcp-verbose            display TCP events (def: off)`,
    KEYLOG_HELP,
  ],
  examples: `    pcap tls -i eth0
       who talks to whom
    pcap tls -r capture.pcap --json | jq -r .server_name | sort | uniq -c
       the servers of a capture file`,
};

function main(context) {
  const { trace } = require('./trace'); // not before the addon is needed: --help works without it
  const { decode } = require('../decode');
  const { DTLSTracker } = require('../app/dtls');
  const { OpenVPNSession, OpenVPNTracker } = require('../app/openvpn');
  const { TLSSession } = require('../app/tls');
  const { QUICTracker } = require('../app/quic');
  const { TLSPrinter } = require('./tls_printer');
  trace(context, TOOL, ({ options, output, names }) => {
    const printer = new TLSPrinter(options, { output, names });
    const quic = new QUICTracker();
    quic.on('connection', (connection) => printer.quic(connection));
    const dtls = new DTLSTracker();
    dtls.on('connection', (connection) => printer.dtls(connection));
    let keys; // when rights have been given away
    const vpn = new OpenVPNTracker();
    const watch_vpn = (connection) =>
      printer.watch(connection, new TLSSession(connection, { keys }));
    vpn.on('connection', watch_vpn);
    return {
      open: (known) => (keys = known),
      watch(tcp, tls) {
        const session = new OpenVPNSession(tcp); // first: what it finds is not told twice
        session.on('connection', (_, connection) => watch_vpn(connection));
        printer.watch(tcp, tls, () => session.is_openvpn);
      },
      tcp: (...event) => printer.tcp(...event),
      packet(raw_packet) {
        const packet = decode.packet(raw_packet);
        quic.track_packet(packet);
        dtls.track_packet(packet);
        vpn.track_packet(packet);
      },
      close() {
        dtls.close();
        vpn.close();
      },
      progress: () => printer.progress(),
      summary_lines: (totals, style) => printer.summary_lines(totals, style),
    };
  });
}

run_program(TOOL, main);
