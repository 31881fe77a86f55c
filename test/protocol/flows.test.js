'use strict';

// NetFlow, IPFIX, sFlow.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const FlowTemplates = require('../../lib/protocol/netflow/flow_templates');
const NetFlow = require('../../lib/protocol/netflow');
const SFlow = require('../../lib/protocol/sflow');
const { path_of, raw_packets } = require('../helpers/golden');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
const five = hex(
  '0005' + '0001' + '000003e8' + '65000000' + '00000007' + '0000002a' + '01' + '02' + '4064',
  '0a000001' + '0a000002' + '0a000003' + '0001' + '0002' + '00000005' + '000001f4',
  '00000064' +
    '000000c8' +
    '3039' +
    '0050' +
    '00' +
    '1b' +
    '06' +
    '00' +
    '0001' +
    '0002' +
    '18' +
    '10' +
    '0000',
);
const TEMPLATE = '0000' + '0010' + '0100' + '0002' + '00080004' + '00010004'; // 256: address, octets
const DATA = '0100' + '0010' + '0a000001' + '000001f4' + '00000000'; // and padding
const nine = (...sets) =>
  hex('0009' + '0002' + '000003e8' + '65000000' + '0000002a' + '00000007', ...sets);
const ten = (...sets) => {
  const text = sets.join('');
  const length = (16 + text.length / 2).toString(16).padStart(4, '0');
  return hex('000a' + length + '65000000' + '0000002a' + '00000007', text);
};
const decoded = (bytes) => new NetFlow().decode(bytes);

describe('NetFlow', () => {
  behavesLikeADecoder(NetFlow, five);
  behavesLikeADecoder(NetFlow, nine(TEMPLATE, DATA), {
    header: 20,
    lies: { 'a set of length 3': nine('01000003'), 'an unknown version': hex('00070000') },
  });
  behavesLikeADecoder(NetFlow, ten('0002' + TEMPLATE.slice(4), DATA), {
    lies: {
      'a set longer than the message': ten('01000009'),
      'a length of less than the header': hex('000a000f' + '00'.repeat(12)),
    },
  });

  it('reads version 5', () => {
    const netflow = decoded(five);
    assert.deepEqual([netflow.version, netflow.count, netflow.sys_uptime], [5, 1, 1000]);
    assert.deepEqual([netflow.unix_nsecs, netflow.sequence], [7, 42]);
    assert.deepEqual([netflow.engine_type, netflow.engine_id, netflow.sampling], [1, 2, 0x4064]);
    const [{ saddr, daddr, next_hop, ...rest }] = netflow.records;
    assert.deepEqual([saddr, daddr, next_hop].map(String), ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    assert.deepEqual(rest, {
      input: 1,
      output: 2,
      packets: 5,
      octets: 500,
      first: 100,
      last: 200,
      sport: 12345,
      dport: 80,
      tcp_flags: 0x1b,
      protocol: 6,
      tos: 0,
      source_as: 1,
      destination_as: 2,
      source_mask: 24,
      destination_mask: 16,
    });
    assert.equal(String(netflow), 'NetFlow v5 sequence 42 records 1');
  });

  it('reads sets and templates of version 9', () => {
    const netflow = decoded(nine(TEMPLATE, DATA));
    assert.deepEqual([netflow.count, netflow.source_id, netflow.sequence], [2, 7, 42]);
    assert.deepEqual(netflow.sets[0].templates, [
      {
        id: 256,
        scope_count: 0,
        fields: [
          { type: 8, length: 4, enterprise: 0 },
          { type: 1, length: 4, enterprise: 0 },
        ],
      },
    ]);
    assert.equal(netflow.sets[1].data.length, 12);
    assert.equal(String(netflow), 'NetFlow v9 sequence 42 sets 2');
  });

  it('is found by its ports', () => {
    for (const port of [2055, 4739, 9995, 9996]) assert.equal(decode.udp_ports.get(port), NetFlow);
  });
});

describe('FlowTemplates', () => {
  const plain = (records) =>
    records.map(({ fields }) => ({
      ...fields,
      sourceIPv4Address: String(fields.sourceIPv4Address),
    }));

  it('reads data by templates that came before', () => {
    const templates = new FlowTemplates();
    assert.deepEqual(templates.records(decoded(nine(DATA))), []);
    templates.records(decoded(nine(TEMPLATE)));
    assert.equal(templates.size, 1);
    assert.deepEqual(plain(templates.records(decoded(nine(DATA)))), [
      { sourceIPv4Address: '10.0.0.1', octetDeltaCount: 500 },
    ]);
    assert.deepEqual(templates.records(decoded(nine(DATA)), 'another exporter'), []);
    assert.deepEqual(templates.records(decoded(five))[0].fields.octets, 500);
    assert.deepEqual(templates.records(undefined), []);
  });

  it("knows IPFIX's variable lengths, enterprises, and scopes of options", () => {
    const templates = new FlowTemplates();
    const options =
      '0003' +
      '001c' +
      '0101' +
      '0003' +
      '0001' +
      '00950004' +
      '0052ffff' +
      '80010001' +
      '0000002a' +
      '0000';
    const data = '0101' + '000e' + '00000007' + '03' + '657468' + '09' + '00'.repeat(1);
    const message = decoded(ten(options, data));
    assert.equal(message._error, undefined);
    assert.equal(message.sets[0].is_options, true);
    assert.deepEqual(templates.records(message)[0].fields, {
      observationDomainId: 7,
      interfaceName: 'eth',
      enterprise42_1: Buffer.from([9]),
    });
  });

  it("reads version 9's options, with their scope", () => {
    const templates = new FlowTemplates();
    const options = '0001' + '0012' + '0102' + '0004' + '0004' + '00010004' + '00220004';
    const message = decoded(nine(options, '0102' + '000c' + '0a000001' + '00000064'));
    assert.deepEqual(templates.records(message)[0].fields, {
      scope_system: 0x0a000001,
      samplingInterval: 100,
    });
  });

  it('keeps no more templates than its limit', () => {
    const templates = new FlowTemplates({ max_templates: 2 });
    for (let id = 0; id < 5; id++) templates.records(decoded(nine(TEMPLATE)), `10.0.0.${id}`);
    assert.equal(templates.size, 2);
    assert.throws(() => new FlowTemplates({ max_templates: 0 }), { code: 'ERR_PCAP_OPTION' });
  });

  it('ends where records of a template have no octets', () => {
    const templates = new FlowTemplates();
    templates.records(decoded(nine('0000' + '000c' + '0100' + '0001' + '00080000')));
    assert.deepEqual(templates.records(decoded(nine(DATA))), []);
  });

  it('reads what a real exporter sends', () => {
    const templates = new FlowTemplates();
    const found = new Map();
    for (const raw of raw_packets(path_of('netflow', '.pcap'))) {
      const netflow = decode.packet(raw).layer('netflow');
      found.set(netflow.version, templates.records(netflow));
    }
    assert.deepEqual([...found.keys()], [5, 9, 10]);
    for (const records of found.values()) assert.ok(records.length > 0);
    const [{ fields }] = found.get(9).filter((record) => record.fields.sourceIPv4Address);
    assert.equal(String(fields.sourceIPv4Address), '127.0.0.1');
  });
});

describe('SFlow', () => {
  const frame =
    '020000000002' +
    '020000000001' +
    '0800' +
    '4500001d00000000401100000a0000010a000002' +
    '303900350009000078';
  const flow =
    '00000001' +
    '00000064' + // flow sample, 100 octets
    '00000005' +
    '00000007' +
    '00000190' +
    '00000bb8' +
    '00000000' +
    '00000007' +
    '40000002' + // ports 7, 2 (format 1)
    '00000001' + // one record
    '00000001' +
    '0000003c' +
    '00000001' +
    '00000030' +
    '00000004' +
    '0000002b' +
    `${frame}00`; // raw header
  const counters =
    '00000002' +
    '00000018' +
    '00000009' +
    '00000007' +
    '00000001' +
    '00000001' +
    '00000004' +
    '0000002a';
  const agent = '00000005' + '00000001' + '0a000001' + '00000000' + '00000006' + '000003e8';
  const example = hex(agent, '00000002', flow, counters);
  behavesLikeADecoder(SFlow, example, { lies: { 'version 4': hex('00000004' + '00'.repeat(20)) } });

  it('reads samples of packets, and the packets', () => {
    const sflow = new SFlow().decode(example);
    assert.deepEqual([sflow.version, String(sflow.agent), sflow.sequence], [5, '10.0.0.1', 6]);
    const [sample, counter] = sflow.samples;
    assert.deepEqual(
      [sample.sampling_rate, sample.sample_pool, sample.source_index],
      [400, 3000, 7],
    );
    assert.deepEqual(
      [sample.input, sample.output],
      [
        { format: 0, value: 7 },
        { format: 1, value: 2 },
      ],
    );
    const { packet, frame_length } = sample.records[0];
    assert.equal(frame_length, 48);
    assert.equal(String(packet.payload.daddr), '10.0.0.2');
    assert.deepEqual([counter.sequence, counter.records[0].data.toString('hex')], [9, '0000002a']);
    assert.equal(String(sflow), 'sFlowv5, agent 10.0.0.1, seqnum 6, samples 2');
  });

  it('reads expanded samples, agents of IPv6, others as bytes', () => {
    const six =
      '00000005' + '00000002' + '20010db8' + '00'.repeat(12) + '00000000' + '00000006' + '000003e8';
    const expanded =
      '00000003' +
      '00000030' +
      '00000005' +
      '00000000' +
      '00000007' +
      '00000190' +
      '00000bb8' +
      '00000000';
    const ports = '00000000' + '00000007' + '00000001' + '00000002' + '00000000' + '00000000';
    const own = '0012c001' + '00000004' + '0000002a';
    const sflow = new SFlow().decode(hex(six, '00000002', expanded, ports, own));
    assert.equal(sflow.agent.to_short_string(), '2001:db8::');
    assert.deepEqual([sflow.samples[0].source_index, sflow.samples[0].output.value], [7, 2]);
    assert.deepEqual([sflow.samples[1].enterprise, sflow.samples[1].data.length], [300, 4]);
  });

  it('is told on its port by its version', () => {
    const Entry = decode.udp_ports.get(6343);
    assert.ok(new Entry().decode(example, 0, example.length) instanceof SFlow);
    assert.equal(new Entry().decode(hex('0005000100000000'), 0, 8), undefined);
  });
});
