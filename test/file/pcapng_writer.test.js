'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');

const { createOfflineSession } = require('../../lib/capture/session');
const { CaptureWriter, read_capture, write_capture } = require('../../lib/file');
const { address_bytes } = require('../../lib/file/address_bytes');
const { numbered, pcap, pcapng, temporary_folder, udp_frame } = require('../helpers/savefile');

const FORMAT = { format: 'pcapng' };

async function written(packets, options) {
  const parts = [];
  for await (const part of write_capture(packets, { ...FORMAT, ...options })) parts.push(part);
  return Buffer.concat(parts);
}

/** A raw packet with a time in nanoseconds. */
function raw_of({ sec = 0, nsec = 0, bytes, len = bytes.length, ...rest }) {
  const header = Buffer.alloc(16);
  [sec, Math.floor(nsec / 1000), bytes.length, len].forEach((n, i) =>
    header.writeUInt32LE(n, 4 * i),
  );
  return { buf: bytes, header, tv_nsec: nsec, ...rest };
}

async function all(session) {
  const packets = [];
  for await (const { buf, tv_sec, tv_nsec, len, link_type } of session) {
    packets.push([tv_sec, tv_nsec, len, link_type, buf.toString('hex')]);
  }
  return packets;
}

/** Runs a program that reads captures; skips the test, aloud, when it is not installed. */
function output_of(context, program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.log(`      skipped: ${program} is not installed`);
    return context.skip();
  }
}

const tshark = (context, file, ...fields) =>
  output_of(context, 'tshark', [
    ...['-nr', file, '-T', 'fields', '-E', 'separator=|'],
    ...fields.flatMap((field) => ['-e', field]),
  ])
    .trimEnd()
    .split('\n')
    .map((line) => line.split('|'));

describe('write_capture of pcapng', () => {
  const folder = temporary_folder();
  after(() => folder.remove());
  const nano = { tstamp_precision: 'nano' };
  const source = folder.write('source.pcap', pcap(numbered(500, (i) => 'x'.repeat(i % 7))));
  let files = 0;
  const save = (bytes) => folder.write(`${files++}.pcapng`, bytes);

  it('is read by both readers as what was written, padding and all', async () => {
    const file = save(await written(createOfflineSession(source)));
    const expected = await all(createOfflineSession(source, nano));
    assert.equal(expected.length, 500);
    assert.deepEqual(await all(createOfflineSession(file, nano)), expected);
    assert.deepEqual(await all(read_capture(file, nano)), expected);
  });

  it('is read by tcpdump as what was written', async function () {
    const file = save(await written(createOfflineSession(source)));
    const show = (path) => output_of(this, 'tcpdump', ['-nn', '-tt', '-e', '-x', '-r', path]);
    assert.equal(show(file), show(source));
  });

  it('is read by tshark and capinfos, and survives editcap', async function () {
    const file = save(await written(createOfflineSession(source)));
    const fields = ['frame.time_epoch', 'frame.len', 'frame.cap_len', 'udp.payload'];
    const brief = (path) =>
      tshark(this, path, ...fields).map(([time, ...rest]) => [Number(time), ...rest]);
    assert.deepEqual(brief(file), brief(source));
    const said = output_of(this, 'capinfos', ['-TmQrct', file]);
    assert.match(said, /"pcapng"/);
    const back = folder.path('back.pcap');
    output_of(this, 'editcap', ['-F', 'pcap', file, back]);
    const packets = await all(createOfflineSession(source, nano));
    assert.deepEqual(await all(createOfflineSession(back, nano)), packets);
  });

  it('keeps nanoseconds of all times that 32 bits of seconds have', async () => {
    const times = [0, 1, 65535, 65536, 1600000000, 2 ** 31, 2 ** 32 - 1];
    const packets = times.flatMap((sec) =>
      [0, 1, 999999999].map((nsec) => raw_of({ sec, nsec, bytes: udp_frame('t') })),
    );
    const file = save(await written(packets));
    const seen = (await all(createOfflineSession(file, nano))).map((each) => each.slice(0, 2));
    assert.deepEqual(
      seen,
      packets.map(({ header, tv_nsec }) => [header.readUInt32LE(0), tv_nsec]),
    );
    assert.deepEqual(
      await all(read_capture(file, nano)),
      await all(createOfflineSession(file, nano)),
    );
    const micro = save(await written(packets, { tstamp_precision: 'micro' }));
    assert.equal((await all(read_capture(micro, nano)))[2][1], 999999000);
  });

  it('gives each link type an interface of its own', async () => {
    const mixed = [1, 101, 1].map((type, face) => ({ face, bytes: udp_frame(`${type} ${face}`) }));
    const from = save(pcapng([1, 101, 1], mixed));
    const file = save(await written(createOfflineSession(from)));
    assert.deepEqual(await all(createOfflineSession(file)), await all(createOfflineSession(from)));
    assert.deepEqual(await all(read_capture(file)), await all(createOfflineSession(from)));
  });

  it('keeps interfaces apart that packets name', async function () {
    const faces = [
      { index: 7, name: 'eth0' },
      { index: 9, name: 'eth1' },
    ];
    const packets = [0, 1, 0].map((i) => raw_of({ bytes: udp_frame('p'), interface: faces[i] }));
    const file = save(await written(packets));
    assert.deepEqual(tshark(this, file, 'frame.interface_id', 'frame.interface_name'), [
      ['0', 'eth0'],
      ['1', 'eth1'],
      ['0', 'eth0'],
    ]);
  });

  it('describes interfaces that are declared, and packets choose one', async function () {
    const interfaces = [
      { name: 'eth0', description: 'uplink', filter: 'udp', tstamp_precision: 'micro' },
      { name: 'eth1', snap_length: 20, os: 'Linux', hardware: 'NIC', comment: 'cut' },
    ];
    const about = { hardware: 'box', os: 'Linux 6', application: 'me', comment: 'all of it' };
    const writer = new CaptureWriter({ ...FORMAT, ...about, interfaces });
    const packet = raw_of({ sec: 5, nsec: 123456789, bytes: udp_frame('x') });
    const parts = [
      writer.header(),
      writer.record(packet, { interface: 1, comment: 'second' }),
      writer.record(packet, { comment: ['one', 'two, ünï'] }),
    ];
    assert.throws(() => writer.record(packet, { interface: 2 }), { code: 'ERR_PCAP_OPTION' });
    writer.statistics({ ps_recv: 10, ps_drop: 3, ps_ifdrop: 2 }, 1);
    const file = save(Buffer.concat([...parts, writer.end()]));
    const fields = ['interface_name', 'interface_description', 'cap_len', 'len', 'time_epoch'];
    const rows = tshark(this, file, ...fields.map((name) => `frame.${name}`), 'frame.comment');
    assert.deepEqual(rows, [
      ['eth1', '', '20', '43', '5.123456789', 'second'],
      ['eth0', 'uplink', '43', '43', '5.123456000', 'one,two, ünï'],
    ]);
    const said = output_of(this, 'capinfos', [file]);
    for (const text of ['Linux 6', 'me', 'all of it', 'Name = eth0', 'Description = uplink']) {
      assert.ok(said.includes(text), `${text}: ${said}`);
    }
  });

  it('has statistics of each interface at the end', async function () {
    const writer = new CaptureWriter(FORMAT);
    const packet = raw_of({ sec: 1600000000, nsec: 5, bytes: udp_frame('x') });
    const parts = [writer.header(), writer.record(packet)];
    writer.statistics({ ps_recv: 10, ps_drop: 3, ps_ifdrop: 2 });
    const end = writer.end();
    const options = new Map();
    for (let at = 20; end.readUInt16LE(at) !== 0;) {
      const [code, length] = [end.readUInt16LE(at), end.readUInt16LE(at + 2)];
      options.set(code, end.readBigUInt64LE(at + 4));
      at += 4 + length;
    }
    const time = 1600000000000000005n;
    const halves = ((time & 0xffffffffn) << 32n) | (time >> 32n);
    assert.deepEqual(
      [...options],
      [
        [2, halves],
        [3, halves],
        [4, 10n],
        [5, 2n],
        [7, 3n],
        [8, 1n],
      ],
    );
    const file = save(Buffer.concat([...parts, end]));
    assert.equal((await all(createOfflineSession(file))).length, 1);
  });

  it('has keys that the readers tell, and names that tshark shows', async function () {
    const writer = new CaptureWriter(FORMAT);
    const keys = `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`;
    const names = { '10.0.0.2': 'server.example', '2001:db8::1': ['six.example', 'six'] };
    const packet = raw_of({ bytes: udp_frame('x') });
    const parts = [
      writer.header(),
      writer.secrets(keys),
      writer.names(names),
      writer.record(packet),
    ];
    const file = save(Buffer.concat([...parts, writer.end()]));
    for (const session of [createOfflineSession(file), read_capture(file)]) {
      const told = [];
      session.on('secrets', (lines) => told.push(lines.toString()));
      await all(session);
      assert.deepEqual(told, [keys]);
    }
    const args = ['-r', file, '-N', 'n', '-T', 'fields', '-e', 'ip.dst_host'];
    assert.equal(output_of(this, 'tshark', args).trim(), 'server.example');
    assert.throws(() => writer.names({ 'no address': 'x' }), { code: 'ERR_PCAP_OPTION' });
    assert.throws(() => writer.names({ '10.0.0.1': [] }), { code: 'ERR_PCAP_OPTION' });
  });

  it('of no packets is a file all the same', async () => {
    const interfaces = [{ name: 'lo', link_type: 'LINKTYPE_RAW' }];
    const session = createOfflineSession(save(await written([], { interfaces })));
    assert.equal(session.link_type, 'LINKTYPE_RAW');
    assert.deepEqual(await all(session), []);
  });

  it('refuses what it can not hold', () => {
    const writer = new CaptureWriter(FORMAT);
    const packet = raw_of({ bytes: udp_frame('x') });
    const wrong = [
      () => new CaptureWriter({ format: 'png' }),
      () => new CaptureWriter({ ...FORMAT, interfaces: 'eth0' }),
      () => new CaptureWriter({ ...FORMAT, interfaces: [{ name: 1 }] }),
      () => writer.record({}),
      () => writer.record(packet, { comment: 'x'.repeat(65536) }),
      () => new CaptureWriter().secrets('x'),
      () => new CaptureWriter().names({}),
    ];
    for (const call of wrong) assert.throws(call, { code: 'ERR_PCAP_OPTION' });
  });
});

describe('address_bytes', () => {
  it('takes every form of an address, and nothing else', () => {
    const hex = (text) => address_bytes(text)?.toString('hex');
    assert.equal(hex('192.0.2.255'), 'c00002ff');
    assert.equal(hex('::'), '00'.repeat(16));
    assert.equal(hex('::1'), `${'00'.repeat(15)}01`);
    assert.equal(hex('2001:DB8::5:0'), `20010db8${'00'.repeat(8)}00050000`);
    assert.equal(hex('1:2:3:4:5:6:7:8'), '00010002000300040005000600070008');
    assert.equal(hex('::ffff:192.0.2.1'), `${'00'.repeat(10)}ffffc0000201`);
    for (const text of [
      '',
      '1.2.3',
      '1.2.3.256',
      '1:2',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7:8:9',
      'g::',
    ]) {
      assert.equal(hex(text), undefined, text);
    }
  });
});
