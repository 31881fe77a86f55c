'use strict';

// Small protocols of one request and answer: RADIUS, TFTP, syslog, CoAP, Dropbox LAN sync.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const CoAP = require('../../lib/protocol/coap');
const Dropbox = require('../../lib/protocol/dropbox');
const RADIUS = require('../../lib/protocol/radius');
const Syslog = require('../../lib/protocol/syslog');
const TFTP = require('../../lib/protocol/tftp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

describe('RADIUS', () => {
  const AUTHENTICATOR = 'ab'.repeat(16);
  const message = (code, ...attributes) => {
    const text = attributes.join('');
    const length = (20 + text.length / 2).toString(16).padStart(4, '0');
    return hex(`${code}2a${length}${AUTHENTICATOR}`, text);
  };
  const example = message(
    '01',
    '0105' + '746f6d', // User-Name tom
    '0406' + '0a000001', // NAS-IP-Address
    '0506' + '00000007', // NAS-Port
    '1a0c' + '00000009' + '0106' + '68696869', // Vendor-Specific: Cisco
    '5106' + '01' + '343278', // Tunnel-Private-Group-ID, tag 1
    '6114' + '0038' + '20010db8' + '00'.repeat(12), // Framed-IPv6-Prefix /56
    'f003' + '2a', // of no name
  );
  const decoded = (bytes) => new RADIUS().decode(bytes);
  behavesLikeADecoder(RADIUS, example, {
    lies: {
      'an attribute of length 1': message('01', '0101'),
      'an attribute longer than the message': message('01', '0109'),
      'a length of less than the header': hex(`012a0001${AUTHENTICATOR}`),
    },
  });

  it('reads header and attributes', () => {
    const radius = decoded(example);
    assert.deepEqual([radius.code, radius.code_name, radius.identifier], [1, 'Access-Request', 42]);
    assert.equal(radius.authenticator.toString('hex'), AUTHENTICATOR);
    assert.deepEqual([radius.attribute('User-Name'), radius.attribute(5)], ['tom', 7]);
    assert.equal(String(radius.attribute('NAS-IP-Address')), '10.0.0.1');
    const { vendor, attributes } = radius.attribute('Vendor-Specific');
    assert.deepEqual([vendor, attributes[0].data.toString()], [9, 'hihi']);
    assert.deepEqual(radius.attribute('Tunnel-Private-Group-ID'), { tag: 1, text: '42x' });
    const { prefix, prefix_length } = radius.attribute('Framed-IPv6-Prefix');
    assert.deepEqual([prefix.to_short_string(), prefix_length], ['2001:db8::', 56]);
    assert.equal(radius.attributes.at(-1).name, 'Attribute-240');
    assert.equal(String(radius), 'RADIUS, Access-Request, id 42, User-Name "tom"');
  });

  it('is found by its ports', () => {
    for (const port of [1645, 1646, 1812, 1813, 3799])
      assert.equal(decode.udp_ports.get(port), RADIUS);
  });
});

describe('TFTP', () => {
  const request = hex('0001' + '612e6300' + '6f6374657400' + '7473697a6500' + '3000');
  const decoded = (...parts) => new TFTP().decode(hex(...parts));
  behavesLikeADecoder(TFTP, request, { header: 12, lies: { 'opcode 9': hex('0009') } });
  behavesLikeADecoder(TFTP, hex('0005' + '0001' + '6e6f00'));
  behavesLikeADecoder(TFTP, hex('0003' + '0001' + '6869'), { header: 4 });

  it('reads all its messages', () => {
    const read = new TFTP().decode(request);
    assert.deepEqual([read.opcode_name, read.filename, read.mode], ['RRQ', 'a.c', 'octet']);
    assert.deepEqual(read.options, [{ name: 'tsize', value: '0' }]);
    assert.equal(String(read), 'TFTP RRQ "a.c" "octet" "tsize=0"');
    const data = decoded('0003' + '0007' + '6869');
    assert.deepEqual([data.block, data.data.toString()], [7, 'hi']);
    assert.equal(String(decoded('0004' + '0007')), 'TFTP ACK block 7');
    assert.equal(String(decoded('0005' + '0001' + '6e6f00')), 'TFTP ERROR 1 "no"');
    assert.equal(String(decoded('0006' + '6100' + '6200')), 'TFTP OACK "a=b"');
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(69), TFTP));
});

describe('Syslog', () => {
  const decoded = (text) => new Syslog().decode(Buffer.from(text));
  const example = '<165>1 2026-11-26T20:00:00Z host app 42 start [a b="] \\" c"][d] \ufeffup';
  behavesLikeADecoder(Syslog, Buffer.from(example), {
    header: 5, // the priority
    lies: { 'no priority': Buffer.from('hello') },
  });

  it('reads RFC 5424', () => {
    const syslog = decoded(example);
    assert.deepEqual([syslog.facility, syslog.facility_name], [20, 'local4']);
    assert.deepEqual([syslog.severity, syslog.severity_name], [5, 'notice']);
    assert.deepEqual([syslog.version, syslog.timestamp], [1, '2026-11-26T20:00:00Z']);
    assert.deepEqual([syslog.hostname, syslog.app_name, syslog.process_id], ['host', 'app', '42']);
    assert.deepEqual([syslog.message_id, syslog.message], ['start', 'up']);
    assert.equal(syslog.structured_data, '[a b="] \\" c"][d]');
    assert.equal(String(syslog), 'SYSLOG local4.notice "app" "up"');
    const nothing = decoded('<0>1 - - - - - -');
    assert.deepEqual(
      [nothing.hostname, nothing.structured_data, nothing.message],
      [undefined, undefined, ''],
    );
  });

  it('reads RFC 3164 and what resembles it', () => {
    const syslog = decoded('<34>Oct 11 22:14:15 mymachine su[7]: failed\n');
    assert.deepEqual([syslog.timestamp, syslog.hostname], ['Oct 11 22:14:15', 'mymachine']);
    assert.deepEqual([syslog.app_name, syslog.process_id, syslog.message], ['su', '7', 'failed']);
    const bare = decoded('<13>no more than this');
    assert.deepEqual([bare.app_name, bare.message], [undefined, 'no more than this']);
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(514), Syslog));
});

describe('CoAP', () => {
  const example = hex(
    '42' + '01' + '002a' + 'abcd', // CON GET with a token of 2 octets
    'b3' + '61' + '62' + '63', // Uri-Path abc (11)
    '01' + '64', // Uri-Path d
    '43' + '783d31', // Uri-Query x=1 (15)
    'd1' + '0a' + '05', // 38: no name, an extended delta
    'ff' + '6869', // payload
  );
  behavesLikeADecoder(CoAP, example, {
    header: 6,
    lies: { 'a token of 9 octets': hex('49010000' + '00'.repeat(9)), 'size 15': hex('40010000f0') },
  });

  it('reads header, options and payload', () => {
    const coap = new CoAP().decode(example);
    assert.deepEqual([coap.version, coap.type_name, coap.code_name], [1, 'CON', 'GET']);
    assert.deepEqual([coap.message_id, coap.token.toString('hex')], [42, 'abcd']);
    assert.deepEqual(
      coap.options.map(({ number, name, value }) => [number, name, String(value)]),
      [
        [11, 'Uri-Path', 'abc'],
        [11, 'Uri-Path', 'd'],
        [15, 'Uri-Query', 'x=1'],
        [38, 'Option-38', '\x05'],
      ],
    );
    assert.deepEqual([coap.uri, coap.data.toString()], ['/abc/d?x=1', 'hi']);
    assert.equal(String(coap), 'CoAP CON GET id 42 "/abc/d?x=1"');
    assert.equal(String(new CoAP().decode(hex('6045002a'))), 'CoAP ACK 2.05 id 42');
    assert.equal(String(new CoAP().decode(hex('7000002a'))), 'CoAP RST Empty id 42');
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(5683), CoAP));
});

describe('Dropbox', () => {
  const text =
    '{"host_int": 7, "version": [2, 0], "displayname": "x", "port": 17500, "namespaces": [1]}';
  behavesLikeADecoder(Dropbox, Buffer.from(text), { lies: { 'no JSON': Buffer.from('[1') } });

  it('reads what a client has', () => {
    const dropbox = new Dropbox().decode(Buffer.from(text));
    assert.deepEqual([dropbox.host_int, dropbox.version, dropbox.namespaces], [7, [2, 0], [1]]);
    assert.deepEqual([dropbox.display_name, dropbox.port], ['x', 17500]);
    assert.equal(String(dropbox), 'Dropbox LAN sync host 7 version 2.0 namespaces 1');
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(17500), Dropbox));
});
