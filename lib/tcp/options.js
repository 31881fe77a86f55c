'use strict';

// The options of a TCPTracker. Times are in seconds of capture time. Infinity takes a limit away,
// but for overlap_history.

const { check_options, custom, defaults_of, number, ports, string } = require('../validate');

const KIB = 1024;
const MIB = 1024 * KIB;
const is_defragmenter = (value) => typeof value?.defragment === 'function';

const OPTIONS = {
  idle_timeout: number({ default: 3600, min: 0 }),
  closed_timeout: number({ default: 10, min: 0 }),
  gap_timeout: number({ default: 1, min: 0 }),
  max_sessions: number({ default: 100_000, min: 1 }),
  max_half_open: number({ default: 16_384, min: 1 }),
  max_buffered_bytes: number({ default: 16 * MIB, min: 0 }),
  max_buffered_bytes_total: number({ default: 64 * MIB, min: 0 }),
  overlap_history: number({ default: 256 * KIB, min: 0, max: 1024 * MIB, integer: true }),
  defragment: custom({
    default: true,
    accepts: (value) => typeof value === 'boolean' || is_defragmenter(value),
    what: 'true, false or a Defragmenter',
  }),
  server_ports: ports([]),
  key: string({ default: 'network', choices: ['network', 'addresses'] }),
};

exports.DEFAULTS = defaults_of(OPTIONS);
exports.check = (options) => check_options('TCPTracker', options, OPTIONS);
