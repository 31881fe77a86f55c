'use strict';

// The tables of docs/benchmarks.md, from what the measuring programs left behind.

const { median, ratios, summary } = require('./statistics');
const targets = require('../targets');

const MB = 1e6;

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const short = (n) => (n < 9.95 ? n.toFixed(1) : Math.round(n).toString());
const whole = (n) => Math.round(n).toLocaleString('en-US');
const span = ({ median: middle, low, high }, show) =>
  `${show(middle)} (${show(low)}–${show(high)})`;

const workloads_of = ({ results }) => Object.keys(results);

function ratio_cell({ results, figure }, workload, job) {
  const of_job = results[workload]?.[job];
  const target = targets.ratios[job][workload];
  if (of_job?.ours === undefined || of_job.v3 === undefined || target === undefined) return '–';
  const ratio = ratios(of_job.ours[figure], of_job.v3[figure]);
  const mark = ratio.median >= target ? '✓' : '✗';
  return `${span(ratio, short)} ${mark} ${target}`;
}

/** Ratios to 3.1.0 against their targets. */
function ratio_table(run) {
  const workloads = workloads_of(run);
  const rows = Object.keys(targets.ratios).map((job) => [
    targets.titles[job],
    ...workloads.map((workload) => ratio_cell(run, workload, job)),
  ]);
  return table(['job', ...workloads], rows);
}

/** Nanoseconds a packet of everybody, for one job. */
function time_table(run, job) {
  const workloads = workloads_of(run).filter((name) => run.results[name][job] !== undefined);
  const names = new Set(workloads.flatMap((name) => Object.keys(run.results[name][job])));
  const cell = (name, workload) => {
    const figures = run.results[workload][job][name];
    return figures === undefined ? '–' : span(summary(figures[run.figure]), whole);
  };
  const rows = [...names].map((name) => [name, ...workloads.map((each) => cell(name, each))]);
  return table(['', ...workloads], rows);
}

/** Peak memory of ours and 3.1.0, in MB. */
function memory_table(run) {
  const workloads = workloads_of(run);
  const cell = (workload, job) => {
    const of_job = run.results[workload][job];
    if (of_job?.ours === undefined) return '–';
    const megabytes = (name) =>
      of_job[name] === undefined ? '–' : whole(Math.max(...of_job[name].rss) / MB);
    const mark = Math.max(...of_job.ours.rss) <= targets.peak_rss ? '✓' : '✗';
    return `${megabytes('ours')} ${mark} (${megabytes('v3')})`;
  };
  const rows = Object.keys(targets.ratios).map((job) => [
    targets.titles[job],
    ...workloads.map((workload) => cell(workload, job)),
  ]);
  return table(['job', ...workloads], rows);
}

/** Sentences on peers that ours should be ahead of. */
function peer_lines({ results, figure }) {
  const lines = [];
  for (const { job, beside = job, workloads, peers } of targets.faster_than) {
    for (const workload of workloads) {
      const ours = results[workload]?.[job]?.ours;
      for (const [peer, target] of Object.entries(peers)) {
        const theirs = results[workload]?.[beside]?.[peer];
        if (theirs === undefined || ours === undefined) continue;
        const ratio = median(theirs[figure]) / median(ours[figure]);
        const mark = ratio > target ? '✓' : '✗';
        lines.push(
          `- ${job}, ${workload}: ${ratio.toFixed(2)} × as fast as ${peer} ${mark} ${target}`,
        );
      }
    }
  }
  return lines.join('\n');
}

function offline_section(run, number) {
  const jobs = Object.keys(targets.titles).filter((job) =>
    workloads_of(run).some((name) => run.results[name][job] !== undefined),
  );
  const times = jobs.map((job) => `${targets.titles[job]}\n\n${time_table(run, job)}`);
  return [
    `## Files, run ${number}`,
    run.about,
    'How many times less time than pcap 3.1.0: median of the rounds (least–most), and the target.',
    ratio_table(run),
    peer_lines(run),
    '### Nanoseconds a packet, median (least–most)',
    ...times,
    '### Peak resident memory in MB (in brackets: 3.1.0)',
    memory_table(run),
  ].join('\n\n');
}

function instructions_section({ about, rows }) {
  const cells = rows.map(({ workload, ours, libpcap }) => [
    workload,
    whole(ours),
    whole(libpcap),
    whole(ours - libpcap),
  ]);
  return [
    '## Instructions a packet, C side',
    about,
    table(['', 'ours, into a slab', 'libpcap alone', 'difference'], cells),
  ].join('\n\n');
}

function profile_section({ about, jobs }) {
  const parts = jobs.map(({ job, workload, groups, functions }) => {
    const share = ({ name, part }) => `${name} ${(part * 100).toFixed(0)} %`;
    return [
      `**${job}, ${workload}**: ${groups.map(share).join(', ')}`,
      table(
        ['function', 'share'],
        functions.map(({ name, part }) => [`\`${name}\``, `${(part * 100).toFixed(1)} %`]),
      ),
    ].join('\n\n');
  });
  return ['## Where the time goes', about, ...parts].join('\n\n');
}

function growth_section({ about, rows }) {
  const cells = rows.map(({ name, first, last, rss }) => [
    name,
    whole(first),
    whole(last),
    whole(rss / MB),
  ]);
  const head = ['run', 'second tenth, ns a packet', 'last tenth', 'peak memory, MB'];
  return ['## Growth', about, table(head, cells)].join('\n\n');
}

function live_section({ about, tables }) {
  const parts = tables.map(({ title, head, rows }) => `### ${title}\n\n${table(head, rows)}`);
  return ['## Live', about, ...parts].join('\n\n');
}

// What the sections of each part are called.
const HEADINGS = {
  offline: 'Files, run',
  instructions: 'Instructions a packet',
  growth: 'Growth',
  live: 'Live',
  profile: 'Where the time goes',
};

/** The sections of an earlier page that belong to a part. */
function sections_of(page_before, part) {
  const sections = page_before.split(/^(?=## )/m).map((text) => text.trim());
  return sections.filter((text) => text.startsWith(`## ${HEADINGS[part]}`));
}

/**
 * The page, from the parts that were measured and the notes that people wrote. Parts that were not
 * measured stay as they are in the page before.
 */
function page(parts, notes, page_before = '') {
  const writers = {
    offline: (runs) => runs.map((run, i) => offline_section(run, i + 1)),
    instructions: (part) => [instructions_section(part)],
    growth: (part) => [growth_section(part)],
    live: (part) => [live_section(part)],
    profile: (part) => [profile_section(part)],
  };
  const sections = [
    '# Benchmarks',
    '<!-- Generated by npm run bench; what people wrote is in bench/notes.md. -->',
  ];
  for (const [name, write] of Object.entries(writers)) {
    const part = parts[name];
    sections.push(...(part === undefined ? sections_of(page_before, name) : write(part)));
  }
  sections.push(notes.trim());
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

exports.page = page;
exports.peer_lines = peer_lines;
exports.ratio_table = ratio_table;
