'use strict';

// Golden captures of databases: real servers, and their own clients.

const path = require('node:path');
const { as_user, find_program } = require('../../test/helpers/wire');
const { config, folder, run, serve } = require('./programs');

const STATEMENTS = `select count(*) from pg_class;
select pg_sleep(0.3);
select nosuch;
`;

exports.postgresql = {
  filter: 'tcp port 5432',
  wait_for: 20,
  prepare: async ({ net, keep }) => {
    const data = path.join(folder(), 'data');
    const [setpriv, ...as] = as_user('postgres');
    const make = ['-D', data, '-A', 'trust', '-U', 'postgres', '-N'];
    await run(net.b, setpriv, ...as, find_program('initdb'), ...make);
    const settings = { listen_addresses: '10.9.0.2', unix_socket_directories: data, fsync: 'off' };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const access = config('host all all 10.9.0.0/24 trust\n');
    options.push('-c', `hba_file=${access}`);
    const server = [...as, find_program('postgres'), '-D', data, ...options];
    await serve(keep, net.b, setpriv, server, /ready to accept connections/);
  },
  traffic: async ({ net }) => {
    const script = config(STATEMENTS);
    await run(net.a, 'psql', '-X', '-h', '10.9.0.2', '-U', 'postgres', '-f', script);
  },
};
