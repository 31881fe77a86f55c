'use strict';

// Golden captures of stores and brokers: memcached, RabbitMQ, and servers of our own for clients of
// MongoDB and Kafka, whose servers Debian does not have.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { config, folder, run, serve, wait } = require('./programs');

/** The text protocol by pymemcache, the binary one by bmemcached, the meta one by lines. */
const MEMCACHED_CLIENT = `
import socket
from pymemcache.client.base import Client
client = Client(('10.9.0.2', 11211), default_noreply=False)
client.set('greeting', 'hello', expire=60)
client.set('count', '41')
client.incr('count', 1)
client.get_many(['greeting', 'count', 'nothing'])
client.gets('greeting')
client.set('quiet', 'x', noreply=True)
client.add('greeting', 'no')
client.touch('count', 30)
client.delete('nothing')
client.version()
client.stats()
client.quit()
import bmemcached
binary = bmemcached.Client(('10.9.0.2:11211',))
binary.set('key', 'value', 60)
binary.get('key')
binary.get('nothing')
binary.get_multi(['key', 'greeting', 'nothing'])
binary.incr('hits', 5)
binary.delete('key')
binary.disconnect_all()
meta = socket.create_connection(('10.9.0.2', 11211))
for line in ('ms k 5 T60\\r\\nhello\\r\\n', 'mg k v f t k O7\\r\\n', 'mg a v q O1\\r\\nmg k v q O2\\r\\nmn\\r\\n', 'me k\\r\\n', 'md k\\r\\n'):
    meta.sendall(line.encode())
    meta.recv(4096)
meta.close()
`;

exports.memcached = {
  filter: 'tcp port 11211',
  wait_for: 70,
  most: 100,
  prepare: async ({ net, keep }) => {
    const options = ['-u', 'memcache', '-l', '10.9.0.2', '-t', '1'];
    keep(net.b.spawn('memcached', options, { stdio: 'ignore' }));
    await wait(1000);
  },
  traffic: ({ net }) => run(net.a, '/usr/bin/python3', config(MEMCACHED_CLIENT, 'client.py')),
};

exports.amqp = {
  filter: 'tcp port 5672',
  wait_for: 60,
  most: 250,
  prepare: async ({ net, keep }) => {
    const place = folder();
    const settings = {
      HOME: place,
      RABBITMQ_NODENAME: 'golden@localhost',
      RABBITMQ_MNESIA_BASE: place,
      RABBITMQ_LOG_BASE: place,
      RABBITMQ_LOGS: '-',
      RABBITMQ_PID_FILE: `${place}/pid`,
      RABBITMQ_CONFIG_FILE: config('loopback_users = none\n', 'rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: config('[].', 'enabled_plugins'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_listen_min 25672',
    };
    const server = '/usr/lib/rabbitmq/bin/rabbitmq-server';
    const environment = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    await serve(keep, net.b, 'env', [...environment, server], /Server startup complete/);
  },
  traffic: async ({ net }) => {
    const url = ['--url', 'amqp://guest:guest@10.9.0.2:5672'];
    await run(net.a, 'amqp-declare-queue', ...url, '-q', 'orders', '-d');
    const publish = ['-e', 'amq.direct', '-r', 'orders', '-C', 'text/plain', '-b', 'hello', '-p'];
    await run(net.a, 'amqp-publish', ...url, '-r', 'orders', '-b', 'first');
    await run(net.a, 'amqp-publish', ...url, ...publish);
    await run(net.a, 'amqp-get', ...url, '-q', 'orders');
    await run(net.a, 'amqp-publish', ...url, '-r', 'orders', '-b', 'second');
    await run(net.a, 'amqp-consume', ...url, '-q', 'orders', '-c', '1', 'cat');
    await run(net.a, 'amqp-get', ...url, '-q', 'nothing');
    await run(net.a, 'amqp-delete-queue', ...url, '-q', 'orders');
  },
};

/** A folder with packages of npm, which are no dependencies of ours. */
function packages(...names) {
  const place = folder();
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync('npm', ['install', '--prefix', place, ...options, ...names], { stdio: 'ignore' });
  return place;
}

const MONGODB_CLIENT = `
const { MongoClient } = require('mongodb');
const options = { maxPoolSize: 1, serverMonitoringMode: 'poll', directConnection: true };
async function main(more) {
  const client = new MongoClient('mongodb://10.9.0.2:27017', { ...options, ...more });
  const orders = client.db('shop').collection('orders');
  await orders.insertMany([1, 2, 3, 4, 5].map((i) => ({ _id: i, item: 'item ' + i, sold: i > 3 })));
  await orders.insertOne({ _id: 1 }).catch(() => {});
  await orders.find({}, { batchSize: 2 }).toArray();
  await orders.findOne({ item: 'item 2' });
  await orders.updateMany({ sold: true }, { $set: { shipped: true } });
  await orders.deleteMany({});
  await client.db('shop').command({ nonsense: 1 }).catch(() => {});
  await client.close();
}
main({}).then(() => main({ compressors: ['zlib'] }));
`;

exports.mongodb = {
  filter: 'tcp port 27017',
  wait_for: 60,
  most: 200,
  prepare: async ({ net, keep }) => {
    const place = (exports.mongodb.place = packages('mongodb@6'));
    const server = path.join(__dirname, 'mongodb_server.js');
    const args = [server, '10.9.0.2', '27017', path.join(place, 'node_modules')];
    await serve(keep, net.b, process.execPath, args, /listening/);
  },
  traffic: ({ net }) => {
    const client = path.join(exports.mongodb.place, 'client.js');
    fs.writeFileSync(client, MONGODB_CLIENT);
    return run(net.a, process.execPath, client);
  },
};

/** kafkajs speaks the versions before flexible ones, @platformatic/kafka these. */
const KAFKA_CLIENT = `
const { Kafka, CompressionTypes, logLevel } = require('kafkajs');
const { Producer } = require('@platformatic/kafka');
const kafka = new Kafka({ clientId: 'shop', brokers: ['10.9.0.2:9092'], logLevel: logLevel.NOTHING });
async function main() {
  const producer = kafka.producer();
  await producer.connect();
  const messages = ['one', 'two', 'three'].map((value, i) => ({ key: 'key ' + i, value }));
  await producer.send({ topic: 'orders', messages });
  await producer.send({ topic: 'orders', messages, compression: CompressionTypes.GZIP });
  await producer.disconnect();
  const consumer = kafka.consumer({ groupId: 'workers', maxWaitTimeInMs: 300 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  let seen = 0;
  await new Promise((done) => {
    consumer.run({ eachMessage: async () => { if (++seen === 6) done(); } });
  });
  await consumer.disconnect();
  const modern = new Producer({ clientId: 'modern', bootstrapBrokers: ['10.9.0.2:9092'] });
  await modern.send({ messages: [{ topic: 'orders', key: Buffer.from('k'), value: Buffer.from('four') }] });
  await modern.close();
}
main();
`;

exports.kafka = {
  filter: 'tcp port 9092',
  wait_for: 60,
  most: 200,
  prepare: async ({ net, keep }) => {
    exports.kafka.place = packages('kafkajs@2', '@platformatic/kafka@1');
    const broker = path.join(__dirname, 'kafka_broker.js');
    await serve(keep, net.b, process.execPath, [broker, '10.9.0.2', '9092'], /listening/);
  },
  traffic: ({ net }) => {
    const client = path.join(exports.kafka.place, 'client.js');
    fs.writeFileSync(client, KAFKA_CLIENT);
    return run(net.a, process.execPath, client);
  },
};

// A call whose messages are on one TCP connection.
exports.sip_tcp = {
  filter: 'tcp port 5060',
  wait_for: 20,
  prepare: async ({ net, keep }) => {
    const options = ['-sn', 'uas', '-t', 't1', '-i', '10.9.0.2', '-p', '5060', '-nostdin'];
    keep(net.b.spawn('sipp', options, { stdio: 'ignore' }));
    await wait(700);
  },
  traffic: ({ net }) => {
    const options = ['-sn', 'uac', '-t', 't1', '-i', '10.9.0.1', '-m', '3', '-d', '100'];
    return run(net.a, 'sipp', ...options, '-nostdin', '10.9.0.2:5060');
  },
};

// dnsmasq, asked by dig, several questions on a connection.
exports.dns_tcp = {
  filter: 'tcp port 53',
  wait_for: 30,
  prepare: ({ net, keep }) => {
    const records = ['--address=/one.example/192.0.2.1', '--txt-record=two.example,hello'];
    const options = ['--no-daemon', '--conf-file=/dev/null', '--no-resolv', '--no-hosts'];
    const names = ['--listen-address=10.9.0.2', '--bind-interfaces', ...records];
    return serve(keep, net.b, 'dnsmasq', [...options, ...names], /started/);
  },
  traffic: async ({ net }) => {
    const dig = (...words) => run(net.a, 'dig', '@10.9.0.2', '+tcp', ...words);
    await dig('+keepopen', 'one.example', 'A', 'two.example', 'TXT', 'one.example', 'AAAA');
    await dig('nothing.example', 'MX');
  },
};
