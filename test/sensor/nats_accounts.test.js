'use strict';

// With real nats-servers: accounts whose users have credentials, and a leaf node.

const assert = require('node:assert/strict');
const nats = require('@nats-io/transport-node');
const { temporary_folder } = require('../helpers/savefile');
const { SAMPLE } = require('../tools/tool');
const { NATSServer, needs_nats, pcap_said } = require('./nats');

const FLOWS = 6; // in SAMPLE

const { nkeys } = nats;
const base64 = (text) => Buffer.from(text).toString('base64url');

/** A JWT as NATS has them: `claims` about the key `subject`, signed by the key pair `issuer`. */
function token(issuer, subject, claims) {
  const iss = issuer.getPublicKey();
  const body = {
    jti: subject,
    iat: 1700000000,
    iss,
    sub: subject,
    nats: { ...claims, version: 2 },
  };
  const head = base64('{"typ":"JWT","alg":"ed25519-nkey"}');
  const signed = `${head}.${base64(JSON.stringify(body))}`;
  const signature = issuer.sign(Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

const NO_LIMITS = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true };
const STORAGE = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

/** An operator with an account: the server's configuration, and a user's credentials. */
function operator_and_user() {
  const operator = nkeys.createOperator();
  const [system, account] = [nkeys.createAccount(), nkeys.createAccount()];
  const user = nkeys.createUser();
  const preloaded = (pair, limits) => {
    const key = pair.getPublicKey();
    return `${key}: ${token(operator, key, { type: 'account', limits })}`;
  };
  const limits = { ...NO_LIMITS, conn: -1, leaf: -1 };
  const config = `
    operator: ${token(operator, operator.getPublicKey(), { type: 'operator' })}
    system_account: ${system.getPublicKey()}
    resolver: MEMORY
    resolver_preload: {
      ${preloaded(system, limits)}
      ${preloaded(account, { ...limits, ...STORAGE })}
    }`;
  const { subs, data, payload } = NO_LIMITS;
  const claims = { type: 'user', subs, data, payload, pub: {}, sub: {} };
  const jwt = token(account, user.getPublicKey(), claims);
  const seed = Buffer.from(user.getSeed()).toString();
  return { config, creds: credentials(jwt, seed), seed };
}

function credentials(jwt, seed) {
  const part = (name, text) => `-----BEGIN ${name}-----\n${text}\n------END ${name}------\n`;
  return part('NATS USER JWT', jwt) + part('USER NKEY SEED', seed);
}

describe('sensors and accounts of NATS', function () {
  this.timeout(120_000);
  const folder = temporary_folder();
  const servers = [];
  before(function () {
    needs_nats(this);
  });
  after(async () => {
    for (const server of servers) await server.remove();
    folder.remove();
  });

  async function start(config) {
    const server = await new NATSServer({ config }).start();
    servers.push(server);
    return server;
  }

  const options_file = (name, options) => folder.write(name, JSON.stringify(options));

  it('creds_file names a file with the credentials of a user', async () => {
    const { config, creds, seed } = operator_and_user();
    const { address } = await start(config);
    const creds_file = folder.write('user.creds', creds);
    const given = ['--nats', options_file('creds.json', { creds_file })];
    const sensor = await pcap_said('sensor', '-r', SAMPLE, '--to', address, ...given);
    assert.equal(sensor.code, 0, sensor.stderr);
    const read = await pcap_said('flows', '-r', `${address}?until=end`, ...given);
    assert.equal(read.lines.length, FLOWS, read.stderr);
    assert.ok(![sensor, read].some(({ stdout, stderr }) => (stdout + stderr).includes(seed)));
    const without = await pcap_said('flows', '-r', `${address}?until=end`);
    assert.notEqual(without.code, 0);
    assert.match(without.stderr, /can't connect to nats:\/\/\S+.*uthoriz/i);
  });

  it('domain names the JetStream of another server, behind a leaf node', async () => {
    const hub = await start('jetstream: { domain: hub }\nleafnodes: { listen: "127.0.0.1:-1" }');
    const [, port] = await hub.child.said(/Listening for leafnode connections on \S+?:(\d+)/);
    const remotes = `leafnodes: { remotes: [ { url: "nats://127.0.0.1:${port}" } ] }`;
    const leaf = await start(`jetstream: { domain: leaf }\n${remotes}`);
    await leaf.child.said(/Leafnode connection created/);
    const given = ['--nats', options_file('domain.json', { domain: 'hub' })];
    const sensor = await pcap_said('sensor', '-r', SAMPLE, '--to', leaf.address, ...given);
    assert.equal(sensor.code, 0, sensor.stderr);
    const read = await pcap_said('flows', '-r', `${hub.address}?until=end`);
    assert.equal(read.lines.length, FLOWS, read.stderr);
  });
});
