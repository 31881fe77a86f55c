'use strict';

// Servers with TLS that the system has, and connections to them that are written down on their way.

const { execFileSync, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { Duplex } = require('node:stream');
const { init_command, server_command, tls_settings } = require('../../helpers/postgresql');

const CERTIFICATE = path.join(__dirname, 'certificate');
const TRIES = 2000;

function has(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

async function free_port() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A socket to a port, as soon as something listens there. */
async function connect(port) {
  for (let n = 0; ; n++) {
    const socket = net.connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (n === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A socket of which each piece is written down: { stream, chunks }. */
function tapped(socket) {
  const chunks = [];
  const note = (direction, bytes) => chunks.push({ direction, bytes: Buffer.from(bytes) });
  const stream = new Duplex({
    read() {},
    write(bytes, encoding, done) {
      note('send', bytes);
      socket.write(bytes, done);
    },
    final: (done) => socket.end(done),
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (bytes) => {
    note('recv', bytes);
    stream.push(bytes);
  });
  socket.on('end', () => stream.push(null));
  socket.on('error', (error) => stream.destroy(error));
  return { stream, chunks };
}

/** A server in a folder of its own. */
class RealServer {
  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-tls-'));
    fs.chmodSync(this.folder, 0o755);
    for (const name of ['certificate.pem', 'key.pem']) {
      fs.copyFileSync(path.join(CERTIFICATE, name), this.path(name));
    }
  }

  path(name) {
    return path.join(this.folder, name);
  }

  start(program, args, options) {
    this.child = spawn(program, args, { stdio: 'ignore', cwd: this.folder, ...options });
    return this;
  }

  async stop(signal = 'SIGTERM') {
    const { exitCode, signalCode } = this.child ?? { exitCode: 0 };
    if (exitCode === null && signalCode === null) {
      this.child.kill(signal);
      await once(this.child, 'exit');
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

function start_redis(port) {
  const server = new RealServer();
  const files = ['--tls-cert-file', server.path('certificate.pem')];
  files.push('--tls-key-file', server.path('key.pem'), '--tls-auth-clients', 'no');
  const ports = ['--port', '0', '--tls-port', `${port}`, '--bind', '127.0.0.1'];
  return server.start('redis-server', [...ports, ...files, '--save', '']);
}

/** As root, it runs as the user postgres. */
function start_postgres(port) {
  const server = new RealServer();
  if (process.getuid() === 0) execFileSync('chown', ['-R', 'postgres:postgres', server.folder]);
  fs.chmodSync(server.path('key.pem'), 0o600);
  const data = server.path('data');
  const [init, ...how] = init_command(data);
  execFileSync(init, how, { stdio: 'ignore', cwd: server.folder });
  const tls = tls_settings(server.path('certificate.pem'), server.path('key.pem'));
  const [program, ...args] = server_command(data, { ...tls, port });
  return server.start(program, args);
}

/** Waits until PostgreSQL takes clients: it listens before it has started up, and refuses them. */
async function postgres_is_up(port) {
  const start = Buffer.from('000000170003000075736572' + '00706f7374677265730000', 'hex');
  for (let n = 0; n < TRIES; n++) {
    const socket = await connect(port);
    socket.write(start);
    const said = Promise.race([once(socket, 'data'), once(socket, 'close')]);
    const [answer] = await said.catch(() => []);
    socket.destroy();
    if (Buffer.isBuffer(answer) && answer[0] === 0x52) return; // R: authentication is over
  }
  throw new Error('PostgreSQL does not start up');
}

exports.connect = connect;
exports.free_port = free_port;
exports.has = has;
exports.postgres_is_up = postgres_is_up;
exports.start_postgres = start_postgres;
exports.start_redis = start_redis;
exports.tapped = tapped;
