#!/usr/bin/env node
'use strict';

// Holds our decoders against tshark's over any captures, field by field, by the tables of
// test/oracle/fields/. Packets that tshark calls malformed are left out.
//
//   node scripts/conform.js [--only NAME,NAME] [--all] FILE|FOLDER…
//
// Prints how often each field agrees (with --all, also those that always do), examples of what does
// not, and which of tshark's protocols the packets have that no row knows. Status 1 where a field
// differs.

const fs = require('node:fs');
const path = require('node:path');
const decode = require('../lib/decode');
const { read_capture } = require('../lib/file');
const oracle = require('../test/oracle/compare');
const { REASSEMBLED, ask_tshark, has_tshark } = require('../test/oracle/tshark');

function parse(args) {
  const options = { files: [], only: undefined, all: false };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--only') options.only = args[++i].split(',');
    else if (args[i] === '--all') options.all = true;
    else options.files.push(...files_in(args[i]));
  }
  return options;
}

function files_in(name) {
  if (!fs.statSync(name).isDirectory()) return [name];
  const found = fs.readdirSync(name, { recursive: true }).map((file) => path.join(name, file));
  return found.filter((file) => fs.statSync(file).isFile()).sort();
}

async function decoded_packets(file) {
  const packets = [];
  for await (const raw of read_capture(file)) packets.push(decode.packet(raw));
  return packets;
}

const totals = { files: 0, packets: 0, malformed: 0, unlike: 0, unread: [] };

async function compare_file(agreement, rows, file) {
  const said = await ask_tshark(file);
  const packets = await decoded_packets(file);
  totals.files++;
  totals.packets += packets.length;
  packets.forEach((packet, i) => {
    // Some damaged pcapng files have packets for one of the two only.
    if (said[i]?.size !== packet.pcap_header.caplen) totals.unlike++;
    else if (said[i].malformed) totals.malformed++;
    else oracle.compare_packet(agreement, rows, packet, said[i], `${file} packet ${i + 1}`);
  });
  let together; // tshark's packets with segments put together
  for (const [name, row] of Object.entries(rows)) {
    const names = [row.tshark].flat();
    const is_held = said.some(({ layers }) => layers.some((layer) => names.includes(layer.name)));
    if (row.messages === undefined || !is_held) continue;
    if (row.reassembled) together ??= await ask_tshark(file, { preferences: REASSEMBLED });
    await oracle.compare_messages(agreement, name, row, file, row.reassembled ? together : said);
  }
}

function print(agreement, all) {
  for (const [name, { agree, differ, examples }] of [...agreement.fields].sort()) {
    if (differ === 0 && !all) continue;
    const share = ((100 * agree) / (agree + differ)).toFixed(2);
    console.log(`${share.padStart(7)} %  ${agree} of ${agree + differ}  ${name}`);
    for (const example of examples) console.log(`             ${example.slice(0, 300)}`);
  }
  const counts = [...agreement.fields.values()];
  const agree = counts.reduce((sum, count) => sum + count.agree, 0);
  const differ = counts.reduce((sum, count) => sum + count.differ, 0);
  console.log(
    `${totals.files} files, ${totals.packets} packets (${totals.malformed} malformed to tshark, ${totals.unlike} not the same packet); ` +
      `${counts.length} fields, ${agree + differ} comparisons, ${differ} differences`,
  );
  for (const text of totals.unread) console.log(`not read: ${text}`);
  if (differ > 0) process.exitCode = 1;
}

async function main() {
  const { files, only, all } = parse(process.argv.slice(2));
  if (files.length === 0 || !has_tshark()) {
    console.error(
      'usage: node scripts/conform.js [--only NAME,…] [--all] FILE|FOLDER… (needs tshark)',
    );
    process.exitCode = 2;
    return;
  }
  const rows = oracle.all_rows();
  for (const name of Object.keys(rows)) if (only && !only.includes(name)) delete rows[name];
  const agreement = new oracle.Agreement();
  for (const file of files) {
    try {
      await compare_file(agreement, rows, file);
    } catch (error) {
      totals.unread.push(`${file}: ${error.message.split('\n')[0]}`);
    }
  }
  print(agreement, all);
}

main();
