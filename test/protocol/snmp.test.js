'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const SNMP = require('../../lib/protocol/snmp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

/** A value of BER: its tag, length and what it is made of. */
function tlv(tag, ...parts) {
  const text = parts.join('');
  return tag + (text.length / 2).toString(16).padStart(2, '0') + text;
}
const bytes = (...parts) => Buffer.from(parts.join(''), 'hex');
const SYS_UPTIME = tlv('06', '2b06010201010300');
const variable = (value) => tlv('30', SYS_UPTIME, value);
const public_ = tlv('04', '7075626c6963');
const pdu = (tag, ...values) =>
  tlv(tag, '02012a' + '020100' + '020100', tlv('30', ...values.map(variable)));
const message = (version, ...rest) => bytes(tlv('30', `0201${version}`, ...rest));
const example = message('01', public_, pdu('a2', '4302' + '0190'));
const values = (...list) =>
  new SNMP()
    .decode(message('01', public_, pdu('a2', ...list)))
    .pdu.variables.map((v) => [v.type, v.value]);

const user_based = (encrypted) =>
  message(
    '03',
    tlv('30', '020107' + '020205c0' + '0401' + '03' + '020103'), // id 7, size 1472, authPriv, user-based
    tlv('04', tlv('30', '0402' + '8000', '020105', '02012c', tlv('04', '746f6d'), '0400', '0400')),
    encrypted ? tlv('04', 'abcdef') : tlv('30', '04028000' + '0400', pdu('a0', '0500')),
  );

describe('SNMP', () => {
  behavesLikeADecoder(SNMP, example, {
    lies: {
      'an unknown version': message('09', public_),
      'no PDU': message('01', public_, '0500'),
      'a length inside that is too long': bytes('3006' + '020101' + '04ff70'),
    },
  });
  behavesLikeADecoder(SNMP, user_based(false));

  it('reads versions 1 and 2c', () => {
    const snmp = new SNMP().decode(example);
    assert.deepEqual([snmp.version, snmp.version_name, snmp.community], [1, '2c', 'public']);
    assert.deepEqual(snmp.pdu, {
      type: 0xa2,
      name: 'GetResponse',
      request_id: 42,
      error_status: 0,
      error_status_name: 'noError',
      error_index: 0,
      variables: [{ oid: '1.3.6.1.2.1.1.3.0', type: 'time_ticks', value: 400 }],
    });
    assert.equal(String(snmp), 'SNMPv2c C="public" GetResponse 1.3.6.1.2.1.1.3.0=400');
  });

  it('reads values of all types', () => {
    assert.deepEqual(values('0201ff', '04026869', '0500', '06032b0601'), [
      ['integer', -1],
      ['octet_string', Buffer.from('hi')],
      ['null', null],
      ['oid', '1.3.6.1'],
    ]);
    assert.equal(String(values('40040a000001')[0][1]), '10.0.0.1');
    assert.deepEqual(values('410500ffffffff', '4201ff', '460900ffffffffffffffff', '8200'), [
      ['counter32', 4294967295],
      ['gauge32', 255],
      ['counter64', 0xffffffffffffffffn],
      ['end_of_mib_view', null],
    ]);
  });

  it('reads bulk requests and traps of version 1', () => {
    const bulk = new SNMP().decode(
      message('01', public_, tlv('a5', '020101' + '020102' + '02010a' + '3000')),
    );
    assert.deepEqual([bulk.pdu.non_repeaters, bulk.pdu.max_repetitions], [2, 10]);
    const trap = new SNMP().decode(
      message(
        '00',
        public_,
        tlv('a4', '06032b0601', '40040a000001', '020102', '020100', '430105', '3000'),
      ),
    );
    assert.deepEqual(
      [trap.pdu.enterprise, trap.pdu.generic_trap, trap.pdu.time_stamp],
      ['1.3.6.1', 2, 5],
    );
    assert.equal(String(trap.pdu.agent_address), '10.0.0.1');
    assert.equal(String(trap), 'SNMPv1 C="public" Trap');
  });

  it('reads version 3 with its user, encrypted or not', () => {
    const snmp = new SNMP().decode(user_based(false));
    assert.deepEqual(
      [snmp.message_id, snmp.max_size, snmp.flags, snmp.security_model],
      [7, 1472, 3, 3],
    );
    assert.deepEqual(
      [snmp.security.user_name, snmp.security.engine_boots, snmp.security.engine_time],
      ['tom', 5, 44],
    );
    assert.equal(snmp.context_engine_id.toString('hex'), '8000');
    assert.equal(String(snmp), 'SNMPv3 U="tom" GetRequest 1.3.6.1.2.1.1.3.0');
    const secret = new SNMP().decode(user_based(true));
    assert.equal(secret.encrypted.toString('hex'), 'abcdef');
    assert.deepEqual([secret._error, secret.pdu], [undefined, undefined]);
  });

  it('is found by its ports', () => {
    for (const port of [161, 162]) assert.equal(decode.udp_ports.get(port), SNMP);
  });
});
