// Compiled, not run: sensors, and what reads from them.

import { createOfflineSession, createSession, TLSKeys } from 'pcap';
import { file_sink, flow_hash, nats_sink, PARTITIONS, publish, read_records } from 'pcap/sensor';
import type { SensorBatch, Sink } from 'pcap/sensor';

const session = createOfflineSession('a.pcap');
const publisher = publish(session, 'nats://127.0.0.1:4222', {
  records: ['http', 'flows'],
  packets: 'tcp port 80',
  keys: new TLSKeys(),
  spool: '/var/spool/pcap',
});
publisher.on('drop', ({ kind, count, bytes, reason }) => use(kind, count, bytes, reason));
publisher.on('retry', (error) => use(error.message));
// @ts-expect-error an event that does not exist
publisher.on('dropped', () => {});
// @ts-expect-error a kind that does not exist
publish(session, 'folder', { records: ['smb'] });

class Counter implements Sink {
  partitions = PARTITIONS;
  bytes = 0;
  async write(batch: SensorBatch): Promise<void> {
    this.bytes += batch.bytes.length;
  }
  close(): void {}
}
publish(session, new Counter());
publish(session, file_sink('folder', { rotate_size: 1000, max_files: 3 }));
publish(session, nats_sink('tls://h', { connection: { user: 'me' }, stream: { max_bytes: 1 } }));

async function read(): Promise<void> {
  for await (const { sensor, run, seq, type } of read_records('nats://h/pcap.http', {
    share: '1/3',
  })) {
    use(sensor, run, seq, type, flow_hash('192.0.2.1:80', '192.0.2.2:1'));
  }
  const bus = createSession('nats://h', { consumer: 'me', until: 'end', filter: 'tcp' });
  for await (const raw of bus) use(raw.buf, bus.stats().duplicates);
  use((await publisher.close()).sent_records);
}

function use(...values: unknown[]): void {
  void [values, read];
}
