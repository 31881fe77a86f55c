'use strict';

// Writes man/pcap.1 from what --help says of every command, or checks it (--check).

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const PCAP = path.join(ROOT, 'lib', 'tools', 'pcap.js');
const PAGE = path.join(ROOT, 'man', 'pcap.1');
const WITHOUT_OPTIONS = new Set(['completion', 'setup']);
const OF_ALL = new Set(['Capture options', 'Other']);

const help_of = (...args) =>
  execFileSync(process.execPath, [PCAP, ...args, '--help'], { encoding: 'utf8' });

/**
 * Text as roff has it: no escapes, dashes that can be copied, no dot or quote at the start of a
 * line.
 */
function roff(text) {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

/** Sections of --help: { title, lines }. */
function sections_of(help) {
  return help
    .trimEnd()
    .split('\n\n')
    .map((part) => part.split('\n'))
    .map(([title, ...lines]) => ({ title: title.replace(/:$/, ''), lines }));
}

const OPTION = /^ {4}(-[^\s,]+(?:, -[^\s,]+)*(?: \[?<[^>]+>\]?)?) *(.*)$/;

/** Lines of a section: options with what they do, and text between them. */
function body_of(lines) {
  const out = [];
  for (const line of lines) {
    const [, option, text] = OPTION.exec(line) ?? [];
    if (option !== undefined) out.push('.TP', `.B ${roff(option)}`, roff(text));
    else out.push(roff(line.trim()));
  }
  return out;
}

function commands_of(help) {
  return [...help.matchAll(/^ {2}pcap (\S+) +(.*)$/gm)].map(([, name, what]) => ({ name, what }));
}

/** The options of a command that others do not have. */
function of_command({ name }) {
  const [{ title: usage }, ...rest] = sections_of(help_of(name));
  const own = rest.filter(({ title, lines }) => !OF_ALL.has(title) && is_about_options(lines));
  const head = [`.SS ${roff(usage.replace('usage: ', ''))}`];
  return [
    ...head,
    ...own.flatMap(({ title, lines }) => ['.PP', `${roff(title)}:`, ...body_of(lines)]),
  ];
}

const is_about_options = (lines) => lines.some((line) => OPTION.test(line));

function page() {
  const commands = commands_of(help_of());
  const with_options = commands.filter(({ name }) => !WITHOUT_OPTIONS.has(name));
  const help = help_of('http').replace(/\(def: TCP, [^)]*\)/, '(def: what the command is about)');
  const shared = sections_of(help).filter(({ title }) => OF_ALL.has(title));
  return [
    HEAD,
    '.SH COMMANDS',
    ...commands.flatMap(({ name, what }) => ['.TP', `.B ${name}`, roff(what)]),
    '.SH OPTIONS OF ALL COMMANDS THAT CAPTURE',
    ...shared.flatMap(({ lines }) => body_of(lines)),
    '.SH OPTIONS OF THE COMMANDS',
    ...with_options.flatMap(of_command),
    TAIL,
  ].join('\n');
}

const HEAD = String.raw`.\" Written by scripts/manual.js from what --help says.
.TH PCAP 1 "" "pcap for Node.js" "User Commands"
.SH NAME
pcap, http_trace, redis_trace \- show and write network traffic
.SH SYNOPSIS
.B pcap
.I command
.RI [ options "] [" filter ]
.SH DESCRIPTION
.B pcap
captures on a network device, or reads a capture file (pcap or pcapng, also compressed by gzip), and shows what goes by.
The last words of the command line are a filter in the language of
.BR pcap-filter (7).
Short options can stand together
.RB ( \-nr\~ \fIfile\fR),
values can follow without a space
.RB ( \-ilo ),
.B \-\-
ends the options.
.PP
Started by root, it becomes the user who ran
.BR sudo (8),
otherwise
.IR nobody ,
when the device or the file is open and before it parses the first packet.
Bytes from the network never drive the terminal: control characters are shown.
.PP
.B http_trace
is
.BR "pcap http" ,
.B redis_trace
is
.BR "pcap redis" .`;

const TAIL = String.raw`.SH EXIT STATUS
.TP
.B 0
The end of the file; a signal (INT, TERM, HUP, QUIT) that ended the capture; a reader of standard output who left.
.TP
.B 1
A mistake in the command line, no rights, no such device or file, a truncated file, a full disk, output that nobody read.
.TP
.B 2
No such command.
.SH SIGNALS
INT, TERM, HUP and QUIT end the capture and close the file; a second one ends the program at once.
USR2 writes to the file of
.B \-w
what is buffered.
.SH ENVIRONMENT
.TP
.BR FORCE_COLOR ", " NO_COLOR
Whether there are colors, where
.B \-\-color
does not say. An empty value counts for nothing.
.TP
.B SSLKEYLOGFILE
The key log of
.B \-\-keylog
without a file.
.SH EXAMPLES
.nf
pcap dump \-i eth0 \-c 10 udp port 53
pcap dump \-i any \-w 'trace\-%F\-%H.pcapng' \-G 3600 \-C 100
pcap http \-r capture.pcap \-\-headers
pcap har \-r capture.pcap >page.har
ssh host tcpdump \-U \-w \- tcp | pcap http \-r \-
.fi
.SH SEE ALSO
.BR tcpdump (8),
.BR tshark (1),
.BR pcap-filter (7)
`;

const text = page();
if (!process.argv.includes('--check')) fs.writeFileSync(PAGE, text);
else if (fs.readFileSync(PAGE, 'utf8') !== text) {
  console.error('man/pcap.1 is not what --help says: node scripts/manual.js');
  process.exitCode = 1;
}
