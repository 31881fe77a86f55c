'use strict';

// What is captured: real clients that talk to real servers, each with a key log of its own.

const CIPHERS = [
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES128-SHA256',
  'AES128-SHA',
  'AES256-GCM-SHA384',
];
const SUITES = ['TLS_AES_128_CCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const PATHS = ['/small', '/page?a=1', '/large', '/missing', '/small?again'];

const urls = (base, paths = PATHS) => paths.map((path) => base + path);
const curl = (...args) => [
  'curl',
  '-sk',
  ...args.flatMap((arg) => (/^http/.test(arg) ? [arg, '-o', '/dev/null'] : [arg])),
];

/** nginx: TLS on 8443, clear on 8080 (HTTP/1) and 8081 (HTTP/2). */
const TLS = 'https://127.0.0.1:8443';

/** { name: [program, ...arguments] }; {keys}: the key log, {dir}: the working directory */
const SCENARIOS = {
  'curl-h2-tls13': curl('--http2', ...urls(TLS)),
  'curl-h2-tls12': curl('--http2', '--tls-max', '1.2', ...urls(TLS)),
  'curl-h2-parallel': curl('--http2', '-Z', ...urls(TLS), ...urls(TLS)),
  'curl-http1-tls13': curl('--http1.1', ...urls(TLS)),
  'curl-http1-tls12': curl('--http1.1', '--tls-max', '1.2', ...urls(TLS)),
  'curl-h2-post': curl('--http2', '--data-binary', '@{dir}/www/large', ...urls(TLS, ['/small'])),
  'curl-http1-post': curl('--http1.1', '-F', 'file=@{dir}/www/page', ...urls(TLS, ['/small'])),
  'curl-clear-h2': curl('--http2-prior-knowledge', ...urls('http://127.0.0.1:8081')),
  ...Object.fromEntries(
    CIPHERS.map((cipher) => [
      `curl-${cipher}`,
      curl('--http1.1', '--tls-max', '1.2', '--ciphers', cipher, ...urls(TLS)),
    ]),
  ),
  'nghttp-clear': ['nghttp', '-n', ...urls('http://127.0.0.1:8081')],
  'h2load-clear': ['h2load', '-n', '200', '-c', '4', '-m', '10', ...urls('http://127.0.0.1:8081')],
  ...Object.fromEntries(
    SUITES.map((suite) => [
      `openssl-${suite}`,
      [
        ...['sh', '-c'],
        `(sleep 0.2; printf 'GET /small HTTP/1.0\\r\\n\\r\\n'; sleep 0.5) | openssl s_client -quiet -keylogfile {keys} -connect 127.0.0.1:9443 -ciphersuites ${suite}`,
      ],
    ]),
  ),
  'node-http2': ['node', '--tls-keylog={keys}', '{here}/node_client.js', 'http2', TLS],
  'node-https': ['node', '--tls-keylog={keys}', '{here}/node_client.js', 'https', TLS],
  'grpc-js': ['node', '--tls-keylog={keys}', '{here}/node_client.js', 'grpc', '127.0.0.1:9444'],
  chromium: [
    ...[
      'chromium',
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
    ],
    ...[
      '--ignore-certificate-errors',
      '--user-data-dir={dir}/chromium',
      '--dump-dom',
      `${TLS}/index.html`,
    ],
  ],
};

const CONFIGURATION = (folder) => `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  types { text/html html; }
  server {
    listen 8080;
    listen 8081 http2;
    listen 8443 ssl http2;
    root ${folder}/www;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers ALL:@SECLEVEL=0;
    gzip on;
    error_page 405 =200 $uri;
  }
}
`;

exports.CONFIGURATION = CONFIGURATION;
exports.SCENARIOS = SCENARIOS;
exports.SUITES = SUITES;
