'use strict';

// How a PostgreSQL server of a test's own is made and started: the programs and their arguments.

const { as_user, find_program } = require('./wire');

/** As root, the server's programs run as their own user: root they refuse. */
const as_postgres = () => (process.getuid() === 0 ? as_user('postgres') : []);

/** The command that makes a database in the folder `data`, which has the user postgres. */
function init_command(data) {
  const options = ['-A', 'trust', '-U', 'postgres', '--no-sync', '--no-instructions'];
  return [...as_postgres(), find_program('initdb'), '-D', data, ...options];
}

/** The command that starts its server, with settings of postgresql.conf. */
function server_command(data, settings) {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    ...settings,
  };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [...as_postgres(), find_program('postgres'), '-D', data, ...options];
}

/** Settings with which it speaks TLS. */
const tls_settings = (cert, key) => ({ ssl: 'on', ssl_cert_file: cert, ssl_key_file: key });

/** Makes and starts one on a Wire; resolves when it lets clients in. */
async function serve_postgresql(wire, settings = {}) {
  const data = wire.path('data');
  const [init, ...how] = init_command(data);
  const { status, stderr } = wire.run(init, how);
  if (status !== 0) throw new Error(`initdb: ${stderr}`);
  const [program, ...args] = server_command(data, settings);
  const server = await wire.serve(5432, program, args);
  server.stop_signal = 'SIGINT';
  const question = ['-X', '-h', '127.0.0.1', '-U', 'postgres', '-c', 'select 1'];
  while (wire.run('psql', question).status !== 0); // it listens before it lets clients in
}

exports.init_command = init_command;
exports.serve_postgresql = serve_postgresql;
exports.server_command = server_command;
exports.tls_settings = tls_settings;
