'use strict';

const { attribute_of } = require('../../../lib/protocol/stun/attributes');

const numbers = (values) => (values.length > 0 ? values.map(Number) : undefined);
const raw =
  (field) =>
  (_, __, { fields }) =>
    fields.get(field)?.[0].value;
// Types that we name.
const OURS = new Set(
  Array.from({ length: 65536 }, (_, type) => type).filter(
    (type) => !attribute_of({ type, length: 0, data: Buffer.alloc(0) }).name.includes('0x'),
  ),
);

exports.stun = {
  tshark: 'stun',
  // tshark finds STUN on any port by its looks; we do by its port.
  when: (_, { ports }) => ports.includes('3478'),
  fields: {
    message_type: 'stun.type',
    length: 'stun.length',
    method: 'stun.type.method',
    cookie: [(stun) => stun.cookie?.toString(16), raw('stun.cookie')],
    transaction_id: 'stun.id',
    // tshark names the types that it knows only.
    'attributes[].type': [
      (stun) =>
        stun.attributes?.map(({ type, name }) => (name.includes('0x') ? [] : [type])).flat(),
      (_, all) => numbers(all('stun.att.type').filter((type) => OURS.has(Number(type)))),
    ],
    'attributes[].length': [
      (stun) => stun.attributes?.map(({ length }) => length),
      (_, all) => numbers(all('stun.att.length')),
    ],
    address: [
      (stun) =>
        stun.attributes
          ?.filter(({ value }) => value?.address?.addr?.length === 4)
          .map(({ value }) => String(value.address)),
      (_, all) => (all('stun.att.ipv4').length > 0 ? all('stun.att.ipv4') : undefined),
    ],
    port: [
      (stun) =>
        stun.attributes?.filter(({ value }) => value?.address).map(({ value }) => value.port),
      (_, all) => numbers(all('stun.att.port')),
    ],
    username: [(stun) => stun.attribute('username'), (one) => one('stun.att.username')],
    realm: [(stun) => stun.attribute('realm'), (one) => one('stun.att.realm')],
    lifetime: [
      (stun) => stun.attribute('lifetime'),
      (one) => one('stun.att.lifetime') && Number(one('stun.att.lifetime')),
    ],
    channel_number: [
      (stun) => stun.channel_number,
      (one) =>
        one('stun.type') === undefined && one('stun.channel')
          ? Number(one('stun.channel'))
          : undefined,
    ],
  },
};

exports.wireguard = {
  tshark: 'wg',
  when: (_, { ports }) => ports.includes('51820'),
  fields: {
    type: 'wg.type',
    sender: 'wg.sender',
    receiver: 'wg.receiver',
    ephemeral: 'wg.ephemeral',
    mac1: 'wg.mac1',
    mac2: 'wg.mac2',
    counter: 'wg.counter',
    nonce: 'wg.nonce',
  },
};

exports.isakmp = {
  tshark: 'isakmp',
  when: (_, { ports }) => ports.includes('500') || ports.includes('4500'),
  fields: {
    initiator_spi: 'isakmp.ispi',
    responder_spi: 'isakmp.rspi',
    next_payload: [(ike) => ike.next_payload, (one) => Number(one('isakmp.nextpayload'))],
    version: [
      (ike) => ((ike.major_version << 4) | ike.minor_version).toString(16),
      raw('isakmp.version'),
    ],
    exchange_type: 'isakmp.exchangetype',
    flags: 'isakmp.flags',
    message_id: 'isakmp.messageid',
    length: 'isakmp.length',
    'payloads[].type': [
      (ike) => ike.payloads?.map(({ type }) => type),
      // Proposals and transforms are inside of SA, and what is encrypted names what is inside of
      // it.
      (_, all) => {
        const types = numbers(all('isakmp.typepayload'))?.filter(
          (type) => type !== 2 && type !== 3,
        );
        return types;
      },
    ],
  },
};

exports.udpencap = { tshark: 'udpencap', fields: {} };

exports.dropbox = {
  tshark: 'db-lsp-disc',
  fields: {},
};
