'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const SSDP = require('../../lib/protocol/ssdp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const lines = (...all) => Buffer.from(`${all.join('\r\n')}\r\n\r\n`);
const notify = lines(
  'NOTIFY * HTTP/1.1',
  'HOST: 239.255.255.250:1900',
  'NT: upnp:rootdevice',
  'NTS: ssdp:alive',
  'LOCATION: http://10.0.0.1/d.xml',
  'SERVER: Linux UPnP/1.0',
  ' golden/1',
  'USN: uuid:1::upnp:rootdevice',
);

describe('SSDP', () => {
  behavesLikeADecoder(SSDP, notify, {
    header: 17, // the first line
    lies: { 'no HTTP': Buffer.from('hello\r\n') },
  });

  it('reads what a device announces', () => {
    const ssdp = new SSDP().decode(notify);
    assert.deepEqual([ssdp.method, ssdp.uri, ssdp.version], ['NOTIFY', '*', '1.1']);
    assert.equal(ssdp.headers.length, 6);
    assert.equal(ssdp.header('Host'), '239.255.255.250:1900');
    assert.deepEqual([ssdp.target, ssdp.notification], ['upnp:rootdevice', 'ssdp:alive']);
    assert.equal(ssdp.location, 'http://10.0.0.1/d.xml');
    assert.equal(ssdp.server, 'Linux UPnP/1.0 golden/1');
    assert.equal(ssdp.usn, 'uuid:1::upnp:rootdevice');
    assert.equal(
      String(ssdp),
      'SSDP NOTIFY "ssdp:alive" "upnp:rootdevice" "http://10.0.0.1/d.xml"',
    );
  });

  it('reads responses, and lines that end with LF alone', () => {
    const ssdp = new SSDP().decode(Buffer.from('HTTP/1.1 200 OK\nST: ssdp:all\n\nbody'));
    assert.deepEqual([ssdp.status_code, ssdp.reason, ssdp.target], [200, 'OK', 'ssdp:all']);
    assert.equal(ssdp.payload_bytes.toString(), 'body');
    assert.equal(String(ssdp), 'SSDP response 200 "ssdp:all"');
  });

  it('lists no more headers than its limit', () => {
    const many = Buffer.from(`M-SEARCH * HTTP/1.1\r\n${'a:b\r\n'.repeat(5000)}`);
    assert.equal(new SSDP().decode(many).headers.length, 1024);
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(1900), SSDP));
});
