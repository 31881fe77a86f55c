#!/usr/bin/env node
'use strict';

// Looks for a regular expression in what TCP connections and UDP datagrams carry.

const pcap = require('..');
const { IPv4, IPv6, UDP } = pcap.decode;
const { run_tool } = require('../lib/tools/simple_tool');
const { find_layer, time_of } = require('../lib/tools/layers');
const { escape_bytes, format_time } = require('../lib/tools/terminal');

const KEEP = 1024; // bytes of a stream that a match may begin before the data at hand
const CONTEXT = 60; // bytes shown on each side of a match

run_tool(
  {
    name: 'network_grep',
    about: 'Shows where a regular expression matches in TCP streams and UDP datagrams.',
    filter: 'tcp or udp',
    positionals: true,
    options: { 'ignore-case': { type: 'boolean' } },
    usage: [
      '    network_grep [options] <regex>       the expression; bytes are taken as latin1\n    --ignore-case            upper and lower case are the same',
    ],
  },
  ({ options, output }) => {
    const matcher = make_matcher(options);
    const tracker = new pcap.TCPTracker();
    const found = (ms, from, to, text, match) => {
      const start = Math.max(0, match.index - CONTEXT);
      const shown = text.slice(start, match.index + match[0].length + CONTEXT);
      output.print(
        `${format_time(ms)} ${from} -> ${to} ${escape_bytes(Buffer.from(shown, 'latin1'))}`,
      );
    };
    tracker.on('session', (session) => watch_streams(session, matcher, found));
    return {
      packet(packet) {
        const udp = find_layer(packet, UDP);
        if (udp) grep_datagram(packet, udp, matcher, found);
        else tracker.track_packet(packet);
      },
      end: () => tracker.close(),
    };
  },
);

function make_matcher({ positionals, 'ignore-case': ignore_case }) {
  if (positionals.length !== 1) {
    process.stderr.write('network_grep: give one regular expression\n');
    process.exit(1);
  }
  try {
    return new RegExp(positionals[0], ignore_case ? 'gi' : 'g');
  } catch (error) {
    process.stderr.write(`network_grep: ${error.message}\n`);
    return process.exit(1);
  }
}

// A match may lie across two pieces of the stream: the end of what came before is looked at again.
function watch_streams(session, matcher, found) {
  for (const direction of ['send', 'recv']) {
    const { src, dst } = session;
    const [from, to] = direction === 'send' ? [src, dst] : [dst, src];
    let before = '';
    session.on(`data ${direction}`, (_, data, info) => {
      const text = before + data.toString('latin1');
      let end = 0;
      for (const match of text.matchAll(matcher)) {
        end = match.index + match[0].length;
        if (match[0] !== '') found(info.time * 1000, from, to, text, match);
      }
      before = text.slice(Math.max(end, text.length - KEEP));
    });
  }
}

function grep_datagram(packet, udp, matcher, found) {
  const ip = find_layer(packet, IPv4) ?? find_layer(packet, IPv6);
  if (!ip || !udp.data) return;
  const text = udp.data.toString('latin1');
  const from = `${ip.saddr.to_short_string()} ${udp.sport}`;
  const to = `${ip.daddr.to_short_string()} ${udp.dport}`;
  for (const match of text.matchAll(matcher)) {
    if (match[0] !== '') found(time_of(packet), from, to, text, match);
  }
}
