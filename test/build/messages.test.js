'use strict';

// build(): messages of DNS and DHCP.

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const path = require('node:path');
const fc = require('fast-check');
const { build, createOfflineSession, decode } = require('../../lib/pcap');
const { layers_of } = require('../../lib/build/layers_of');
const { needs_root, veth_pair } = require('../helpers/netns');

const GOLDEN = path.join(__dirname, '..', 'golden');
const IP = { layer: 'ipv4', saddr: '10.9.0.1', daddr: '10.9.0.2' };
const PORTS = { dns: { sport: 1024, dport: 53 }, dhcp: { sport: 68, dport: 67 } };

/** What the decoder says of a message that was built. */
function decoded(message) {
  const udp = { layer: 'udp', ...PORTS[message.layer] };
  const packet = decode.bytes(build([{ layer: 'ethernet' }, IP, udp, message]));
  assert.equal(packet.error, undefined);
  assert.equal(packet.checksum_ok(), true);
  return packet.layer(message.layer);
}

describe('build, DNS', () => {
  it('writes most of what a server sends as it was', async () => {
    let [same, all] = [0, 0];
    for await (const raw of createOfflineSession(path.join(GOLDEN, 'dns.pcap'))) {
      const packet = decode.packet(raw);
      assert.deepEqual(build(packet), packet.payload_bytes);
      if (packet.layer('udp') === undefined) continue;
      all++;
      same += layers_of(packet).some(({ decoderName }) => decoderName === 'dns');
    }
    assert.ok(same >= 20 && all - same <= 2, `${same} of ${all}`);
  });

  it('has types by name, and data by the fields of the decoder', () => {
    const dns = decoded({
      layer: 'dns',
      id: 77,
      header: { isResponse: true, isAuthority: true, responseCode: 0 },
      question: [{ name: 'example.org', type: 'ANY' }],
      answer: [
        { name: 'example.org', type: 'A', ttl: 60, rdata: '192.0.2.1' },
        { name: 'example.org', type: 'AAAA', rdata: '2001:db8::1' },
        { name: 'www.example.org', type: 'CNAME', rdata: 'example.org.' },
        { name: 'example.org', type: 'MX', rdata: { preference: 10, exchange: 'mail.example.org' } },
        { name: 'example.org', type: 'TXT', rdata: ['a b', 'ü'] },
        { name: '_x._tcp.example.org', type: 'SRV', rdata: { priority: 1, weight: 2, port: 3, target: 'example.org' } },
        { name: 'example.org', type: 'CAA', rdata: { flags: 128, tag: 'issue', value: 'ca.example' } },
        { name: 'a\\.b.\\195\\188', type: 999, class: 3, rdata_bytes: Buffer.from('xyz') },
      ],
      authority: { rrs: [{ name: '', type: 'SOA', rdata: { mname: 'a.', rname: 'b.c', serial: 5, refresh: 1, retry: 2, expire: 3, minimum: 4 } }] },
      additional: [{ type: 'OPT', rdata: { udp_payload_size: 4096, dnssec_ok: true, options: [{ code: 10, data: Buffer.alloc(8) }] } }],
    }); // prettier-ignore
    assert.deepEqual([dns.id, dns.ancount, dns.header.isAuthority], [77, 8, true]);
    assert.equal(dns.question.rrs[0].type, 255);
    assert.deepEqual(
      [...dns.answer.rrs, ...dns.authority.rrs].map(({ name, type_name, ttl, rdata }) => `${name} ${ttl} ${type_name} ${rdata}`),
      [
        'example.org 60 A 192.0.2.1',
        'example.org 0 AAAA 2001:0db8:0000:0000:0000:0000:0000:0001',
        'www.example.org 0 CNAME example.org',
        'example.org 0 MX 10 mail.example.org',
        'example.org 0 TXT "a b" "\\195\\188"',
        '_x._tcp.example.org 0 SRV 1 2 3 example.org',
        'example.org 0 CAA 128 issue "ca.example"',
        'a\\.b.\\195\\188 0 TYPE999 null',
        ' 0 SOA a b.c 5 1 2 3 4',
      ],
    ); // prettier-ignore
    assert.equal(String(dns.answer.rrs[7].rdata_bytes), 'xyz');
    const [{ rdata, type_name }] = dns.additional.rrs;
    assert.equal(type_name, 'OPT');
    assert.deepEqual(
      [rdata.udp_payload_size, rdata.dnssec_ok, rdata.options[0].name],
      [4096, true, 'cookie'],
    );
  });

  it('of what was made up is decoded as that', () => {
    const label = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
    const name = fc.array(label, { minLength: 1, maxLength: 8 }).map((labels) => labels.join('.'));
    const record = fc.oneof(
      fc.record({ name, type: fc.constant(1), rdata: fc.ipV4() }),
      fc.record({ name, type: fc.constant(12), rdata: name }),
      fc.record({ name, type: fc.constant(15), rdata: fc.record({ preference: fc.nat(65535), exchange: name }) }),
      fc.record({ name, type: fc.constant(65000), rdata_bytes: fc.uint8Array({ maxLength: 50 }) }),
    ); // prettier-ignore
    const message = fc.record({
      id: fc.nat(65535),
      question: fc.array(fc.record({ name, type: fc.nat(65535) }), { maxLength: 3 }),
      answer: fc.array(record, { maxLength: 12 }),
      additional: fc.array(record, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(message, (made) => {
        const dns = decoded({ layer: 'dns', ...made });
        assert.equal(dns.id, made.id);
        assert.deepEqual(
          dns.question.rrs.map(({ name: text, type }) => [text, type]),
          made.question.map(({ name: text, type }) => [text, type]),
        );
        for (const section of ['answer', 'additional']) {
          assert.deepEqual(
            dns[section].rrs.map((rr) => [rr.name, rr.type, said(rr)]),
            made[section].map((rr) => [rr.name, rr.type, said(rr)]),
          );
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  function said({ type, rdata, rdata_bytes }) {
    if (type === 65000) return Buffer.from(rdata_bytes).toString('hex');
    return type === 15 ? `${rdata.preference} ${rdata.exchange}` : String(rdata);
  }

  it('tells what is wrong', () => {
    for (const [fields, text] of [
      [{ id: 70000 }, /dns\.id must be a whole number of 16 bits, not 70000/],
      [{ question: 5 }, /dns\.question must be a list of records/],
      [{ question: [{ name: 'a'.repeat(64) }] }, /dns\.name must be a name: labels of 1 to 63 octets/],
      [{ question: [{ name: 'a..b' }] }, /dns\.name must be a name/],
      [{ question: [{ name: 'a.'.repeat(200) }] }, /dns\.name must be a name/],
      [{ question: [{ name: '\\999' }] }, /dns\.name must be a name whose escapes/],
      [{ question: [{ name: 'a', type: 'NONE' }] }, /dns\.type must be a number or a name such as A/],
      [{ answer: [{ type: 'A', rdata: 'x' }] }, /dns\.rdata must be an address of 4 octets/],
      [{ answer: [{ type: 777, rdata: 'x' }] }, /dns\.rdata_bytes must be the bytes of a record of type 777/],
      [{ answer: [{ type: 'TXT', rdata: 'x'.repeat(256) }] }, /dns\.rdata must be at most 255 octets/],
      [{ answer: [null] }, undefined],
    ]) {
      const run = () => build([{ layer: 'dns', ...fields }]);
      if (text === undefined) assert.equal(run().length, 12 + 11);
      else assert.throws(run, { code: 'ERR_PCAP_OPTION', message: text });
    } // prettier-ignore
  });
});

describe('build, DHCP', () => {
  it('writes all that servers and clients send as it was', async () => {
    let messages = 0;
    for await (const raw of createOfflineSession(path.join(GOLDEN, 'dhcp.pcap'))) {
      const packet = decode.packet(raw);
      assert.deepEqual(build(packet), packet.payload_bytes);
      messages += layers_of(packet).some(({ decoderName }) => decoderName === 'dhcp');
    }
    assert.ok(messages >= 10, `${messages}`);
  });

  it('has options by name or code, in the kinds of the decoder', () => {
    const options = {
      message_type: 1,
      host_name: 'ü',
      requested_ip_address: '10.9.0.7',
      router: ['10.9.0.1', '10.9.0.2'],
      ip_address_lease_time: 3600,
      time_offset: -60,
      ip_forwarding: true,
      rapid_commit: true,
      parameter_request_list: [1, 3, 6],
      path_mtu_plateau_table: [68, 1500],
      static_route: [['10.0.0.0', '10.9.0.1']],
      domain_search: ['example.org', 'b.example'],
      client_identifier: { type: 1, id: '02:00:00:00:00:01' },
    };
    const dhcp = decoded({
      layer: 'dhcp',
      xid: 7,
      flags: 0x8000,
      chaddr: '02:00:00:00:00:01',
      siaddr: '10.9.0.2',
      sname: 'server',
      options,
    });
    assert.equal(dhcp.message_type_name, 'Discover');
    assert.deepEqual([dhcp.xid, dhcp.broadcast, dhcp.sname, String(dhcp.chaddr)], [7, true, 'server', '02:00:00:00:00:01']); // prettier-ignore
    const plain = (value) =>
      Array.isArray(value) ? value.map(plain) : value?.addr ? String(value) : value;
    for (const [name, value] of Object.entries(options)) {
      if (name === 'client_identifier') continue;
      assert.deepEqual(plain(dhcp.option(name)), value, name);
    }
    assert.equal(String(dhcp.option('client_identifier').id), '02:00:00:00:00:01');
    const list = [
      { code: 60, data: Buffer.alloc(300, 'x') },
      { name: 'message', value: 'y' },
    ];
    const long = decoded({ layer: 'dhcp', options: list });
    assert.equal(long.vendor_class_identifier.length, 300);
    assert.equal(long.option('message'), 'y');
  });

  it('has no less than 300 octets, what is alone apart', () => {
    const bytes = build([{ layer: 'udp', ...PORTS.dhcp }, { layer: 'dhcp' }]);
    assert.equal(bytes.length, 8 + 300);
  });

  it('tells what is wrong', () => {
    for (const [fields, text] of [
      [{ options: { nothing: 1 } }, /dhcp\.options must be known by code or name, not nothing/],
      [{ options: [{ code: 255 }] }, /dhcp\.options must be known by code or name, not 255/],
      [{ options: { router: '10.0.0.1' } }, /dhcp\.router must be a list/],
      [{ options: { message_type: 256 } }, /dhcp\.message_type must be a whole number of 8 bits/],
      [{ options: { authentication: 'x' } }, /dhcp\.authentication must be given as data/],
      [{ sname: 'x'.repeat(65) }, /dhcp\.sname must be at most 64 octets/],
      [{ chaddr: 'x' }, /dhcp\.chaddr must be an address of 6 octets/],
    ]) {
      const run = () => build([{ layer: 'dhcp', ...fields }]);
      assert.throws(run, { code: 'ERR_PCAP_OPTION', message: text });
    }
  });
});

describe('build, live', function () {
  this.timeout(180_000);

  it('asks a real server: DHCP and DNS of dnsmasq', async function () {
    needs_root(this);
    if (spawnSync('dnsmasq', ['--version']).error !== undefined) {
      console.log('      skipped: dnsmasq is not installed');
      this.skip();
    }
    const pair = veth_pair();
    const server = spawn('ip', ['netns', 'exec', pair.b.name, 'dnsmasq', ...DNSMASQ], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      const gone = new Promise((resolve) => server.on('exit', resolve));
      await started(server, gone);
      const said = pair.a.exec(process.execPath, '-e', PROGRAM).trim().split('\n');
      assert.match(said[0], /^Offer 10\.9\.0\.\d+ from 10\.9\.0\.2$/);
      assert.equal(said[1], 'host.example.org 192.0.2.7');
      server.kill();
      await gone;
    } finally {
      server.kill('SIGKILL');
      pair.remove();
    }
  });

  const DNSMASQ = [
    ...['--keep-in-foreground', '--log-facility=-', '--conf-file=/dev/null', '--no-resolv', '--no-hosts'],
    ...['--interface=vb', '--bind-interfaces', '--user=root', '--no-daemon', '--no-ping', '--pid-file='],
    ...['--dhcp-range=10.9.0.100,10.9.0.120,1h', '--dhcp-leasefile=/dev/null', '--host-record=host.example.org,192.0.2.7'],
  ]; // prettier-ignore

  /** Resolves when it serves. */
  function started(server, gone) {
    return new Promise((resolve, reject) => {
      let text = '';
      server.stderr.on('data', (data) => {
        text += data;
        if (/DHCP, IP range/.test(text)) resolve();
      });
      gone.then(() => reject(new Error(`dnsmasq ended: ${text}`)));
    });
  }

  // Asks again until an answer comes: the kernel may be busy with ARP.
  const PROGRAM = `
    const { build, createSession, decode } = require(${JSON.stringify(require.resolve('../../lib/pcap'))});
    const os = require('node:os');
    const { mac } = os.networkInterfaces().va[0];
    const session = createSession('va', { filter: 'udp or arp', buffer_timeout: 0 });
    const discover = [
      { layer: 'ethernet', shost: mac },
      { layer: 'ipv4', saddr: '0.0.0.0', daddr: '255.255.255.255' },
      { layer: 'udp', sport: 68, dport: 67 },
      { layer: 'dhcp', xid: 99, flags: 0x8000, chaddr: mac, options: { message_type: 1 } },
    ];
    let server;
    const question = () => [
      { layer: 'ethernet', shost: mac, dhost: server },
      { layer: 'ipv4', saddr: '10.9.0.1', daddr: '10.9.0.2' },
      { layer: 'udp', sport: 4000, dport: 53 },
      { layer: 'dns', id: 7, header: { isRecursionDesired: true }, question: [{ name: 'host.example.org', type: 'A' }] },
    ];
    let next = discover;
    session.on('packet', (raw) => {
      const packet = decode.packet(raw);
      const [dhcp, dns] = [packet.layer('dhcp'), packet.layer('dns')];
      if (dhcp?.op === 2 && dhcp.xid === 99 && server === undefined) {
        server = packet.payload.shost;
        console.log(dhcp.message_type_name, String(dhcp.yiaddr), 'from', String(dhcp.server_identifier));
        session.inject(build(next = question()));
      } else if (dns?.header.isResponse) {
        const [{ name, rdata }] = dns.answer.rrs;
        console.log(name, String(rdata));
        clearInterval(again);
        session.close();
      }
    });
    session.inject(build(next));
    const again = setInterval(() => session.inject(build(next)), 500);`;
});
