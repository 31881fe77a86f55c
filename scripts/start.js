'use strict';

// `npm start`: set up what is missing, then trace HTTP, from the sample capture or as asked:
// `npm start -- -i lo` goes live, every option of examples/http_trace.js can be given.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('./lib/addon');
const { which } = require('./lib/toolchain');
const { setup } = require('./setup');

const TOOL = path.join('examples', 'http_trace.js');
const SAMPLE = path.join('examples', 'captures', 'http.pcap');
const CAP_NET_RAW = 1n << 13n;

// The name of this machine's loopback device.
const LOOPBACK = process.platform === 'linux' ? 'lo' : 'lo0';

// True when this process may open a capture device. Elsewhere than on Linux a group owns /dev/bpf*.
function may_capture() {
  if (process.getuid() === 0) return true;
  if (process.platform === 'linux') {
    const status = fs.readFileSync('/proc/self/status', 'utf8');
    const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(status);
    return Boolean(effective) && (BigInt(`0x${effective[1]}`) & CAP_NET_RAW) !== 0n;
  }
  try {
    fs.accessSync('/dev/bpf0', fs.constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function wants_device(args) {
  const offline = args.some((arg) => /^(-r|--read|--file|-h|--help)/.test(arg));
  return args.length > 0 && !offline;
}

// Node is named by its path: sudo looks for programs in other places than the shell does.
function trace(args) {
  const command = [process.execPath, TOOL, ...args];
  // Where no one can type a password, the tool itself says what it lacks.
  if (wants_device(args) && !may_capture() && process.stdin.isTTY && which('sudo')) {
    command.unshift('sudo');
    console.log(`pcap: capturing needs rights: ${command.join(' ')}`);
  }
  const [program, ...rest] = command;
  process.on('SIGINT', () => {}); // Ctrl-C is for the tool, which says good-bye before it ends.
  const run = spawnSync(program, rest, { cwd: ROOT, stdio: 'inherit' });
  return run.status ?? 1;
}

function start(args) {
  setup({ install_system: true });
  if (args.length > 0) return trace(args);
  const status = trace(['-n', '-r', SAMPLE]);
  if (status === 0) {
    console.log(`\nThat was ${SAMPLE}. Live, on any device: npm start -- -i ${LOOPBACK}`);
  }
  return status;
}

process.exitCode = start(process.argv.slice(2));
