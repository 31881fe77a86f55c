'use strict';

// -d: what a port carries, where it is none of those that its protocol usually has.

const { Failure } = require('./failure');

const DECODE_AS_OPTION = { d: { type: 'string', short: 'd', multiple: true } };
const DECODE_AS_HELP = `    -d <port>=<protocol>     decode what this port carries as another one does: 5300=dns; or
                             as tshark has it: udp.port==5300,dns. More than once for more`;

const RULE = /^(?:(?:(tcp|udp)\.port==)?(\d{1,5}),|(\d{1,5})=)([\w.-]+)$/i;

/** Protocols whose decoder is chosen by the bytes: [transport, a usual port]. */
const BY_BYTES = {
  gtpv2: ['udp', 2123],
  modbus: ['tcp', 502],
  sflow: ['udp', 6343],
  sip: ['udp', 5060],
  stun: ['udp', 3478],
};

/**
 * Puts the ports of -d into the tables of decoders.
 * @param {string[]} [rules]
 * @param {object} decode  with tcp_ports and udp_ports
 * @returns {number[]} the ports
 * @throws {Failure}
 */
function decode_as(rules = [], decode) {
  return rules.map((rule) => {
    const [, transport, first, second, name] = RULE.exec(rule) ?? [];
    const port = Number(first ?? second);
    if (!(port >= 1 && port <= 65535)) {
      throw new Failure(`-d takes PORT=PROTOCOL or udp.port==PORT,PROTOCOL, not ${rule}`);
    }
    const tables = transport === undefined ? ['tcp', 'udp'] : [transport.toLowerCase()];
    const found = tables.filter((table) => set_decoder(decode, table, port, name.toLowerCase()));
    if (found.length === 0) throw new Failure(...unknown(name, tables, decode));
    return port;
  });
}

function set_decoder(decode, transport, port, name) {
  const Decoder = decoders_of(decode, transport).get(name);
  if (Decoder === undefined) return false;
  decode[`${transport}_ports`].set(port, Decoder);
  return true;
}

/** By the names of their protocols. */
function decoders_of(decode, transport) {
  const table = decode[`${transport}_ports`];
  const found = new Map();
  for (const Decoder of table.values()) {
    const name = Decoder?.prototype?.decoderName;
    if (name !== undefined) found.set(name, Decoder);
  }
  for (const [name, [where, port]] of Object.entries(BY_BYTES)) {
    if (where === transport) found.set(name, table.get(port));
  }
  return found;
}

function unknown(name, tables, decode) {
  const names = tables.flatMap((table) => [...decoders_of(decode, table).keys()]);
  const list = [...new Set(names)].sort().join(', ');
  return [
    `-d: no decoder for ${tables.join(' and ')} ports is named ${name}`,
    `There are: ${list}`,
  ];
}

exports.DECODE_AS_HELP = DECODE_AS_HELP;
exports.DECODE_AS_OPTION = DECODE_AS_OPTION;
exports.decode_as = decode_as;
