#!/usr/bin/env node
'use strict';

// Shows who asks for which name, and what the answer is.

const { DNS, IPv4, IPv6, UDP } = require('..').decode;
const { run_tool } = require('../lib/tools/simple_tool');
const { find_layer, time_of } = require('../lib/tools/layers');
const { escape_text, format_ms, format_time } = require('../lib/tools/terminal');

const MAX_WAITING = 10000; // questions without answer
const MAX_KEY = 300; // characters by which a question is known

run_tool(
  {
    name: 'dns_watch',
    about: 'Shows DNS questions and answers, with the time they took.',
    filter: 'udp port 53 or udp port 5353',
  },
  ({ output }) => {
    const waiting = new Map(); // client, id and question -> when asked
    const line = (packet, text) =>
      output.print(`${format_time(time_of(packet))} ${escape_text(text)}`);
    return {
      packet(packet) {
        const ip = find_layer(packet, IPv4) ?? find_layer(packet, IPv6);
        const udp = find_layer(packet, UDP);
        const dns = udp?.payload;
        if (!ip || !(dns instanceof DNS) || dns._error || !dns.header) return;
        const from = ip.saddr.to_short_string();
        const to = ip.daddr.to_short_string();
        const questions = (dns.question?.rrs ?? []).join(', ');
        if (!dns.header.isResponse) {
          waiting.set(key_of(from, udp.sport, dns, questions), time_of(packet));
          if (waiting.size > MAX_WAITING) waiting.delete(waiting.keys().next().value);
          line(packet, `${from} asks ${to} for ${questions}`);
          return;
        }
        const key = key_of(to, udp.dport, dns, questions);
        const asked = waiting.get(key);
        waiting.delete(key);
        const took = asked === undefined ? '' : ` after ${format_ms(time_of(packet) - asked)}`;
        const answers =
          (dns.answer?.rrs ?? []).join(', ') || response_name(dns.header.responseCode);
        line(packet, `${from} answers ${to}${took}: ${answers}`);
      },
    };
  },
);

function key_of(client, port, dns, questions) {
  return `${client} ${port} ${dns.id} ${questions}`.slice(0, MAX_KEY);
}

function response_name(code) {
  const names = [
    'no such record',
    'format error',
    'server failure',
    'no such name',
    'not implemented',
    'refused',
  ];
  return names[code] ?? `code ${code}`;
}
