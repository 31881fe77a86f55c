'use strict';

const numbers = (values) => (values.length > 0 ? values.map(Number) : undefined);
const list = (values) => (values.length > 0 ? values : undefined);
const number = (field) => (one) => (one(field) === undefined ? undefined : Number(one(field)));
const raw =
  (field) =>
  (_, __, { fields }) =>
    Number.parseInt(fields.get(field)?.[0].value, 16);
const port =
  (...wanted) =>
  (_, { ports }) =>
    wanted.some((each) => ports.includes(String(each)));

exports.l2tp = {
  tshark: 'l2tp',
  when: port(1701),
  fields: {
    version: 'l2tp.version',
    length: 'l2tp.length',
    tunnel_id: 'l2tp.tunnel',
    session_id: 'l2tp.session',
    ns: 'l2tp.Ns',
    nr: 'l2tp.Nr',
    'avps[].type': [
      (l2tp) => l2tp.avps?.map(({ type }) => type),
      (_, all) => numbers(all('l2tp.avp.type')),
    ],
  },
};

exports.teredo = {
  tshark: 'teredo',
  when: port(3544),
  fields: {
    'origin.port': [(teredo) => teredo.origin?.port, number('teredo.orig.port')],
    'origin.address': [
      (teredo) => teredo.origin && String(teredo.origin.address),
      (one) => one('teredo.orig.addr'),
    ],
    'authentication.confirmation': [
      (teredo) => teredo.authentication?.confirmation,
      number('teredo.auth.conf'),
    ],
  },
};

exports.gtpv2 = {
  tshark: 'gtpv2',
  when: port(2123),
  no_golden: true, // no software to be had
  fields: {
    version: 'gtpv2.version',
    message_type: 'gtpv2.message_type',
    length: 'gtpv2.msg_length',
    teid: [(gtp) => gtp.teid, number('gtpv2.teid')],
    seq: 'gtpv2.seq',
    apn: [(gtp) => gtp.element('apn'), (one) => one('gtpv2.apn')],
    ambr: [
      (gtp) => gtp.element('ambr')?.uplink,
      (one) => one('gtpv2.ambr_up') && Number(one('gtpv2.ambr_up')),
    ],
    elements: [
      (gtp) => gtp.elements?.length,
      (_, all) =>
        // Those inside of bearer contexts tshark lists, too.
        all('gtpv2.ie_type').includes('93') ? undefined : all('gtpv2.ie_type').length || undefined,
    ],
  },
};

exports.bacnet = {
  tshark: 'bvlc',
  when: port(47808),
  no_golden: true, // no software to be had
  fields: {
    type: 'bvlc.type',
    function: 'bvlc.function',
    length: [(bacnet) => bacnet.length, raw('bvlc.length')],
  },
};

exports.knxnet = {
  tshark: 'kip',
  when: port(3671),
  fields: {
    version: 'knxip.version',
    service_type: 'knxip.service.type',
    length: 'knxip.totallength',
    channel_id: [
      (knx) => knx.channel_id,
      (one, all, { fields }) =>
        one('knxip.service.type') === '0x0420'
          ? Number(fields.get('knxip.channel')?.[0].show)
          : undefined,
    ],
    'telegram.source': [(knx) => knx.telegram?.source, (one) => one('cemi.sa')],
  },
};

const records = (name) => (netflow) => netflow.records?.map((record) => String(record[name]));

exports.netflow = {
  tshark: 'cflow',
  when: port(2055, 4739, 9995, 9996),
  fields: {
    version: 'cflow.version',
    count: 'cflow.count',
    sys_uptime: [
      (netflow) => netflow.sys_uptime,
      (one) => one('cflow.sysuptime') && Math.round(Number(one('cflow.sysuptime')) * 1000),
    ],
    sequence: 'cflow.sequence',
    source_id: [(netflow) => netflow.source_id, number('cflow.source_id')],
    engine_id: 'cflow.engine_id',
    'sets[].id': [
      (netflow) => netflow.sets?.map(({ id }) => id),
      (_, all) => numbers(all('cflow.flowset_id')),
    ],
    'sets[].length': [
      (netflow) => netflow.sets?.map(({ length }) => length),
      (_, all) => numbers(all('cflow.flowset_length')),
    ],
    'records[].saddr': [
      records('saddr'),
      (one, all) => (one('cflow.version') === '5' ? list(all('cflow.srcaddr')) : undefined),
    ],
    'records[].dport': [
      records('dport'),
      (one, all) => (one('cflow.version') === '5' ? list(all('cflow.dstport')) : undefined),
    ],
    'records[].octets': [
      records('octets'),
      (one, all) => (one('cflow.version') === '5' ? list(all('cflow.octets')) : undefined),
    ],
  },
};

const flows = (sflow) => sflow.samples?.filter(({ format }) => format === 1 || format === 3);

exports.sflow = {
  tshark: 'sflow',
  when: port(6343),
  fields: {
    version: 'sflow_245.version',
    agent: [
      (sflow) => sflow.agent?.to_short_string(),
      (one) => one('sflow_245.agent') ?? one('sflow_245.agent.v6'),
    ],
    sub_agent_id: 'sflow_245.sub_agent_id',
    sequence: 'sflow_245.sequence_number',
    samples: [(sflow) => sflow.samples?.length, number('sflow_245.numsamples')],
    sampling_rate: [
      (sflow) => flows(sflow)?.map(({ sampling_rate }) => sampling_rate),
      (_, all) => numbers(all('sflow.flow_sample.sampling_rate')),
    ],
    sample_pool: [
      (sflow) => flows(sflow)?.map(({ sample_pool }) => sample_pool),
      (_, all) => numbers(all('sflow.flow_sample.sample_pool')),
    ],
  },
};
