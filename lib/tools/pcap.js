#!/usr/bin/env node
'use strict';

// `npx pcap COMMAND …`: the commands of this package under one name, which is safe with npx.

const fs = require('node:fs');
const path = require('node:path');

const COMMANDS = {
  devices: './devices_command',
  dhcp: './dhcp',
  dns: './dns',
  dump: './dump',
  flows: './flows',
  har: './har',
  http: './http_trace',
  redis: './redis_trace',
  sensor: './sensor',
  page: './page',
  tls: './tls_trace',
  completion: './completion',
  setup: '../../scripts/install', // builds the addon where no prebuilt binary fits
};

const USAGE = `Usage: pcap COMMAND [arguments]

  pcap devices lists the devices on which one can capture
  pcap dhcp    shows who asks for addresses, and who gives which
  pcap dns     shows questions of DNS with their answers, and how long these took
  pcap dump    shows packets, a line each, and writes capture files
  pcap flows   shows TCP connections: bytes, round trips, how they ended
  pcap har     writes HTTP exchanges as an HTTP Archive
  pcap http    traces HTTP, WebSocket and TLS: the same as http_trace
  pcap redis   traces Redis: the same as redis_trace
  pcap page    shows HTTP and the packets under it in the browser
  pcap sensor  sends records of what goes by to NATS JetStream or into files
  pcap tls     lists who talks TLS, DTLS and QUIC to whom
  pcap completion   prints what bash, zsh or fish need to complete command lines
  pcap setup   builds the addon where no prebuilt binary fits

pcap COMMAND --help lists the options of a command; pcap --version prints the version.
`;

const is_command = (name) => Object.hasOwn(COMMANDS, name ?? '');

/** `pcap help dump` is `pcap dump --help`. */
function take_name(args) {
  const [name] = args.splice(2, 1);
  if (name !== 'help' || !is_command(args[2])) return name;
  args.push('--help');
  return args.splice(2, 1)[0];
}

const name = take_name(process.argv);

if (is_command(name)) {
  require(path.join(__dirname, COMMANDS[name]));
} else if (name === '--help' || name === '-h' || name === 'help') {
  fs.writeSync(1, USAGE);
} else if (name === '--version') {
  fs.writeSync(1, `pcap ${require('../../package.json').version}\n`);
} else {
  const mistake = name === undefined ? '' : `pcap: there is no command ${JSON.stringify(name)}\n\n`;
  fs.writeSync(2, `${mistake}${USAGE}`);
  process.exitCode = 2;
}
