'use strict';

// Sessions of SIP and DNS on TCP: which messages there are, and what finds them again. All that
// they hold is held by the rows of their decoders.

const { session_messages } = require('../session_messages');

const number = (fields, name) => {
  const show = fields.get(name)?.[0].show;
  return show === undefined ? undefined : Number(show);
};

// Captures have these protocols on UDP, too, and those that are joined late have messages that are
// not told.
exports.sip_session = {
  tshark: 'sip',
  messages: (file) => session_messages(file, 'sip', ['sip message'], ({ time }) => time),
  same: ({ sip }, { fields }) =>
    fields.get('sip.CSeq')?.[0].show === sip.cseq &&
    fields.get('sip.Call-ID')?.[0].show === sip.call_id &&
    number(fields, 'sip.Status-Code') === sip.status_code,
  fields: {
    'sip.method': [
      ({ sip }) => sip.method,
      (one) => (one('sip.Request-Line') ? one('sip.Method') : undefined),
    ],
    'sip.uri': 'sip.r-uri',
    'sip.from': 'sip.From',
    'sip.user_agent': 'sip.User-Agent',
    body_size: 'sip.Content-Length',
  },
};

exports.dns_session = {
  tshark: 'dns',
  messages: (file) => session_messages(file, 'dns', ['dns query', 'dns response']),
  same: ({ dns }, { fields }) =>
    fields.has('dns.length') &&
    number(fields, 'dns.id') === dns.id &&
    (fields.get('dns.flags.response')[0].show === '1') === dns.header.isResponse &&
    fields.get('dns.qry.name')?.[0].show === dns.question.rrs[0]?.name,
  fields: {
    size: 'dns.length',
    'dns.qdcount': 'dns.count.queries',
    'dns.ancount': 'dns.count.answers',
    type: [({ dns }) => dns.question.rrs[0].type, (one) => Number(one('dns.qry.type'))],
  },
};
