'use strict';

// Teredo between miredo and miredo-server: qualification, and bubbles for an unused
// address. Teredo takes public addresses only, which are not seen outside the namespaces.

const { config, folder, run, serve, wait } = require('./programs');

const SERVER = ['11.9.0.2', '11.9.0.3'];

exports.teredo = {
  ipv6: true, // its own device has such addresses
  filter: 'udp port 3544 or udp port 3545',
  wait_for: 4,
  prepare: async ({ net, keep }) => {
    net.a.address('va', '11.9.0.1/24');
    for (const address of SERVER) net.b.address('vb', `${address}/24`);
    net.a.ip('route', 'add', 'default', 'via', SERVER[0]);
    const lines = ['Prefix 2001:0::', `ServerBindAddress ${SERVER[0]}`];
    const file = config([...lines, `ServerBindAddress2 ${SERVER[1]}`, ''].join('\n'));
    const args = ['-f', '-c', file, '-p', `${folder()}/pid`];
    await serve(keep, net.b, 'miredo-server', args, /Starting/);
    await wait(1000);
  },
  traffic: async ({ net, keep }) => {
    const servers = [`ServerAddress ${SERVER[0]}`, `ServerAddress2 ${SERVER[1]}`];
    const file = config(['InterfaceName teredo', ...servers, 'BindPort 3545', ''].join('\n'));
    const args = ['-f', '-c', file, '-p', `${folder()}/pid`];
    keep(net.a.spawn('miredo', args, { stdio: 'ignore' }));
    await wait(15000);
    await run(net.a, 'ping', '-6', '-c', '2', '-W', '2', '2001:0:b09:2::1');
  },
};
