'use strict';

// A DNS message in a few words: `A? example.org`, `A example.org → 192.0.2.1`.

const { AAAA, OPT_TYPE, qtype_to_string, rcode_name, type_to_string } = require('./dns_names');
const { text_of } = require('./text');

const MAX_ANSWERS = 8; // that are shown
const OPCODES = ['', 'iquery', 'status', '', 'notify', 'update'];
const records = (section) => (Array.isArray(section?.rrs) ? section.rrs : []);

/** @param {object} dns  a DNS layer */
function dns_summary(dns) {
  const { header, question, answer, authority } = dns;
  if (header === undefined) return 'part of a message';
  const asked = records(question)[0];
  const answers = records(answer);
  const opcode = OPCODES[header.opcode] ?? `opcode ${header.opcode}`;
  const start = opcode === '' ? '' : `${opcode} `;
  const is_cut = dns._error !== undefined;
  if (is_cut && asked === undefined) return header.isResponse ? 'response' : 'query';
  if (!header.isResponse && answers.length === 0) return `${start}${question_text(asked)}`;
  if (header.responseCode) return `${start}${about(asked)}: ${code_text(header.responseCode)}`;
  if (answers.length > 0)
    return `${start}${about(asked ?? answers[0])} → ${answers_text(asked, answers)}`;
  if (is_cut) return `${start}${about(asked)}`;
  const referral = records(authority).length > 0 ? ' (authority only)' : '';
  return `${start}${about(asked)}: no answer${referral}`;
}

function question_text(asked) {
  return asked === undefined
    ? 'no question'
    : `${qtype_to_string(asked.type)}? ${text_of(asked.name)}`;
}

function about(record) {
  return record === undefined
    ? 'response'
    : `${qtype_to_string(record.type)} ${text_of(record.name)}`;
}

const code_text = (code) => rcode_name(code) ?? `rcode ${code}`;

/** The data of the answers; types that were not asked for are named. */
function answers_text(asked, answers) {
  const type = asked?.type ?? answers[0].type;
  const shown = answers.slice(0, MAX_ANSWERS).map((record) => answer_text(record, type));
  const more = answers.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function answer_text({ type, rdata, rdlength }, expected) {
  const kind = type === expected ? '' : `${type_to_string(type)} `;
  if (rdata === null || rdata === undefined) return `${kind}${rdlength} bytes`;
  if (type === OPT_TYPE) return 'OPT';
  return kind + (type === AAAA ? (rdata.to_short_string?.() ?? text_of(rdata)) : text_of(rdata));
}

exports.dns_summary = dns_summary;
