'use strict';

// pcap dhcp and pcap dns, on the golden captures and on a device.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { path_of } = require('../helpers/golden');
const { ENVIRONMENT, scratch } = require('./tool');

const PCAP = path.join(__dirname, '..', '..', 'lib', 'tools', 'pcap.js');

function run(...args) {
  const found = spawnSync(process.execPath, [PCAP, ...args], {
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
  if (found.error) throw found.error;
  return { ...found, lines: found.stdout.split('\n').slice(0, -1) };
}

const objects = ({ lines }) => lines.map((line) => JSON.parse(line));

describe('pcap dhcp', function () {
  this.timeout(120_000);
  this.slow(5000);

  it('has --help and --version', () => {
    assert.match(run('dhcp', '--help').stdout, /usage: pcap dhcp [^]*--json/);
    assert.match(run('dhcp', '--version').stdout, /^pcap dhcp 4\.\d+\.\d+\n$/);
  });

  it('shows who asks and who gives', () => {
    const { status, lines, stderr } = run('dhcp', '-r', path_of('dhcp', '.pcap'));
    assert.equal(status, 0);
    assert.match(lines[0], /^\d\d:\d\d:\d\d\.\d{3} [0-9a-f:]{17} Discover "printer"$/);
    assert.match(lines[1], / Offer 10\.9\.0\.\d+ from 10\.9\.0\.2$/);
    assert.match(lines[4], / Request 10\.9\.0\.\d+ "printer" to 10\.9\.0\.2$/);
    assert.match(stderr, new RegExp(`^${lines.length} messages of 1 client$`, 'm'));
  });

  it('prints JSON', () => {
    const [first, offer] = objects(run('dhcp', '--json', '-r', path_of('dhcp', '.pcap')));
    assert.deepEqual([first.type, first.name, first.host_name], ['dhcp', 'Discover', 'printer']);
    assert.match(first.vendor_class, /^udhcp /);
    assert.deepEqual([offer.name, offer.server, offer.lease_time], ['Offer', '10.9.0.2', 3600]);
    assert.equal(offer.transaction, first.transaction);
    assert.ok(offer.time > first.time);
  });

  it('knows DHCPv6', () => {
    const [solicit, advertise] = objects(run('dhcp', '--json', '-r', path_of('dhcpv6', '.pcap')));
    assert.deepEqual([solicit.type, solicit.name], ['dhcpv6', 'Solicit']);
    assert.match(solicit.client, /^[0-9a-f:]{17}$/);
    assert.match(advertise.address, /^fd09::/);
  });

  it('is silent about other packets', () => {
    assert.deepEqual(run('dhcp', '-r', path_of('dns', '.pcap')).lines, []);
  });
});

describe('pcap dns', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  it('has --help and --version', () => {
    assert.match(run('dns', '--help').stdout, /usage: pcap dns [^]*--json/);
    assert.match(run('dns', '--version').stdout, /^pcap dns 4\.\d+\.\d+\n$/);
  });

  it('shows answers with what they took, on UDP and TCP', () => {
    const { status, lines, stderr } = run('dns', '-r', path_of('dns', '.pcap'));
    assert.equal(status, 0);
    assert.equal(lines.length, 14);
    assert.match(
      lines[0],
      / 10\.9\.0\.1 -> 10\.9\.0\.2 A www\.example\.org: 198\.51\.100\.7, \d+\.\d\dms$/,
    );
    assert.match(lines[2], / A alias\.example\.org: host\.example\.org, 192\.0\.2\.1, /);
    assert.ok(lines.some((line) => / A nothing\.example\.org: NXDOMAIN, /.test(line)));
    assert.match(stderr, /^14 answers, 0 questions without one$/m);
  });

  it('prints JSON', () => {
    const [first] = objects(run('dns', '--json', '-r', path_of('dns', '.pcap')));
    const { time, latency, ...rest } = first;
    assert.deepEqual(rest, {
      type: 'dns',
      record_type: 'A',
      client: '10.9.0.1',
      server: '10.9.0.2',
      name: 'www.example.org',
      rcode: 'NOERROR',
      answers: [{ type: 'A', data: '198.51.100.7' }],
    });
    assert.ok(time > 0 && latency > 0);
  });

  describe('-d', () => {
    const PORTS = 24 + 16 + 14 + 20; // of the first packet: headers of file, record, Ethernet, IPv4

    /** The golden capture as if the server were on port 5300. */
    before(() => {
      const bytes = fs.readFileSync(path_of('dns', '.pcap'));
      for (let at = PORTS; at < bytes.length; at += 16 + bytes.readUInt32LE(at - 42)) {
        for (const port of [at, at + 2]) {
          if (bytes.readUInt16BE(port) === 53) bytes.writeUInt16BE(5300, port);
        }
      }
      fs.writeFileSync(files.path('5300.pcap'), bytes);
    });

    it('decodes what another port carries, in both forms', () => {
      const file = files.path('5300.pcap');
      assert.equal(run('dns', '-r', file).lines.length, 0);
      const expected = run('dns', '-r', path_of('dns', '.pcap')).lines;
      assert.deepEqual(run('dns', '-r', file, '-d', '5300=dns').lines, expected);
      const both = ['-d', 'udp.port==5300,dns', '-d', 'tcp.port==5300,DNS'];
      assert.deepEqual(run('dns', '-r', file, ...both).lines, expected);
      const dump = run('dump', '-c', '1', '-r', file, '-d5300=dns').lines;
      assert.match(dump[0], /:5300 .*www\.example\.org/);
    });

    it('says what it does not know', () => {
      for (const [rule, message] of [
        ['dns', /^pcap dump: -d takes PORT=PROTOCOL or udp\.port==PORT,PROTOCOL, not dns$/m],
        ['0=dns', /not 0=dns$/m],
        ['1=http', /no decoder for tcp and udp ports is named http\nThere are: bacnet, /],
        ['tcp.port==1,ntp', /no decoder for tcp ports is named ntp\nThere are: dns, ldp, modbus$/m],
      ]) {
        const { status, stderr } = run('dump', '-r', path_of('dns', '.pcap'), '-d', rule);
        assert.equal(status, 1);
        assert.match(stderr, message);
      }
    });
  });

  it('says which questions had no answer', () => {
    const whole = fs.readFileSync(path_of('dns', '.pcap'));
    const end = 24 + 16 + whole.readUInt32LE(24 + 8);
    fs.writeFileSync(files.path('question.pcap'), whole.subarray(0, end));
    const { lines, stderr } = run('dns', '-r', files.path('question.pcap'));
    assert.equal(lines.length, 1);
    assert.match(lines[0], / A www\.example\.org: no answer$/);
    assert.match(stderr, /^0 answers, 1 question without one$/m);
  });
});
