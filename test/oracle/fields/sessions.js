'use strict';

// What sessions tell of all TCP connections of a file, in the order of the file. tshark puts
// segments together for these. `merged` rows are compared once, with the lists of all layers.

const { AppSession } = require('../../../lib/app');
const { read_capture } = require('../../../lib/file');
const { TCPTracker } = require('../../../lib/tcp');

/** The arguments of all events that sessions of a service emit: [[event, …], …]. */
async function events_of(file, service) {
  const events = [];
  const tracker = new TCPTracker();
  tracker.on('session', (tcp) => {
    new AppSession(tcp).on('service', (_, name, app) => {
      if (name === service) note(app, events);
    });
  });
  for await (const raw of read_capture(file)) tracker.track_packet(raw);
  tracker.close();
  return events;
}

function note(app, events) {
  const { emit } = app;
  app.emit = (name, self, ...rest) => {
    events.push([name, ...rest]);
    return emit.call(app, name, self, ...rest);
  };
}

/** A row of which `pick[field]` gives the values of each event. */
function merged(service, { tshark = service, fields }) {
  const rules = Object.entries(fields).map(([name, [event, pick, theirs]]) => {
    const ours = (events) =>
      events
        .filter(([each]) => [event].flat().includes(each))
        .flatMap(([, ...args]) => pick(...args) ?? []);
    return [name, [ours, theirs]];
  });
  return {
    tshark,
    reassembled: true,
    merged: true,
    no_golden: true,
    messages: async (file) => [await events_of(file, service)],
    fields: Object.fromEntries(rules),
  };
}

const all_of = (field) => (_, all) => all(field);
const numbers_of = (field) => (_, all) => all(field).map(Number);
const upper = (field) => (_, all) => all(field).map((text) => text.toUpperCase());

// What answers a challenge is a command to us, which tshark shows.
const verb_of = ({ verb, is_secret }) => (verb === 'AUTH' && is_secret ? [] : verb);

exports.ssh_session = merged('ssh', {
  tshark: 'ssh',
  fields: {
    banners: ['ssh banner', (_, { text }) => text, all_of('ssh.protocol')],
    kex: ['ssh kexinit', (_, k) => k.kex_algorithms.join(','), all_of('ssh.kex_algorithms')],
    host_key: [
      'ssh kexinit',
      (_, k) => k.server_host_key_algorithms.join(','),
      all_of('ssh.server_host_key_algorithms'),
    ],
    hassh: ['ssh kexinit', (d, k) => (d === 'send' ? k.hassh : []), all_of('ssh.kex.hassh')],
    hassh_server: [
      'ssh kexinit',
      (d, k) => (d === 'recv' ? k.hassh : []),
      all_of('ssh.kex.hasshserver'),
    ],
  },
});

exports.ftp_session = merged('ftp', {
  fields: {
    verbs: ['ftp command', ({ verb }) => verb, upper('ftp.request.command')],
    codes: ['ftp reply', ({ code }) => code, numbers_of('ftp.response.code')],
  },
});

exports.smtp_session = merged('smtp', {
  fields: {
    verbs: ['smtp command', verb_of, upper('smtp.req.command')],
    // The reply to a message is told with it.
    codes: [['smtp reply', 'smtp message'], ({ code }) => code, numbers_of('smtp.response.code')],
  },
});

exports.imap_session = merged('imap', {
  fields: {
    tags: ['imap command', ({ tag }) => tag, all_of('imap.request_tag')],
    verbs: ['imap command', ({ verb }) => verb.replace('UID ', ''), upper('imap.request.command')],
    // Lines of a literal have something in the place of a tag.
    replies: [
      'imap reply',
      ({ tag }) => tag,
      (_, all) => all('imap.response_tag').filter((text) => /^[A-Z]\d+$/.test(text)),
    ],
  },
});

exports.pop3_session = merged('pop3', {
  tshark: 'pop',
  fields: {
    verbs: [
      'pop3 command',
      verb_of,
      (_, all) => all('pop.request.command').filter((text) => /^[A-Z]{3,4}$/.test(text)),
    ],
    statuses: [
      'pop3 reply',
      ({ status }) => (status === '+' ? [] : status), // a challenge
      all_of('pop.response.indicator'),
    ],
  },
});

const MQTT_TYPES =
  ' connect connack publish puback pubrec pubrel pubcomp subscribe suback unsubscribe unsuback pingreq pingresp disconnect auth'.split(
    ' ',
  );

exports.mqtt_session = merged('mqtt', {
  fields: {
    types: ['mqtt packet', (_, { type }) => MQTT_TYPES.indexOf(type), numbers_of('mqtt.msgtype')],
    topics: [
      'mqtt packet',
      (_, { topic, subscriptions = [] }) =>
        [topic ?? [], subscriptions.map((each) => each.topic ?? each.filter)].flat(),
      all_of('mqtt.topic'),
    ],
    messages: [
      'mqtt packet',
      (_, { payload }) => payload?.toString('hex'),
      (_, __, { fields }) => (fields.get('mqtt.msg') ?? []).map(({ value }) => value),
    ],
  },
});

const distinct = (texts) => [...new Set(texts)].filter(Boolean).sort();

exports.postgresql_session = merged('postgresql', {
  tshark: 'pgsql',
  fields: {
    tags: ['postgresql result', ({ tags }) => tags, all_of('pgsql.tag')],
  },
});

// A statement that is prepared is told each time it runs; tshark shows it once.
exports.postgresql_session.fields.queries = [
  (events) =>
    distinct(events.filter(([name]) => name === 'postgresql query').map(([, { text }]) => text)),
  (_, all) => distinct(all('pgsql.query')),
];

exports.mysql_session = merged('mysql', {
  fields: {
    queries: [
      'mysql query',
      ({ command, text }) => (command === 'QUERY' ? text : []),
      all_of('mysql.query'),
    ],
    errors: [
      ['mysql result', 'mysql login'],
      ({ error }) => error?.code,
      numbers_of('mysql.error_code'),
    ],
  },
});

const PATH = 'bgp.update.path_attribute';
const BGP_TYPES = ['', 'open', 'update', 'notification', 'keepalive', 'route_refresh'];
const PREFIXES = ['nlri', 'withdrawn', 'mp_reach_nlri_ipv4', 'mp_unreach_nlri_ipv4'];

/** The lists of all these fields, one after the other; undefined where there are none. */
const lists = (...names) => {
  return (_, all) => {
    const found = names.flatMap(all);
    return found.length > 0 ? found : undefined;
  };
};

/** The same of numbers. */
const as_numbers = (rule) => (one, all) => rule(one, all)?.map(Number);

const attribute = (name, field) => [
  ({ attributes }) => attributes?.[name],
  (one) => (one(field) === undefined ? undefined : Number(one(field))),
];

/** Addresses of all IPv4 prefixes, in order of their texts. */
function ipv4_prefixes({ withdrawn, nlri, attributes = {} }) {
  const { mp_reach, mp_unreach } = attributes;
  const routes = [withdrawn, mp_unreach?.nlri, mp_reach?.nlri, nlri].flatMap((each) => each ?? []);
  const texts = routes.map((route) => route.prefix ?? route);
  return texts.flatMap((text) => /^[\d.]+(?=\/)/.exec(text)?.[0] ?? []).sort();
}

exports.bgp_session = {
  tshark: 'bgp',
  reassembled: true,
  no_golden: true,
  messages: async (file) => {
    const events = await events_of(file, 'bgp');
    const told = events.flatMap(([name, , message]) => (name === 'bgp message' ? message : []));
    return told.sort((a, b) => a.time - b.time); // some waited for bytes that never came
  },
  fields: {
    size: 'bgp.length',
    type: [({ type }) => BGP_TYPES.indexOf(type), (one) => Number(one('bgp.type'))],
    hold_time: 'bgp.open.holdtime',
    bgp_identifier: 'bgp.open.identifier',
    capabilities: [
      ({ capabilities }) => capabilities?.map(({ code }) => code),
      as_numbers(lists('bgp.cap.type')),
    ],
    next_hop: [({ attributes }) => attributes?.next_hop, (one) => one(`${PATH}.next_hop`)],
    med: attribute('med', `${PATH}.multi_exit_disc`),
    local_pref: attribute('local_pref', `${PATH}.local_pref`),
    as_path: [
      ({ attributes }) =>
        [attributes?.as_path ?? [], attributes?.as4_path ?? []]
          .flat()
          .flatMap((segment) => segment.as_numbers),
      as_numbers(lists(`${PATH}.as_path_segment.as2`, `${PATH}.as_path_segment.as4`)),
    ],
    communities: [
      ({ attributes }) => attributes?.communities?.flatMap((text) => text.split(':').map(Number)),
      (one, all) => {
        const [ases, values] = ['as', 'value'].map((part) => all(`${PATH}.community_${part}`));
        return ases.length > 0 ? ases.flatMap((as, i) => [as, values[i]].map(Number)) : undefined;
      },
    ],
    prefixes: [
      ipv4_prefixes,
      (one, all) => lists(...PREFIXES.map((name) => `bgp.${name}_prefix`))(one, all)?.sort(),
    ],
  },
};
