'use strict';

const assert = require('node:assert/strict');
const os = require('node:os');

const { findalldevs, lib_version } = require('../../lib/capture/devices');
const { run_node } = require('../helpers/child');
const { Namespace, needs_root, veth_pair } = require('../helpers/netns');

describe('lib_version', () => {
  it('is what libpcap calls itself', () => {
    assert.match(lib_version, /^libpcap version \d/);
  });
});

describe('findalldevs', () => {
  it('never throws, and gives an array', () => {
    assert.ok(Array.isArray(findalldevs()));
  });

  it('has dense arrays of addresses, those that the system says', () => {
    const loopback = findalldevs().find((device) => device.flags === 'PCAP_IF_LOOPBACK');
    const wanted = os.networkInterfaces()[loopback.name].map((each) => each.address);
    for (const device of findalldevs()) {
      assert.deepEqual(Object.keys(device.addresses), [...device.addresses.keys()].map(String));
    }
    assert.deepEqual(loopback.addresses.map((each) => each.addr).sort(), wanted.sort());
    assert.equal(loopback.addresses[0].netmask, '255.0.0.0');
  });

  it("keeps version 3's shape and adds what libpcap knows", () => {
    const loopback = findalldevs().find((device) => device.name === 'lo');
    if (loopback === undefined) return assert.notEqual(process.platform, 'linux');
    assert.equal(loopback.flags, 'PCAP_IF_LOOPBACK');
    assert.equal(loopback.loopback, true);
    assert.equal(loopback.up, true);
    assert.equal(loopback.wireless, false);
    assert.equal(loopback.connection_status, 'not applicable');
  });

  it('gives callers their own objects', () => {
    const [first] = findalldevs();
    first.addresses.push('mine');
    assert.notDeepEqual(findalldevs()[0], first);
  });
});

describe('default_device', function () {
  before(function () {
    needs_root(this);
  });

  const body = `
    const devices = require(process.cwd() + '/lib/capture/devices.js');
    try { print(devices.default_device()); } catch (error) { print([error.code, error.message]); }`;

  it('is the first that is up, not loopback, and has an address', async () => {
    const pair = veth_pair();
    try {
      assert.deepEqual((await run_node(body, { namespace: pair.b })).json, ['vb']);
      pair.b.ip('link', 'set', 'vb', 'down');
      assert.equal((await run_node(body, { namespace: pair.b })).json[0][0], 'ERR_PCAP_NO_DEVICE');
    } finally {
      pair.remove();
    }
  });

  it('can have an IPv6 address only', async () => {
    const pair = veth_pair({ ipv6: true });
    try {
      pair.b.ip('addr', 'flush', 'dev', 'vb', 'scope', 'global');
      pair.b.address('vb', 'fd09::2/64');
      assert.deepEqual((await run_node(body, { namespace: pair.b })).json, ['vb']);
    } finally {
      pair.remove();
    }
  });

  it('without one, says so', async () => {
    const empty = new Namespace();
    try {
      const { json } = await run_node(body, { namespace: empty });
      assert.equal(json[0][0], 'ERR_PCAP_NO_DEVICE');
      assert.match(json[0][1], /no suitable device/);
    } finally {
      empty.remove();
    }
  });
});
