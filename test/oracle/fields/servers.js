'use strict';

const list = (values) => (values.length > 0 ? values : undefined);
const numbers = (values) => (values.length > 0 ? values.map(Number) : undefined);
const port =
  (...wanted) =>
  (_, { ports }) =>
    wanted.some((each) => ports.includes(String(each)));
const clean = (text) => text?.replace(/(\\r\\n|[\r\n])+$/, '').trim();

exports.radius = {
  tshark: 'radius',
  when: port(1645, 1646, 1812, 1813, 3799),
  fields: {
    code: 'radius.code',
    identifier: 'radius.id',
    length: 'radius.length',
    authenticator: 'radius.authenticator',
    'attributes[].type': [
      (radius) => radius.attributes?.map(({ type }) => type),
      (_, all) => numbers(all('radius.avp.type')),
    ],
    'attributes[].length': [
      (radius) => radius.attributes?.map(({ length }) => length),
      (_, all) => numbers(all('radius.avp.length')),
    ],
    'User-Name': [(radius) => radius.attribute('User-Name'), (one) => one('radius.User_Name')],
    'NAS-IP-Address': [
      (radius) => radius.attribute('NAS-IP-Address') && String(radius.attribute('NAS-IP-Address')),
      (one) => one('radius.NAS_IP_Address'),
    ],
    'NAS-Port': [
      (radius) => radius.attribute('NAS-Port'),
      (one) => one('radius.NAS_Port') && Number(one('radius.NAS_Port')),
    ],
    'Session-Timeout': [
      (radius) => radius.attribute('Session-Timeout'),
      (one) => one('radius.Session_Timeout') && Number(one('radius.Session_Timeout')),
    ],
    'Calling-Station-Id': [
      (radius) => radius.attribute('Calling-Station-Id'),
      (one) => one('radius.Calling_Station_Id'),
    ],
    vendor: [
      (radius) =>
        radius.attributes?.filter(({ type }) => type === 26).map(({ value }) => value?.vendor),
      (_, all) => numbers(all('radius.avp.vendor_id')),
    ],
  },
};

exports.tftp = {
  tshark: 'tftp',
  when: port(69),
  fields: {
    opcode: 'tftp.opcode',
    filename: [
      (tftp) => tftp.filename,
      (one) => one('tftp.source_file') ?? one('tftp.destination_file'),
    ],
    mode: 'tftp.type',
    block: [(tftp) => tftp.block, (one) => one('tftp.block') && Number(one('tftp.block'))],
    error_code: 'tftp.error.code',
    error_message: 'tftp.error.message',
    'options[].name': [
      (tftp) => tftp.options?.map(({ name }) => name),
      (_, all) => list(all('tftp.option.name')),
    ],
    'options[].value': [
      (tftp) => tftp.options?.map(({ value }) => value),
      (_, all) => list(all('tftp.option.value')),
    ],
  },
};

const of_5424 = (field) => (one) => (one('syslog.version') === undefined ? undefined : one(field));

exports.syslog = {
  tshark: 'syslog',
  when: port(514),
  fields: {
    facility: 'syslog.facility',
    severity: 'syslog.level',
    version: 'syslog.version',
    // What is no message of RFC 5424 tshark takes apart as one all the same.
    app_name: [(syslog) => syslog.app_name ?? '-', of_5424('syslog.appname')],
    hostname: [(syslog) => syslog.hostname ?? '-', of_5424('syslog.hostname')],
    process_id: [(syslog) => syslog.process_id ?? '-', of_5424('syslog.procid')],
    message_id: [
      (syslog) => syslog.message_id ?? '-',
      (one) => of_5424('syslog.msgid')(one)?.split(' ')[0],
    ],
  },
};

exports.coap = {
  tshark: 'coap',
  when: port(5683),
  fields: {
    version: 'coap.version',
    type: 'coap.type',
    code: 'coap.code',
    message_id: 'coap.mid',
    token: 'coap.token',
    'options[].length': [
      (coap) => coap.options?.map(({ length }) => length),
      (_, all) => {
        const extended = all('coap.opt.length_ext').length > 0;
        return extended ? undefined : numbers(all('coap.opt.length'));
      },
    ],
    'Uri-Path': [
      (coap) => coap.options?.filter(({ name }) => name === 'Uri-Path').map(({ value }) => value),
      (_, all) => list(all('coap.opt.uri_path')),
    ],
    data: 'coap.payload',
  },
};

const header = (name, field) => [(sip) => sip.header(name)?.trim(), (one) => clean(one(field))];

exports.sip = {
  tshark: 'sip',
  when: (theirs, { ports, transport }) => transport === 'udp' && ports.includes('5060'),
  fields: {
    method: [
      (sip) => sip.method,
      (one) => (one('sip.Request-Line') ? one('sip.Method') : undefined),
    ],
    uri: 'sip.r-uri',
    status_code: 'sip.Status-Code',
    call_id: header('call-id', 'sip.Call-ID'),
    from: header('from', 'sip.From'),
    to: header('to', 'sip.To'),
    cseq: header('cseq', 'sip.CSeq'),
    content_type: header('content-type', 'sip.Content-Type'),
    user_agent: header('user-agent', 'sip.User-Agent'),
    via: header('via', 'sip.Via'),
  },
};

exports.sdp = {
  tshark: 'sdp',
  when: (theirs, { ports, transport }) => transport === 'udp' && ports.includes('5060'),
  fields: {
    version: 'sdp.version',
    'origin.username': 'sdp.owner.username',
    'origin.session_id': 'sdp.owner.sessionid',
    'origin.address': 'sdp.owner.address',
    session_name: 'sdp.session_name',
    'media[].media': [
      (sdp) => sdp.media?.map(({ media }) => media),
      (_, all) => list(all('sdp.media.media')),
    ],
    'media[].port': [
      (sdp) => sdp.media?.map(({ port: number }) => number),
      (_, all) => numbers(all('sdp.media.port')),
    ],
    'media[].protocol': [
      (sdp) => sdp.media?.map(({ protocol }) => protocol),
      (_, all) => list(all('sdp.media.proto')),
    ],
  },
};

exports.modbus = {
  tshark: 'mbtcp',
  when: port(502),
  fields: {
    transaction_id: 'mbtcp.trans_id',
    protocol_id: 'mbtcp.prot_id',
    length: 'mbtcp.len',
    unit_id: 'mbtcp.unit_id',
  },
};
