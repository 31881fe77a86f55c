'use strict';

// TAP devices of any link type, for frames that no veth pair carries: 802.11 with radiotap.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { once } = require('node:events');

/** Linux's ARPHRD_* numbers, which libpcap turns into link types. */
exports.ARPHRD_IEEE80211 = 801;
exports.ARPHRD_IEEE80211_RADIOTAP = 803;

/** Whether this machine has what it takes. */
exports.can_make_taps = () =>
  fs.existsSync('/dev/net/tun') && spawnSync('python3', ['--version']).status === 0;

/**
 * Makes a device in a namespace and takes it up. `send(frame)` lets it receive a Buffer of at least
 * 14 bytes (TAP takes no less); `stop()` ends the device. Needs root and python3, as Node can't do
 * ioctl.
 */
exports.make_tap = async function make_tap(namespace, device, arphrd) {
  const script = path.join(__dirname, 'tap.py');
  const child = namespace.spawn('python3', [script, device, String(arphrd)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (String(first).trim() !== 'ready') throw new Error(`tap.py ended: ${first}`);
  namespace.exec('sh', '-c', 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6');
  namespace.ip('link', 'set', device, 'up');
  return {
    send: (frame) => child.stdin.write(`${frame.toString('hex')}\n`),
    async stop() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
};
