'use strict';

const raw =
  (name) =>
  (_, __, { fields }) =>
    fields.get(name)?.[0].value;
const timestamp = (name) => (ntp) => {
  const time = ntp[name];
  return time && [time.seconds, time.fraction].map((n) => n.toString(16).padStart(8, '0')).join('');
};
const number = (field) => (one) => (one(field) === undefined ? undefined : Number(one(field)));
// Of a private message's items, these are something else.
const of_header = (field) => (one) =>
  one('ntp.flags.mode') === '7' ? undefined : number(field)(one);

exports.ntp = {
  tshark: 'ntp',
  fields: {
    version: 'ntp.flags.vn',
    mode: 'ntp.flags.mode',
    leap_indicator: 'ntp.flags.li',
    stratum: [(ntp) => ntp.stratum, of_header('ntp.stratum')],
    poll: [(ntp) => ntp.poll & 255, of_header('ntp.ppoll')],
    precision: [(ntp) => ntp.precision & 255, of_header('ntp.precision')],
    root_delay: [(ntp) => ntp.root_delay * 65536, of_header('ntp.rootdelay')],
    root_dispersion: [(ntp) => ntp.root_dispersion * 65536, of_header('ntp.rootdispersion')],
    reference_id: [(ntp) => ntp.reference_id?.toString(16).padStart(8, '0'), raw('ntp.refid')],
    reference_timestamp: [timestamp('reference_timestamp'), raw('ntp.reftime')],
    origin_timestamp: [timestamp('origin_timestamp'), raw('ntp.org')],
    receive_timestamp: [timestamp('receive_timestamp'), raw('ntp.rec')],
    transmit_timestamp: [timestamp('transmit_timestamp'), raw('ntp.xmt')],
    key_id: [(ntp) => ntp.key_id?.toString(16).padStart(8, '0'), raw('ntp.keyid')],
    'extensions[].type': [
      (ntp) => ntp.extensions?.map(({ type }) => type),
      (_, all) => (all('ntp.ext.type').length > 0 ? all('ntp.ext.type').map(Number) : undefined),
    ],
    'control.opcode': 'ntp.ctrl.flags2.opcode',
    'control.is_response': 'ntp.ctrl.flags2.r',
    'control.sequence': 'ntp.ctrl.sequence',
    'control.status': 'ntp.ctrl.status',
    'control.association_id': 'ntp.ctrl.associd',
    'control.offset': 'ntp.ctrl.offset',
    'control.count': 'ntp.ctrl.count',
    'private.implementation': 'ntp.priv.impl',
    'private.request_code': 'ntp.priv.reqcode',
    'private.sequence': 'ntp.priv.seq',
    'private.item_count': [(ntp) => ntp.private?.item_count, number('ntp.priv.numitems')],
  },
};
