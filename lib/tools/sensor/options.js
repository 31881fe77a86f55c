'use strict';

// The command line of `pcap sensor`.

const { Failure } = require('../failure');
const { KEYLOG_HELP, KEYLOG_OPTION } = require('../key_log_option');
const { is_bus_address } = require('../../sensor/bus');

const SENSOR_OPTIONS = {
  ...KEYLOG_OPTION,
  to: { type: 'string' },
  records: { type: 'string' },
  packets: { type: 'string' },
  spool: { type: 'string' },
  'spool-size': { type: 'string' },
  sensor: { type: 'string' },
};

const USAGE = [
  `usage: pcap sensor --to <where> [options] [filter]

Captures, and sends records of connections, HTTP, DNS and TLS to NATS JetStream or into files.
Queues are bounded: what finds no room is counted and told, and the capture goes on.`,
  `Sending:
    --to <where>             nats://host:4222 or nats://host:4222/stream (def: the stream
                             pcap), or a folder, for files of JSON lines and of pcapng
    --records <kinds>        some of flows,http,dns,tls with commas, or none (def: all)
    --packets <filter>       send packets that match, too; '' are all
    --spool <folder>         keep there what was not sent, also when this program is killed
    --spool-size <size>      millions of bytes (k, m or g behind the number: KiB, MiB,
                             GiB) in the spool at most (def: 1g)
    --sensor <name>          name in the records (def: the name of this host)
    --nats <file>            options of the NATS client as JSON: user, pass, token,
                             creds_file, tls, domain; and stream, JetStream's options`,
  KEYLOG_HELP,
];

/** Kinds of records, from `flows,http`. */
function kinds_of(text, known) {
  if (text === undefined) return known;
  if (text === 'none') return [];
  const kinds = text.split(',');
  const unknown = kinds.find((kind) => !known.includes(kind));
  if (unknown === undefined) return kinds;
  throw new Failure(`--records takes ${known.join(', ')} or none, not ${unknown}`);
}

/** Where --to says: whether it is a bus. @throws Failure without it */
function check_target({ to, nats }) {
  if (to === undefined) throw new Failure('--to says where to: nats://host:4222, or a folder');
  if (nats !== undefined && !is_bus_address(to)) {
    throw new Failure('--nats has options of NATS: --to is a folder');
  }
}

exports.SENSOR_OPTIONS = SENSOR_OPTIONS;
exports.USAGE = USAGE;
exports.check_target = check_target;
exports.kinds_of = kinds_of;
