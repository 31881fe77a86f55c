'use strict';

// node bus_job.js publish-messages|read-messages ADDRESS SIZE COUNT
// node bus_job.js publish-records|read-records ADDRESS RATE COUNT BATCH_TIME
//
// The two ends of bench/bus.js. Readers say "ready" when their consumers are there, and their
// result as JSON.

const { Publisher } = require('../lib/sensor/publisher');
const { nats_sink, read_records } = require('../lib/tools/sensor/index');
const { read_messages } = require('../lib/sensor/bus_session');

const IN_FLIGHT = 64;
const TICK = 10; // milliseconds between two pieces of a second's records
const [, , job, address, ...rest] = process.argv;
const numbers = rest.map(Number);

const now = () => performance.timeOrigin + performance.now();

/** Microseconds of processor time so far. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Makes the stream and the consumers, so that nothing of that is measured. */
async function warm_up(kind) {
  for await (const message of read_messages(address, kind, { until: 'end' })) void message;
  console.log('ready');
}

const jobs = {
  async 'publish-messages'(size, count) {
    const sink = nats_sink(address);
    const bytes = Buffer.alloc(size, 'x');
    let next = 1;
    const lane = async (partition) => {
      for (let seq = next++; seq <= count; seq = next++) {
        const batch = { sensor: 'bench', run: 'r', kind: 'http', partition, count: 1 };
        await sink.write({ ...batch, seq, last: seq, bytes });
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, (_, partition) => lane(partition)));
    await sink.close();
    console.log(JSON.stringify({ publisher_cpu: cpu() / count }));
  },

  async 'read-messages'(size, count) {
    await warm_up('http');
    const source = read_messages(address, 'http');
    let seen = 0;
    let first;
    let begin;
    for await (const message of source) {
      if (first === undefined) [first, begin] = [now(), cpu()];
      seen += message.count;
      if (seen === count) break;
    }
    const seconds = (now() - first) / 1000;
    console.log(JSON.stringify({ seconds, reader_cpu: (cpu() - begin) / count }));
  },

  async 'publish-records'(rate, count, batch_time) {
    const publisher = new Publisher(nats_sink(address), { batch_time });
    const begin = now();
    let made = 0;
    await new Promise((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(count, Math.floor(((now() - begin) / 1000) * rate));
        for (; made < due; made++) {
          const port = 1024 + (made % 5000);
          const record = `{"type":"x","made":${now()},"url":"/item/${made}?some=more&and=more"}`;
          publisher.add_record('http', record, `192.0.2.1:${port}`, '192.0.2.2:80');
        }
        if (made < count) return;
        clearInterval(timer);
        resolve();
      }, TICK);
    });
    await publisher.close();
  },

  async 'read-records'(rate, count) {
    await warm_up('http');
    const times = [];
    for await (const { made } of read_records(`${address}.http`)) {
      times.push(now() - made);
      if (times.length === count) break;
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.floor((times.length - 1) * share)];
    console.log(JSON.stringify({ p50: at(0.5), p99: at(0.99) }));
  },
};

jobs[job](...numbers);
