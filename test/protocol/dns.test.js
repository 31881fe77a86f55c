'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { inspect } = require('node:util');
const DNS = require('../../lib/protocol/dns');
const IPv4Addr = require('../../lib/protocol/ipv4_addr');
const IPv6Addr = require('../../lib/protocol/ipv6_addr');
const UDP = require('../../lib/protocol/udp');
const packets = require('../../lib/decode');
const { next_layer } = require('../../lib/packet/layer');
const { path_of, raw_packets } = require('../helpers/golden');
const { mutate, random_source } = require('../helpers/mutate');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const query = Buffer.from(
  '0001' + // id 1
    '0100' + // query, recursion desired
    '0001000000000000' + // one question
    '03777777076578616d706c65036f726700' + // www.example.org
    '00010001', // A, IN
  'hex',
);

const response = Buffer.from(
  'a1b2' + // id
    '8580' + // response, authoritative, recursion desired and available
    '0001000200010001' + // one question, two answers, one authority, one additional
    '03777777076578616d706c65036f726700' + // 12: www.example.org
    '00010001' + // A, IN
    'c00c00050001000000ff0006' + // pointer to 12, CNAME, IN, ttl 255, 6 bytes
    '03637273c010' + // crs + pointer to 16
    'c02d00010001000000ff0004' + // pointer to 45, A, IN, ttl 255, 4 bytes
    'c6336407' + // 198.51.100.7
    'c010000200010000003c0005' + // example.org, NS, IN, ttl 60, 5 bytes
    '026e73c010' + // ns.example.org
    'c04f001c0001000000100010' + // pointer to 79, AAAA, IN, ttl 16, 16 bytes
    '20010db8000000000000000000000053', // 2001:db8::53
  'hex',
);

const decode = (bytes, offset = 0, length = bytes.length - offset) =>
  new DNS().decode(bytes, offset, length);

/** A response that carries one record with the root as its name. */
function one_record(type, rdata_hex, class_hex = '0001') {
  const rdata = Buffer.from(rdata_hex, 'hex');
  const head = Buffer.from('000084000000000100000000' + '00', 'hex');
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.write(class_hex, 2, 'hex');
  fixed.writeUInt32BE(300, 4);
  fixed.writeUInt16BE(rdata.length, 8);
  return decode(Buffer.concat([head, fixed, rdata]));
}

function rdata_of(type, rdata_hex, class_hex) {
  const dns = one_record(type, rdata_hex, class_hex);
  assert.equal(dns._error, undefined);
  return dns.answer.rrs[0].rdata;
}

const ascii = (text) => Buffer.from(text).toString('hex');

describe('DNS', () => {
  behavesLikeADecoder(DNS, query, { header: query.length, ignore: ['raw_packet', 'offset'] });
  describe('with records', () => {
    behavesLikeADecoder(DNS, response, {
      ignore: ['raw_packet', 'offset'],
      lies: {
        'a count that is too high': Buffer.from('000000000001000000000000', 'hex'),
        'an rdlength past the end': response.subarray(0, response.length - 1),
        'a label type that is reserved': Buffer.from(
          '000000000001000000000000' + '8000010001',
          'hex',
        ),
      },
    });
  });

  describe('header', () => {
    it("has v3's names", () => {
      const { id, header, qdcount, ancount, nscount, arcount } = decode(response);
      assert.deepEqual([id, qdcount, ancount, nscount, arcount], [0xa1b2, 1, 2, 1, 1]);
      assert.deepEqual(
        { ...header },
        {
          isResponse: true,
          opcode: 0,
          isAuthority: true,
          isTruncated: false,
          isRecursionDesired: true,
          isRecursionAvailible: true,
          z: 0,
          responseCode: 0,
        },
      );
    });

    it('reads each flag', () => {
      const flags = (hex) => decode(Buffer.from(`0000${hex}0000000000000000`, 'hex')).header;
      assert.equal(flags('8000').isResponse, true);
      assert.equal(flags('7800').opcode, 15);
      assert.equal(flags('0400').isAuthority, true);
      assert.equal(flags('0200').isTruncated, true);
      assert.equal(flags('0100').isRecursionDesired, true);
      assert.equal(flags('0080').isRecursionAvailible, true);
      assert.equal(flags('000f').responseCode, 15);
      assert.deepEqual(Object.values(flags('0000')), [false, 0, false, false, false, false, 0, 0]);
    });

    it('has a text, also when it was changed, and before decoding', () => {
      const { DnsFlags } = DNS;
      assert.match(String(new DnsFlags()), /^{ isResponse:undefined opcode:undefined /);
      const texts = new Set();
      for (let bits = 0; bits < 0x10000; bits += 37) {
        const hex = bits.toString(16).padStart(4, '0');
        const { header } = decode(Buffer.from(`0000${hex}0000000000000000`, 'hex'));
        assert.equal(
          String(header),
          `{ isResponse:${bits >> 15 === 1} opcode:${(bits >> 11) & 15} isAuthority:${(bits & 0x400) !== 0}` +
            ` isTruncated:${(bits & 0x200) !== 0} isRecursionDesired:${(bits & 0x100) !== 0}` +
            ` isRecursionAvailible:${(bits & 0x80) !== 0} z:${(bits >> 4) & 7} responseCode:${bits & 15} }`,
        );
        texts.add(String(header));
        header.isResponse = !header.isResponse;
        assert.ok(String(header).startsWith(`{ isResponse:${header.isResponse} `));
      }
      assert.equal(texts.size, Math.ceil(0x10000 / 37));
    });

    it('z is the three bits between recursion available and the response code', () => {
      const { header } = decode(Buffer.from('000000300000000000000000', 'hex'));
      assert.equal(header.z, 3);
      assert.equal(header.is_authentic_data, true);
      assert.equal(header.is_checking_disabled, true);
      assert.equal(decode(Buffer.from('000000870000000000000000', 'hex')).header.z, 0);
    });
  });

  describe('sections', () => {
    it('hold questions without, records with data', () => {
      const { question, answer } = decode(response);
      const { name, type, class: rr_class, ttl, rdlength, rdata, is_question } = question.rrs[0];
      assert.deepEqual([name, type, rr_class], ['www.example.org', 1, 1]);
      assert.deepEqual([ttl, rdlength, rdata, is_question], [null, null, null, true]);
      const cname = answer.rrs[0];
      assert.deepEqual(
        [cname.name, cname.type, cname.ttl, cname.rdlength],
        ['www.example.org', 5, 255, 6],
      );
      assert.equal(cname.is_question, false);
      assert.equal(cname.rdata_bytes.toString('hex'), '03637273c010');
    });

    it('follow compression pointers, at any offset of the message', () => {
      for (const offset of [0, 1, 300]) {
        const dns = decode(Buffer.concat([Buffer.alloc(offset, 0xc0), response]), offset);
        assert.equal(dns._error, undefined);
        const names = dns.answer.rrs
          .concat(dns.authority.rrs, dns.additional.rrs)
          .map((rr) => rr.name);
        assert.deepEqual(names, [
          'www.example.org',
          'crs.example.org',
          'example.org',
          'ns.example.org',
        ]);
        assert.equal(dns.offset, offset + response.length);
      }
    });

    it('hold more than 100 records', () => {
      const question = query.subarray(12);
      const many = Buffer.concat([query.subarray(0, 12), ...new Array(300).fill(question)]);
      many.writeUInt16BE(300, 4);
      const dns = decode(many);
      assert.equal(dns._error, undefined);
      assert.equal(dns.question.rrs.length, 300);
      assert.equal(dns.question.rrs[299].name, 'www.example.org');
    });

    it('a count of records that are not there is an error and no throw', () => {
      const lying = Buffer.from(query);
      lying.writeUInt16BE(65535, 6);
      const dns = decode(lying);
      assert.match(dns._error, /^dns: needs 1 bytes at offset 33, has 0$/);
      assert.equal(dns.question.rrs[0].name, 'www.example.org');
      assert.match(String(dns), /question:www\.example\.org A IN/);
    });
  });

  describe('names', () => {
    const name_of = (hex) => {
      const dns = decode(Buffer.from('000000000001000000000000' + hex + '00010001', 'hex'));
      return dns._error ?? dns.question.rrs[0].name;
    };

    it('a label that runs past the packet ends in an error', () => {
      const dns = decode(Buffer.from('000000000001000000000000' + '0561', 'hex'));
      assert.match(dns._error, /^dns: needs 6 bytes at offset 12, has 2$/);
      assert.equal(typeof String(dns), 'string');
    });

    it('bounds pointers that lead in circles', () => {
      assert.match(name_of('c00c'), /too many compression pointers at offset 12/);
      assert.match(
        name_of('0161c00c'),
        /name of more than 255 octets|too many compression pointers/,
      );
    });

    it('a bad name is an error, what follows is read all the same', () => {
      const long = ('3f' + '61'.repeat(63)).repeat(4) + '00';
      const question = (name) => name + '00010001';
      for (const bad of ['c00c', 'ffff', long]) {
        const hex = '000000000002000000000000' + question(bad) + question('016200');
        const dns = decode(Buffer.from(hex, 'hex'));
        assert.match(dns._error, /^dns: (too many|name of|name without).* at offset \d+$/);
        assert.deepEqual(
          dns.question.rrs.map((rr) => rr.name),
          ['', 'b'],
        );
      }
    });

    it('a name that leaves its record is an error', () => {
      const hex =
        '000080000000000100000000' + '00' + '00020001' + '00000000' + '0002' + '0361' + '62630000';
      const dns = decode(Buffer.from(hex, 'hex'));
      assert.equal(dns._error, 'dns: rdata of NS at offset 23 is too short with 2 bytes');
      assert.equal(dns.answer.rrs[0].rdata, null);
    });

    it('is empty for the root', () => assert.equal(name_of('00'), ''));

    it('takes 255 octets and no more', () => {
      const label = '3f' + '61'.repeat(63);
      assert.equal(name_of(label.repeat(3) + '3d' + '62'.repeat(61) + '00').length, 253);
      assert.match(
        name_of(label.repeat(3) + '3e' + '62'.repeat(62) + '00'),
        /more than 255 octets/,
      );
    });

    it('escapes what would be ambiguous or would steer a terminal', () => {
      assert.equal(name_of('04' + '612e5c20' + '03' + '1bff41' + '00'), 'a\\.\\\\ .\\027\\255A');
    });
  });

  describe('rdata', () => {
    it('of A is an IPv4Addr', () => {
      const rdata = rdata_of(1, 'c6336407');
      assert.ok(rdata instanceof IPv4Addr);
      assert.equal(String(rdata), '198.51.100.7');
    });

    it('of AAAA is an IPv6Addr, in data too', () => {
      const rr = decode(response).additional.rrs[0];
      assert.ok(rr.rdata instanceof IPv6Addr);
      assert.equal(String(rr.rdata), '2001:0db8:0000:0000:0000:0000:0000:0053');
      assert.equal(rr.data, rr.rdata);
    });

    it('of CNAME, NS, PTR and DNAME is a name', () => {
      for (const type of [5, 2, 12, 39]) assert.equal(rdata_of(type, '0161026273' + '00'), 'a.bs');
    });

    it('of MX', () => {
      const rdata = rdata_of(15, '000a' + '046d61696c00');
      assert.deepEqual([rdata.preference, rdata.exchange], [10, 'mail']);
      assert.equal(String(rdata), '10 mail');
      assert.equal(String(rdata_of(15, '0000' + '00')), '0 .');
    });

    it('of TXT and HINFO', () => {
      const rdata = rdata_of(16, '05' + ascii('v="1\\') + '00' + '02' + '0aff');
      assert.deepEqual(rdata.strings, ['v="1\\', '', '\n\ufffd']);
      assert.equal(String(rdata), '"v=\\"1\\\\" "" "\\010\\255"');
      assert.equal(
        String(rdata_of(13, '03' + ascii('x64') + '05' + ascii('Linux'))),
        '"x64" "Linux"',
      );
    });

    it('of SOA', () => {
      const rdata = rdata_of(
        6,
        '026e7300' +
          '04726f6f7400' +
          '00000001' +
          '00000e10' +
          '00000258' +
          '00093a80' +
          '0000003c',
      );
      assert.deepEqual(
        { ...rdata },
        {
          mname: 'ns',
          rname: 'root',
          serial: 1,
          refresh: 3600,
          retry: 600,
          expire: 604800,
          minimum: 60,
        },
      );
      assert.equal(String(rdata), 'ns root 1 3600 600 604800 60');
    });

    it('of SRV', () => {
      const rdata = rdata_of(33, '0001' + '0002' + '1466' + '037369700161' + '00');
      assert.deepEqual({ ...rdata }, { priority: 1, weight: 2, port: 5222, target: 'sip.a' });
      assert.equal(String(rdata), '1 2 5222 sip.a');
    });

    it('of CAA', () => {
      const rdata = rdata_of(257, '80' + '05' + ascii('issue') + ascii('ca.example'));
      assert.deepEqual(
        [rdata.flags, rdata.tag, rdata.value, rdata.is_critical],
        [128, 'issue', 'ca.example', true],
      );
      assert.equal(String(rdata), '128 issue "ca.example"');
    });

    it('of DS and DNSKEY', () => {
      assert.equal(String(rdata_of(43, 'ec45' + '05' + '01' + '2bb183af')), '60485 5 1 2BB183AF');
      const key = rdata_of(48, '0101' + '03' + '05' + '010203');
      assert.deepEqual([key.flags, key.protocol, key.algorithm], [257, 3, 5]);
      assert.equal(String(key), '257 3 5 AQID');
    });

    it("of DNSKEY knows its key tag: RFC 4034's example, section 5.4", () => {
      const base64 =
        'AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==';
      const key = rdata_of(
        48,
        '0100' + '03' + '05' + Buffer.from(base64, 'base64').toString('hex'),
      );
      assert.equal(key.key_tag, 60485);
      assert.equal(String(key), `256 3 5 ${base64}`);
    });

    it('of RRSIG', () => {
      const rdata = rdata_of(
        46,
        '0001' + '0d' + '02' + '0000012c' + '65e1b1ff' + '65a5d400' + '1234' + '016100' + 'ffee',
      );
      assert.equal(rdata.type_covered, 1);
      assert.equal(String(rdata), 'A 13 2 300 20240301104623 20240116005528 4660 a /+4=');
    });

    it('of NSEC and NSEC3', () => {
      const rdata = rdata_of(47, '016100' + '0006' + '400100000003' + '0101' + '40');
      assert.deepEqual(rdata.types, [1, 15, 46, 47, 257]);
      assert.equal(String(rdata), 'a A MX RRSIG NSEC CAA');
      const nsec3 = rdata_of(
        50,
        '01' + '01' + '000c' + '04aabbccdd' + '05' + '0123456789' + '0001' + '40',
      );
      assert.equal(String(nsec3), '1 1 12 AABBCCDD 04HKAPS9 A');
      assert.equal(String(rdata_of(51, '01' + '00' + '0000' + '00')), '1 0 0 -');
    });

    it('of HTTPS and SVCB', () => {
      const params =
        '0001' +
        '0006' +
        '026832' +
        '026833' + // alpn h2, h3
        '0003' +
        '0002' +
        '20fb' + // port 8443
        '0004' +
        '0004' +
        'c6336407' + // ipv4hint
        '0006' +
        '0010' +
        '20010db8000000000000000000000053' + // ipv6hint
        '0002' +
        '0000' + // no-default-alpn
        '0009' +
        '0001' +
        '22'; // key 9
      const rdata = rdata_of(65, '0001' + '00' + params);
      assert.deepEqual(
        rdata.params.map((param) => param.key),
        [1, 3, 4, 6, 2, 9],
      );
      assert.equal(
        String(rdata),
        '1 . alpn=h2,h3 port=8443 ipv4hint=198.51.100.7 ipv6hint=2001:db8::53 no-default-alpn key9="\\""',
      );
      assert.equal(String(rdata_of(64, '0000' + '016100')), '0 a');
      const mandatory = '0000' + '0004' + '00010003'; // mandatory alpn, port
      assert.equal(String(rdata_of(64, '0002' + '00' + mandatory)), '2 . mandatory=alpn,port');
    });

    it('of OPT, whose class and ttl mean something else', () => {
      const options =
        '000a' + '0002' + 'abcd' + '000f' + '0004' + '00166f6b' + '000c' + '0003' + '000000';
      const dns = one_record(41, options, '04d0');
      const { rdata } = dns.answer.rrs[0];
      assert.deepEqual([rdata.udp_payload_size, rdata.extended_rcode, rdata.version], [1232, 0, 0]);
      assert.deepEqual(
        rdata.options.map((option) => option.name),
        ['cookie', 'extended-error', 'padding'],
      );
      assert.equal(
        String(rdata),
        'udp 1232 version 0 [cookie:abcd extended-error:22 "ok" padding:3]',
      );
      assert.equal(String(rdata_of(41, '', '1000')), 'udp 4096 version 0');
    });

    it('of SSHFP, TLSA and NAPTR', () => {
      assert.equal(String(rdata_of(44, '0402' + 'abcd')), '4 2 abcd');
      assert.equal(String(rdata_of(52, '030101' + 'abcd')), '3 1 1 abcd');
      const naptr = rdata_of(35, '0064' + '000a' + '0175' + '07' + ascii('E2U+sip') + '00' + '00');
      assert.equal(String(naptr), '100 10 "u" "E2U+sip" "" .');
    });

    it('is null for unknown types; the bytes are there', () => {
      const rr = one_record(65280, 'c0ffee').answer.rrs[0];
      assert.equal(rr.rdata, null);
      assert.equal(rr.rdata_bytes.toString('hex'), 'c0ffee');
      assert.equal(String(rr), ' Unknown (65280) IN 300 \\# 3 c0ffee');
    });

    it('is null where an update has no data, and no error', () => {
      const dns = one_record(1, '', '00ff');
      assert.equal(dns._error, undefined);
      assert.equal(dns.answer.rrs[0].rdata, null);
    });

    it('that is too short is an error of its own: the records after it are read', () => {
      const bytes = Buffer.from(
        '000080000000000200000000' +
          '00' +
          '00010001' +
          '00000000' +
          '0002' +
          'c633' + // A with two octets
          '00' +
          '00010001' +
          '00000000' +
          '0004' +
          'c6336407',
        'hex',
      );
      const dns = decode(bytes);
      assert.equal(dns._error, 'dns: rdata of A at offset 23 is too short with 2 bytes');
      assert.equal(dns.answer.rrs[0].rdata, null);
      assert.equal(String(dns.answer.rrs[1].rdata), '198.51.100.7');
    });
  });

  describe('#toString', () => {
    it("has v3's form", () => {
      assert.equal(
        String(decode(response)),
        ' DNS { isResponse:true opcode:0 isAuthority:true isTruncated:false isRecursionDesired:true' +
          ' isRecursionAvailible:true z:0 responseCode:0 }' +
          '\n  question:www.example.org A IN' +
          '\n  answer:www.example.org CNAME IN 255 crs.example.org, crs.example.org A IN 255 198.51.100.7' +
          '\n  authority:example.org NS IN 60 ns.example.org' +
          '\n  additional:ns.example.org AAAA IN 16 2001:db8::53',
      );
    });

    it("tells multicast DNS's bits of the class", () => {
      assert.equal(
        String(one_record(1, '0a000001', '8001').answer),
        ' A IN (cache flush) 300 10.0.0.1',
      );
      const question = Buffer.from('000000000001000000000000' + '00' + '00ff8001', 'hex');
      assert.equal(String(decode(question).question), ' * IN (unicast)');
    });
  });

  describe("v3's methods", () => {
    it('read on from `offset`', () => {
      const dns = decode(response);
      dns.offset = 12;
      assert.equal(dns.read_name(), 'www.example.org');
      assert.equal(dns.offset, 29);
      dns.offset = 12;
      assert.equal(dns.decode_RR(true).type, 1);
      assert.equal(dns.decode_RRs(1, false).rrs[0].rdata, 'crs.example.org');
    });
  });

  describe('records', () => {
    const records = (dns) => ['question', 'answer', 'authority'].flatMap((name) => dns[name].rrs);

    it('are equal, and have the same text and JSON, looked at or not', () => {
      const touched = decode(response);
      for (const rr of records(touched)) void [rr.name, rr.rdata];
      assert.equal(String(touched), String(decode(response)));
      assert.equal(JSON.stringify(touched), JSON.stringify(decode(response)));
      assert.equal(inspect(touched, { depth: 5 }), inspect(decode(response), { depth: 5 }));
      assert.deepEqual(touched, decode(response));
      assert.equal(String(touched), String(decode(response)), 'after deepEqual');
      assert.notDeepEqual(decode(response).answer, decode(query).answer);
    });

    it('show their fields in wire order', () => {
      const fields = ['name', 'type', 'class', 'ttl', 'rdlength', 'rdata', 'is_question'];
      const rr = decode(response).answer.rrs[0];
      assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(rr))), fields);
      assert.match(inspect(rr), /^DNSRR \{\s+name: 'www.example.org',\s+type: 5,[^]*rdata: 'crs/);
      assert.deepEqual(Object.keys(rr), fields); // programs list them
      assert.deepEqual(Object.keys({ ...rr }), fields);
    });

    it('take any value for any field, and show it in the text', () => {
      const dns = decode(response);
      const [cname, a] = dns.answer.rrs;
      a.rdata.addr[3] = 8;
      assert.match(String(dns), /crs\.example\.org A IN 255 198\.51\.100\.8/);
      cname.name = 'Ωmega';
      cname.rdata = 'b'.repeat(300);
      a.rdata = null;
      a.type = 'own';
      a.class = null;
      a.ttl = -1;
      const answer = `Ωmega CNAME IN 255 ${'b'.repeat(300)}, crs.example.org Unknown (own) Unknown (null) -1`;
      assert.equal(String(dns.answer), `${answer} \\# 4 c6336407`);
      assert.ok(String(dns).includes(`\n  answer:${answer} `));
      Object.assign(dns.header, { opcode: 'Ω', z: 99, isTruncated: 'no', more: true });
      const flags = 'opcode:Ω isAuthority:true isTruncated:no isRecursionDesired:true';
      assert.ok(String(dns).includes(flags), String(dns));
      assert.doesNotMatch(String(decode(response)), /Ω|99|more/);
      cname.toString = () => 'own text';
      dns.header.toString = () => 'own flags';
      assert.match(String(dns), /^ DNS own flags\n/);
      assert.match(String(dns), /\n {2}answer:own text, crs\./);
      dns.authority = { rrs: [1], toString: () => 'own section' };
      assert.match(String(dns), /\n {2}authority:own section\n/);
    });

    it('have the text that a program gave their addresses', () => {
      for (const [Addr, method] of [
        [IPv4Addr, 'toString'],
        [IPv6Addr, 'to_short_string'],
      ]) {
        const kept = Addr.prototype[method];
        Addr.prototype[method] = () => 'replaced';
        try {
          assert.match(String(decode(response)), / replaced/);
        } finally {
          Addr.prototype[method] = kept;
        }
      }
    });

    it('have a text of any length', () => {
      const label = '3f' + 'ff'.repeat(63); // four letters an octet
      const name = label.repeat(3) + '00';
      const rr = 'c00c' + '00050001000000ff0002' + 'c00c';
      const count = 100;
      const bytes = Buffer.from(
        '0001840000010064000000' + '00' + name + '00010001' + rr.repeat(count),
        'hex',
      );
      const dns = decode(bytes);
      const text = Array(3).fill('\\255'.repeat(63)).join('.');
      assert.equal(dns.answer.rrs.length, count);
      const answer = Array(count).fill(`${text} CNAME IN 255 ${text}`).join(', ');
      assert.ok(String(dns).endsWith(`\n  question:${text} A IN\n  answer:${answer}`));
    });
  });

  describe('in UDP', () => {
    const udp_head = (sport, dport, data) => {
      const head = Buffer.alloc(8);
      head.writeUInt16BE(sport, 0);
      head.writeUInt16BE(dport, 2);
      head.writeUInt16BE(8 + data.length, 4);
      return Buffer.concat([head, data]);
    };

    it('is udp.payload on ports 53, 5353 and 5355, either way', () => {
      for (const port of [53, 5353, 5355]) {
        for (const [sport, dport] of [
          [port, 40000],
          [40000, port],
        ]) {
          const bytes = udp_head(sport, dport, response);
          const { payload } = new UDP().decode(bytes, 0, bytes.length);
          assert.ok(payload instanceof DNS);
          assert.equal(payload.id, 0xa1b2);
        }
      }
    });

    it('other ports have none', () => {
      const bytes = udp_head(40000, 40001, response);
      assert.equal(new UDP().decode(bytes, 0, bytes.length).payload, undefined);
    });

    it('has the names of multicast DNS in UTF-8, as they are', () => {
      const name_of = (label, port) => {
        const length = Buffer.from([label.length]);
        const question = Buffer.from('00' + '0001' + '0001', 'hex');
        const message = Buffer.concat([
          Buffer.from('000000000001000000000000', 'hex'),
          length,
          label,
          question,
        ]);
        const bytes = udp_head(port, port, message);
        return new UDP().decode(bytes, 0, bytes.length).payload.question.rrs[0].name;
      };
      const utf8 = (text) => Buffer.from(text, 'utf8');
      assert.equal(name_of(utf8('Büro 🖨 日本'), 5353), 'Büro 🖨 日本');
      assert.equal(name_of(utf8('a.b\\ü'), 5353), 'a\\.b\\\\ü');
      assert.equal(
        name_of(utf8('\x1b[31m\x7f\u0085\u009b'), 5353),
        '\\027[31m\\127\\194\\133\\194\\155',
      );
      assert.equal(name_of(Buffer.from([0x61, 0xfc, 0x62]), 5353), 'a\\252b');
      assert.equal(name_of(utf8('ü'), 53), '\\195\\188');
      for (const [group, name] of [
        ['e00000fb', 'ü'],
        ['e00000fc', '\\195\\188'],
      ]) {
        const message = '000000000001000000000000' + '02c3bc00' + '00010001';
        const ip = Buffer.from(
          `4500003000000000ff1100000a000001${group}00350035001c0000${message}`,
          'hex',
        );
        assert.equal(packets.bytes(ip, 'LINKTYPE_RAW').layer('dns').question.rrs[0].name, name);
      }
    });

    it("prints as v3's UDP does", () => {
      const bytes = udp_head(53, 40000, query);
      const text = String(new UDP().decode(bytes, 0, bytes.length));
      assert.ok(text.startsWith('UDP 53->40000 len 41 DNS { isResponse:false '), text);
    });

    it('has the same text whether a program has looked into it or not', () => {
      const random = random_source(53);
      for (const name of ['dns', 'mdns', 'dns.cut', 'mdns.cut']) {
        for (const raw of raw_packets(path_of(name, '.pcap'))) {
          for (const one of [raw, ...Array.from({ length: 200 }, () => mutate(raw, random))]) {
            const looked_into = packets.decode(one);
            for (let layer = looked_into; layer; layer = next_layer(layer)) void layer.payload;
            assert.equal(String(packets.decode(one)), String(looked_into));
          }
        }
      }
    });

    it('has the text that a program gave to what it is made of', () => {
      const text = () => {
        const bytes = udp_head(53, 40000, response);
        return String(new UDP().decode(bytes, 0, bytes.length));
      };
      const whole = text();
      const { answer, header } = decode(response);
      for (const [{ prototype }, method, expected] of [
        [DNS, 'toString', /^UDP 53->40000 len 120own$/],
        [header.constructor, 'toString', / DNS own\n {2}question:/],
        [answer.constructor, 'toString', /question:own\n {2}answer:own\n/],
        [answer.rrs[0].constructor, 'toString', /question:own\n {2}answer:own, own\n/],
        [IPv4Addr, 'toString', / A IN 255 own\n/],
        [IPv6Addr, 'to_short_string', / AAAA IN 16 own$/],
        [DNS, 'decode', /^UDP 53->40000 len 120 DNS undefined$/],
      ]) {
        const kept = prototype[method];
        prototype[method] = function () {
          return method === 'decode' ? this : 'own';
        };
        try {
          assert.match(text(), expected);
        } finally {
          prototype[method] = kept;
        }
      }
      assert.equal(text(), whole);
    });

    it('emits dns when the payload is read, or a text is made of it', () => {
      const emitter = new EventEmitter();
      let seen = 0;
      emitter.on('dns', () => seen++);
      const bytes = udp_head(53, 40000, query);
      String(new UDP(emitter).decode(bytes, 0, bytes.length));
      assert.equal(seen, 1);
    });

    it('emits dns before udp', () => {
      const emitter = new EventEmitter();
      const seen = [];
      emitter.on('udp', (udp) => {
        const { id } = udp.payload;
        seen.push('udp', id);
      });
      emitter.on('dns', () => seen.push('dns'));
      const bytes = udp_head(53, 40000, query);
      new UDP(emitter).decode(bytes, 0, bytes.length);
      assert.deepEqual(seen, ['dns', 'udp', 1]);
    });
  });
});
