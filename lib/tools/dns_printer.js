'use strict';

// The lines of pcap dns, as text or as JSON: one for each answer, and for each question that got
// none.

const { qtype_to_string } = require('../text/dns_names');
const { count_of, format_ms } = require('./format');
const { safe, safe_json } = require('./safe_text');

const PATIENCE = 5000; // milliseconds after which a question counts as not answered
const MOST_QUESTIONS = 16384; // that wait; the oldest are given up
const MOST_SHOWN = 4; // records of an answer in a line of text

class DNSPrinter {
  #options;
  #output;
  #clock;
  #questions = new Map(); // key -> { time, client, server, name, type }, the oldest first
  #answers = 0;
  #unanswered = 0;

  constructor(options, output) {
    this.#options = options;
    this.#output = output;
    this.#clock = output.clock;
  }

  packet(packet) {
    const dns = packet.layer('dns');
    const ends = dns?.header === undefined ? undefined : ends_of(packet);
    if (ends === undefined) return;
    const { tv_sec, tv_usec } = packet.pcap_header;
    const time = tv_sec * 1000 + tv_usec / 1000;
    this.#give_up_before(time - PATIENCE);
    const question = dns.question?.rrs[0];
    const name = question?.name ?? dns.answer?.rrs[0]?.name;
    const type = type_of(question ?? dns.answer?.rrs[0]);
    if (dns.header.isResponse) this.#answer(dns, { ...ends, time, name, type });
    else this.#ask(dns.id, { ...ends, time, name, type });
  }

  #ask(id, { from, to, ...question }) {
    const key = `${from.text} ${to.text} ${id}`;
    if (this.#questions.has(key)) return; // asked again: the time counts from the first
    this.#questions.set(key, { ...question, client: from.host, server: to.host });
    if (this.#questions.size > MOST_QUESTIONS) this.#give_up(...this.#oldest());
  }

  #answer(dns, { from, to, time, name, type }) {
    const key = `${to.text} ${from.text} ${dns.id}`;
    const asked = this.#questions.get(key);
    this.#questions.delete(key);
    this.#answers++;
    this.#print({
      time,
      client: to.host,
      server: from.host,
      name,
      type,
      rcode: dns.header.rcode_name ?? String(dns.header.responseCode),
      answers: (dns.answer?.rrs ?? []).map((rr) => ({ type: type_of(rr), data: data_of(rr) })),
      latency: asked === undefined ? undefined : time - asked.time,
    });
  }

  #oldest() {
    return this.#questions.entries().next().value;
  }

  #give_up_before(time) {
    while (this.#questions.size > 0 && this.#oldest()[1].time < time)
      this.#give_up(...this.#oldest());
  }

  #give_up(key, question) {
    this.#questions.delete(key);
    this.#unanswered++;
    this.#print({ ...question, rcode: undefined, answers: [], latency: undefined });
  }

  #print(line) {
    if (this.#options.json) {
      const { type: record_type, ...rest } = line;
      this.#output.print(safe_json({ type: 'dns', record_type, ...rest }));
      return;
    }
    const style = this.#output.style;
    const { client, server, name, type, rcode, answers, latency } = line;
    const shown = answers.slice(0, MOST_SHOWN).map(({ data }) => data);
    const more = answers.length > MOST_SHOWN ? [`and ${answers.length - MOST_SHOWN} more`] : [];
    const what =
      rcode === 'NOERROR' ? [...shown, ...more].join(', ') || 'no records' : (rcode ?? 'no answer');
    const took = latency === undefined ? '' : `, ${format_ms(latency)}`;
    const head = safe`${this.#clock.format(line.time)} ${style('cyan', client)} -> ${style('cyan', server)}`;
    this.#output.print(safe`${head} ${type ?? '?'} ${name || '.'}: ${what}${took}`);
  }

  progress() {
    return count_of(this.#answers, 'answer');
  }

  end() {
    while (this.#questions.size > 0) this.#give_up(...this.#oldest());
    const answers = count_of(this.#answers, 'answer');
    this.#output.warn(safe`${answers}, ${count_of(this.#unanswered, 'question')} without one`);
  }
}

/** Who sends and who receives: `{ from, to }`, each `{ host, text }`. */
function ends_of(packet) {
  const ip = packet.layer('ipv4') ?? packet.layer('ipv6');
  const transport = packet.layer('udp') ?? packet.layer('tcp');
  if (ip?.saddr === undefined || transport === undefined) return undefined;
  const end = (address, port) => {
    const host = address.to_short_string();
    return { host, text: `${host} ${port}` };
  };
  return { from: end(ip.saddr, transport.sport), to: end(ip.daddr, transport.dport) };
}

const type_of = (rr) => (rr?.type === undefined ? undefined : qtype_to_string(rr.type));

/** A record's data as text, as far as it is decoded. */
function data_of(rr) {
  const data = rr.rdata;
  if (data === undefined || data === null) return `${type_of(rr)} ${rr.rdlength ?? 0} bytes`;
  return data.to_short_string?.() ?? String(data);
}

exports.DNSPrinter = DNSPrinter;
