'use strict';

// What neighbors on a link tell each other, and their clocks.

const { number, numbers, texts } = require('../rules');

const types = ({ tlvs }) => tlvs?.map(({ type }) => type);

exports.cdp = {
  tshark: 'cdp',
  fields: {
    version: 'cdp.version',
    ttl: 'cdp.ttl',
    checksum: 'cdp.checksum',
    tlvs: numbers(types, 'cdp.tlv.type'),
    'tlvs.length': numbers(({ tlvs }) => tlvs?.map(({ length }) => length), 'cdp.tlv.len'),
    device_id: 'cdp.deviceid',
    port_id: 'cdp.portid',
    platform: 'cdp.platform',
    native_vlan: 'cdp.native_vlan',
    voice_vlan: [
      ({ voice_vlan }) => voice_vlan,
      // Of a question for it tshark has the same field.
      (one, all) =>
        all('cdp.tlv.type').includes('0x000e') ? Number(one('cdp.voice_vlan')) : undefined,
    ],
    power_consumption: 'cdp.power_consumption',
    vtp_domain: 'cdp.vtp_management_domain',
    duplex: [
      ({ duplex }) => duplex === 'full',
      (one) => (one('cdp.duplex') === undefined ? undefined : one('cdp.duplex') === '1'),
    ],
    addresses: texts(
      (cdp) => [...(cdp.addresses ?? []), ...(cdp.management_addresses ?? [])],
      'cdp.nrgyz.ip_address',
    ),
    'capabilities (router)': [
      ({ capabilities }) => capabilities?.includes('router'),
      (one) =>
        one('cdp.capabilities.router') === undefined
          ? undefined
          : one('cdp.capabilities.router') === '1',
    ],
    'capabilities (switch)': [
      ({ capabilities }) => capabilities?.includes('switch'),
      (one) =>
        one('cdp.capabilities.switch') === undefined
          ? undefined
          : one('cdp.capabilities.switch') === '1',
    ],
  },
};

exports.dtp = {
  tshark: 'dtp',
  fields: {
    version: 'dtp.version',
    tlvs: numbers(types, 'dtp.tlv_type'),
    domain: [({ domain }) => domain, (one) => one('dtp.domain')],
    'status (operating)': number(({ status }) => status >> 7, 'dtp.tos'),
    'status (administrative)': number(({ status }) => status & 7, 'dtp.tas'),
    neighbor: 'dtp.senderid',
  },
};

exports.udld = {
  tshark: 'udld',
  fields: {
    version: 'udld.version',
    opcode: 'udld.opcode',
    flags: [
      ({ flags }) => [flags & 1, (flags >> 1) & 1],
      (one) => ['udld.flags.rt', 'udld.flags.rsy'].map((name) => (Number(one(name)) === 0 ? 0 : 1)),
    ],
    checksum: 'udld.checksum',
    tlvs: numbers(types, 'udld.tlv.type'),
    device_id: 'udld.device_id',
    port_id: 'udld.sent_through_interface',
  },
};

exports.vtp = {
  tshark: 'vtp',
  fields: {
    version: 'vtp.version',
    code: 'vtp.code',
    followers: 'vtp.followers',
    domain: 'vtp.md',
    revision: 'vtp.conf_rev_num',
    updater: 'vtp.upd_id',
    timestamp: 'vtp.upd_ts',
    digest: 'vtp.md5_digest',
  },
};

const end = (name) => ({
  [`${name}.system_priority`]: `lacp.${name}.sys_priority`,
  [`${name}.system`]: `lacp.${name}.sysid`,
  [`${name}.key`]: `lacp.${name}.key`,
  [`${name}.port_priority`]: `lacp.${name}.port_priority`,
  [`${name}.port`]: `lacp.${name}.port`,
  [`${name}.state`]: `lacp.${name}.state`,
});

exports.slow = {
  tshark: 'slow',
  fields: { subtype: number(({ subtype }) => subtype, 'slow.subtype') },
};

exports.lacp = {
  tshark: 'lacp',
  fields: {
    version: 'lacp.version',
    ...end('actor'),
    ...end('partner'),
    collector_max_delay: 'lacp.collector.max_delay',
  },
};

const seconds = (name) => `ptp.v2.${name}.seconds`;
const FIRST_TIMES = [
  'sdr.origintimestamp',
  'an.origintimestamp',
  'fu.preciseorigintimestamp',
  'dr.receivetimestamp',
  'pdrs.requestreceipttimestamp',
  'pdfu.responseorigintimestamp',
];

exports.ptp = {
  tshark: 'ptp',
  when: (theirs) => theirs === undefined || theirs.fields.has('ptp.v2.messagetype'),
  fields: {
    type: 'ptp.v2.messagetype',
    minor_version: 'ptp.v2.minorversionptp',
    version: 'ptp.v2.versionptp',
    length: 'ptp.v2.messagelength',
    domain: 'ptp.v2.domainnumber',
    flags: 'ptp.v2.flags',
    correction: number(({ correction }) => Math.trunc(correction), 'ptp.v2.correction.ns'),
    clock_identity: [
      ({ clock_identity }) => `0x${clock_identity}`,
      (one) => one('ptp.v2.clockidentity'),
    ],
    port_number: 'ptp.v2.sourceportid',
    sequence: 'ptp.v2.sequenceid',
    control: 'ptp.v2.controlfield',
    log_interval: number(({ log_interval }) => log_interval, 'ptp.v2.logmessageperiod'),
    'message.timestamp.seconds': [
      ({ message }) => message?.timestamp?.seconds,
      (one) => {
        const name = FIRST_TIMES.find((each) => one(seconds(each)) !== undefined);
        return name && Number(one(seconds(name)));
      },
    ],
    'message.utc_offset': 'ptp.v2.an.origincurrentutcoffset',
    'message.priority1': 'ptp.v2.an.priority1',
    'message.clock_class': 'ptp.v2.an.grandmasterclockclass',
    'message.clock_accuracy': 'ptp.v2.an.grandmasterclockaccuracy',
    'message.clock_variance': 'ptp.v2.an.grandmasterclockvariance',
    'message.priority2': 'ptp.v2.an.priority2',
    'message.grandmaster': [
      ({ message }) => `0x${message?.grandmaster}`,
      (one) => one('ptp.v2.an.grandmasterclockidentity'),
    ],
    'message.steps_removed': 'ptp.v2.an.localstepsremoved',
    'message.time_source': 'ptp.v2.timesource',
    'message.requesting_port': number(
      ({ message }) => message?.requesting_port?.port_number,
      'ptp.v2.dr.requestingsourceportid',
    ),
    'message.action': number(({ message }) => message?.action, 'ptp.v2.mm.action'),
    'message.hops': number(({ message }) => message?.hops, 'ptp.v2.mm.boundaryhops'),
  },
};
