'use strict';

const list = (values) => (values.length > 0 ? values : undefined);
const variables = (snmp) => snmp.pdu?.variables ?? [];
const of_type =
  (...types) =>
  (snmp) =>
    variables(snmp)
      .filter(({ type }) => types.includes(type))
      .map(({ value }) => (value instanceof Uint8Array ? value.toString('hex') : String(value)));
const shown = (field) => (_, all) => list(all(field));
const raw =
  (field) =>
  (_, __, { fields }) =>
    list(fields.get(field)?.map(({ value }) => value) ?? []);

exports.snmp = {
  tshark: 'snmp',
  fields: {
    version: [
      (snmp) => snmp.version,
      (one) =>
        (one('snmp.version') ?? one('snmp.msgVersion')) &&
        Number(one('snmp.version') ?? one('snmp.msgVersion')),
    ],
    community: 'snmp.community',
    message_id: 'snmp.msgID',
    max_size: 'snmp.msgMaxSize',
    flags: [
      (snmp) => Buffer.from([snmp.flags]).toString('hex'),
      (_, __, { fields }) => fields.get('snmp.msgFlags')?.[0].value,
    ],
    security_model: 'snmp.msgSecurityModel',
    'security.user_name': 'snmp.msgUserName',
    'security.engine_boots': 'snmp.msgAuthoritativeEngineBoots',
    'security.engine_time': 'snmp.msgAuthoritativeEngineTime',
    'security.engine_id': 'snmp.msgAuthoritativeEngineID',
    context_name: 'snmp.contextName',
    'pdu.request_id': 'snmp.request_id',
    'pdu.error_status': 'snmp.error_status',
    'pdu.error_index': 'snmp.error_index',
    'pdu.non_repeaters': 'snmp.non_repeaters',
    'pdu.max_repetitions': 'snmp.max_repetitions',
    'pdu.enterprise': 'snmp.enterprise',
    'pdu.generic_trap': 'snmp.generic_trap',
    'pdu.specific_trap': 'snmp.specific_trap',
    'pdu.time_stamp': 'snmp.time_stamp',
    'pdu.variables[].oid': [(snmp) => variables(snmp).map(({ oid }) => oid), shown('snmp.name')],
    integer: [of_type('integer'), shown('snmp.value.int')],
    oid: [of_type('oid'), shown('snmp.value.oid')],
    octet_string: [of_type('octet_string'), raw('snmp.value.octets')],
    time_ticks: [of_type('time_ticks'), shown('snmp.value.timeticks')],
    counter: [of_type('counter32', 'counter64'), shown('snmp.value.counter')],
    gauge: [of_type('gauge32'), shown('snmp.value.g32')],
    ip_address: [of_type('ip_address'), shown('snmp.value.ipv4')],
  },
};
