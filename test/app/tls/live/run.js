'use strict';

// curl, Node.js and Chromium talk to nginx over a veth pair; we watch one end of it, live.

const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { missing } = require('../../../helpers/missing');
const { veth_pair } = require('../../../helpers/netns');

const CERTIFICATE = path.join(__dirname, '..', 'certificate');
const ORIGIN = 'https://10.9.0.2:8443';
const QUIET = { stdio: 'ignore' };

const configuration = (folder) => `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log;
events { worker_connections 1024; }
http {
  log_format urls '$request_completion $request_uri';
  access_log ${folder}/urls urls;
  client_body_temp_path ${folder}/body;
  keepalive_requests 1000000;
  large_client_header_buffers 8 16k;
  types { text/html html; }
  server {
    listen 10.9.0.2:8443 ssl http2;
    root ${folder}/www;
    ssl_certificate ${CERTIFICATE}/certificate.pem;
    ssl_certificate_key ${CERTIFICATE}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    location / { default_type text/plain; return 200 "$request_uri$request_uri$request_uri"; }
    location = /page.html { }
  }
}
`;

function page(count) {
  const images = Array.from({ length: count }, (_, i) => `<img src="/chromium/${i}">`);
  return `<html>${images.join('')}</html>`;
}

function prepare(requests) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-tls-live-'));
  fs.mkdirSync(path.join(folder, 'www'));
  fs.writeFileSync(path.join(folder, 'www', 'page.html'), page(Math.ceil(requests / 10)));
  fs.writeFileSync(path.join(folder, 'nginx.conf'), configuration(folder));
  fs.writeFileSync(path.join(folder, 'keys'), '');
  execFileSync('chmod', ['-R', 'a+rwX', folder]);
  return folder;
}

/** Commands of the clients: one request of ten is Chromium's, two are curl's. */
function clients(requests, folder, has_chromium) {
  const keys = path.join(folder, 'keys');
  const tenth = Math.ceil(requests / 10);
  const url = (kind) => `${ORIGIN}/${kind}/[1-${tenth}]`;
  const browser = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
  ];
  browser.push('--ignore-certificate-errors', `--user-data-dir=${folder}/chromium`, '--dump-dom');
  const commands = [
    ['curl', '-sk', '-Z', '--parallel-max', '10', '--http2', url('curl2')],
    ['curl', '-sk', '--http1.1', '--tls-max', '1.2', url('curl1')],
    [
      process.execPath,
      `--tls-keylog=${keys}`,
      path.join(__dirname, 'client.js'),
      `${tenth * 7}`,
      ORIGIN,
    ],
  ];
  if (has_chromium) commands.push(['timeout', '90', 'chromium', ...browser, `${ORIGIN}/page.html`]);
  return commands;
}

/** Sends the marker until the watcher, which it ends, has seen it. */
async function mark(pair, watcher) {
  while (!watcher.is_gone && watcher.said.length === 0) {
    const marker = pair.a.spawn('bash', ['-c', 'echo end >/dev/udp/10.9.0.2/9'], QUIET);
    await once(marker, 'exit');
  }
  await watcher.gone;
  return JSON.parse(Buffer.concat(watcher.said));
}

async function start_watcher(pair, args) {
  const script = path.join(__dirname, 'watch.js');
  const child = pair.a.spawn(process.execPath, [script, ...args]);
  const watcher = { child, said: [], is_gone: false, gone: once(child, 'close') };
  watcher.gone.then(() => (watcher.is_gone = true));
  child.stdout.on('data', (bytes) => watcher.said.push(bytes));
  const [words] = await once(child.stderr, 'data');
  if (!String(words).startsWith('ready')) throw new Error(String(words));
  child.stderr.resume();
  return watcher;
}

async function run_clients(pair, folder, commands) {
  const env = { ...process.env, SSLKEYLOGFILE: path.join(folder, 'keys') };
  await Promise.all(
    commands.map(async ([program, ...args]) => {
      const own = program === process.execPath ? process.env : env;
      const [status] = await once(pair.a.spawn(program, args, { ...QUIET, env: own }), 'exit');
      if (status !== 0 && program !== 'timeout') throw new Error(`${program} ended with ${status}`);
    }),
  );
}

function listens(pair) {
  return pair.b.exec('ss', '-Htln', 'sport = :8443').trim() !== '';
}

/** The URLs of nginx's log that were answered to the end. */
function answered(log) {
  const lines = log.split('\n').filter((line) => line.startsWith('OK '));
  return lines.map((line) => line.slice('OK '.length));
}

/**
 * @param {object} how
 * @param {number} how.requests  about so many
 * @param {number} how.loss  share of the packets that the capture loses
 * @param {number} how.late  milliseconds that secrets are late
 * @returns {Promise<object>}  as watch.js says, and: `asked`, what nginx has answered; `missing` of
 *   these; `extra`, what it has not
 */
async function run_live({ requests, loss, late, has_chromium }) {
  const folder = prepare(requests);
  const pair = veth_pair();
  let nginx;
  let watcher;
  try {
    nginx = pair.b.spawn('nginx', ['-c', path.join(folder, 'nginx.conf')], QUIET);
    while (!listens(pair)) {
      if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`);
      await new Promise(setImmediate);
    }
    const how = ['va', path.join(folder, 'keys'), `${loss}`, `${late}`];
    watcher = await start_watcher(pair, how);
    await run_clients(pair, folder, clients(requests, folder, has_chromium));
    const stopped = once(nginx, 'exit');
    nginx.kill('SIGQUIT');
    await stopped;
    const seen = await mark(pair, watcher);
    const asked = answered(fs.readFileSync(path.join(folder, 'urls'), 'latin1'));
    const { complete } = seen;
    const unseen = missing(asked, complete);
    return { ...seen, asked, missing: unseen, extra: missing(complete, asked) };
  } finally {
    if (nginx?.exitCode === null) nginx.kill();
    watcher?.child.kill();
    pair.remove();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

exports.run_live = run_live;
