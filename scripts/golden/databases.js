'use strict';

// Golden captures of databases: real servers, and their own clients.

const path = require('node:path');
const { init_command, server_command } = require('../../test/helpers/postgresql');
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
    await run(net.b, ...init_command(data));
    const access = config('host all all 10.9.0.0/24 trust\n');
    const settings = {
      listen_addresses: '10.9.0.2',
      unix_socket_directories: data,
      hba_file: access,
    };
    const [program, ...server] = server_command(data, settings);
    await serve(keep, net.b, program, server, /ready to accept connections/);
  },
  traffic: async ({ net }) => {
    const script = config(STATEMENTS);
    await run(net.a, 'psql', '-X', '-h', '10.9.0.2', '-U', 'postgres', '-f', script);
  },
};
