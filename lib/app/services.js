'use strict';

// Who takes a stream: a table by name. Programs add their own services, before or after those that
// are there; AppSession asks them in order, those of the connection's port first.
//
//     services.set('smtp', { ports: [25, 587], detect: ({ recv }) => …, Session: SMTPSession });

const detect = require('./detect');
const { HTTPSession } = require('./http1/session');
const { is_http2_preface } = require('./http1/detect');
const { begins_with_frame, begins_with_settings } = require('./http2/frame_sync');
const { RedisSession } = require('./redis/session');
const { looks_like_tls } = require('./tls/sniffer');
const { TLSSession } = require('./tls/session');

const REQUEST = /^[A-Z][A-Z-]{1,31} [^ \r\n]+ HTTP\/1\.\d\r?\n/;
const REQUEST_BEGINNING = /^[A-Z][A-Z-]{0,31}(?: [^ \r\n]*(?: H?T?T?P?\/?1?\.?\d?\r?)?)?$/;
const RESPONSE = /^HTTP\/1\.\d \d{3}/;
const RESP_COMMAND = /^\*[1-9]\d{0,6}\r\n\$\d{1,9}\r\n/;
const RESP_BEGINNING = /^\*(?:[1-9]\d{0,6}(?:\r(?:\n(?:\$\d{0,9}\r?)?)?)?)?$/;

/** How far a regular expression is from matching the beginning of bytes: true, false, undefined. */
function begins(bytes, whole, beginning) {
  const text = bytes.toString('latin1', 0, 1024);
  if (whole.test(text)) return true;
  return text === '' || beginning.test(text) ? undefined : false;
}

function detect_http({ send, recv }) {
  if (RESPONSE.test(recv.latin1Slice(0, Math.min(12, recv.length)))) return true;
  if (begins_with_settings(recv) || is_http2_preface(send) === 'yes') return true;
  if (begins_with_frame(send) || begins_with_frame(recv)) return true; // joined late
  return is_http2_preface(send) === 'maybe' ? undefined : begins(send, REQUEST, REQUEST_BEGINNING);
}

function detect_tls({ send }) {
  if (send.length === 0) return undefined;
  if (!looks_like_tls(send)) return false;
  return send.length < 6 ? undefined : true;
}

/** A service whose session is loaded when a connection has it. */
function lazy(ports, detect, load) {
  return {
    ports,
    detect,
    get Session() {
      return load();
    },
  };
}

/**
 * By name: `ports` of servers, `Session` (made as `new Session(below, options)`), and
 * `detect({ send, recv, on_port })`, which gets the first bytes of either side as Buffers, and
 * whether one of them has a port of the service, and says true, false, or undefined when it takes
 * more bytes.
 * @type {Map<string, { ports: number[], detect: Function, Session: Function }>}
 */
const services = new Map([
  ['tls', { ports: [443, 465, 636, 853, 993, 995, 8443], detect: detect_tls, Session: TLSSession }],
  ['http', { ports: [80, 8000, 8080, 8888, 3128], detect: detect_http, Session: HTTPSession }],
  [
    'redis',
    {
      ports: [6379],
      detect: ({ send }) => begins(send, RESP_COMMAND, RESP_BEGINNING),
      Session: RedisSession,
    },
  ],
  [
    'postgresql',
    lazy([5432], detect.is_postgresql, () => require('./postgresql/session').PostgreSQLSession),
  ],
  ['mqtt', lazy([1883], detect.is_mqtt, () => require('./mqtt/session').MQTTSession)],
  ['amqp', lazy([5672], detect.is_amqp, () => require('./amqp/session').AMQPSession)],
  ['dns', lazy([53], detect.is_dns, () => require('./dns/session').DNSSession)],
  ['sip', lazy([5060], detect.is_sip, () => require('./sip/session').SIPSession)],
  ['bgp', lazy([179], detect.is_bgp, () => require('./bgp/session').BGPSession)],
  ['smtp', lazy([25, 587, 2525], detect.is_smtp, () => require('./line/smtp').SMTPSession)],
  ['ftp', lazy([21], detect.is_ftp, () => require('./line/ftp').FTPSession)],
  ['imap', lazy([143], detect.is_imap, () => require('./line/imap').IMAPSession)],
  ['pop3', lazy([110], detect.is_pop3, () => require('./line/pop3').POP3Session)],
  ['nats', lazy([4222], detect.is_nats, () => require('./nats/session').NATSSession)],
  ['kafka', lazy([9092], detect.is_kafka, () => require('./kafka/session').KafkaSession)],
  ['modbus', lazy([502], detect.is_modbus, () => require('./modbus/session').ModbusSession)],
  [
    'memcached',
    lazy([11211], detect.is_memcached, () => require('./memcached/session').MemcachedSession),
  ],
  ['mongodb', lazy([27017], detect.is_mongodb, () => require('./mongodb/session').MongoDBSession)],
  ['mysql', lazy([3306], detect.is_mysql, () => require('./mysql/session').MySQLSession)],
  ['ssh', lazy([22], detect.is_ssh, () => require('./ssh/session').SSHSession)],
]);

exports.services = services;
