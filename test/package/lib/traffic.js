'use strict';

// The two ends of the traffic in network.js: `node traffic.js server` and `node traffic.js client`.

const dgram = require('node:dgram');
const http = require('node:http');
const net = require('node:net');

const SERVER = '10.99.0.2';
const INTERVAL = 50; // milliseconds

const QUESTION = Buffer.from(
  '1234' + // id
    '0100' + // recursion desired
    '0001000000000000' + // one question
    '076578616d706c6503636f6d00' + // example.com
    '00010001', // A, IN
  'hex',
);

const ANSWER = Buffer.concat([
  Buffer.from('12348180' + '0001000100000000', 'hex'), // an answer to one question
  QUESTION.subarray(12),
  Buffer.from('c00c00010001' + '0000003c' + '0004' + '5db8d822', 'hex'), // 93.184.216.34, 60 s
]);

function line_server() {
  return net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.end('hello from the server\n'));
  });
}

function serve() {
  const names = http.createServer((request, response) => response.end('Hello over HTTP\n'));
  const dns = dgram.createSocket('udp4');
  dns.on('message', (_, from) => dns.send(ANSWER, from.port, from.address));
  dns.bind(53);
  names.listen(80, () => line_server().listen(7000, () => console.log('ready')));
}

function talk_lines(host) {
  const socket = net.connect(7000, host, () => socket.write('hello from the client\n'));
  socket.on('error', () => {});
  socket.resume();
}

function talk(answered) {
  const request = http.get({ host: SERVER, path: '/greeting?n=1', agent: false }, (response) => {
    response.resume();
    answered();
  });
  request.on('error', () => {});
  talk_lines(SERVER);
  talk_lines('127.0.0.1');
  const dns = dgram.createSocket('udp4');
  dns.on('message', () => dns.close());
  dns.on('error', () => {});
  dns.send(QUESTION, 53, SERVER);
}

if (process.argv[2] === 'server') {
  serve();
} else {
  let is_ready = false; // once the server has answered, so that the neighbour is known
  line_server().listen(7000, '127.0.0.1', () => {
    setInterval(talk, INTERVAL, () => {
      if (!is_ready) console.log('ready');
      is_ready = true;
    });
  });
}
