'use strict';

// Golden captures of stores and brokers: memcached, RabbitMQ, and servers of our own for clients of
// MongoDB and Kafka, whose servers Debian does not have.

const { config, run, wait } = require('./programs');

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
