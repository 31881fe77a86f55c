'use strict';

// What --help says, of every command.

const WIDTH = 80; // columns

const CAPTURE_HELP = `Capture options:
    -D                       list the devices
    -i <interface>           interface name for capture (def: first with an addr)
    -f <pcap_filter>         packet filter in pcap-filter(7) syntax; the last words
                             of the command line are one, too
                             (def: %FILTER%)
    -r <file>                read packets from a capture file; - is standard input;
                             nats://host:4222/stream reads what sensors have sent
    --nats <file>            options of the NATS client, as JSON
    -w <file>                write what was captured to a file as well; - is standard
                             output, and text goes to standard error then; a name
                             that ends in .pcapng makes a pcapng file
    -C <size>                begin another file after this many million bytes (k, m
                             or g behind the number: KiB, MiB, GiB)
    -G <seconds>             begin another file after this many seconds of packets;
                             strftime(3) fills in the name: -w trace-%F-%H%M.pcap
    -W <count>               with -C: write over the oldest of this many files;
                             with -G: end after this many; with both: keep the newest
    -U                       write each packet to the file as it comes
    -c <count>               end after this many packets
    --duration <seconds>     end after this long; in a file, of the packets' own time
    -b <buffer>              size in MB to buffer between libpcap and app (def: 10)
    -s <length>              bytes captured of a packet (def: 262144)
    --immediate-mode         take each packet as it comes: no waiting for more
    -p                       leave the interface out of promiscuous mode
    -Z <user>                with root's rights: become this user when the device or
                             the file is open (def: who ran sudo, else nobody);
                             root keeps root's rights`;

const COMMON_HELP = `Other:
    --resolve                show names of hosts (def: addresses)
    -n                       show addresses, as it does anyway
    --color <when>           always, auto (on terminals) or never (def: auto)
    --no-color               the same as --color never
    --time <form>            absolute (local time of day), iso (UTC), epoch, delta (since
                             the line before) or relative (since the first)
                             (def: absolute)
    -l                       write each line as it comes, as it does anyway
    --version                print the version
    -h, --help               print this`;

const PLAIN_HELP = `Other:
    --version                print the version
    -h, --help               print this`;

/**
 * The help of a command, from the parts that it has: `captures` and `has_names` are true by
 * default.
 */
function help_of({ usage, filter_help, examples, has_names = true, captures = true, own_time }) {
  const [first, ...rest] = usage;
  const capture = captures ? [CAPTURE_HELP.replace('%FILTER%', filter_help)] : [];
  let other = captures ? COMMON_HELP : PLAIN_HELP;
  if (!has_names) other = other.replace(/^ +--resolve.*\n/m, '');
  if (own_time) other = other.replace(/^ +--time[^]*?(?=^ +-l )/m, '');
  const parts = [first, ...capture, ...rest, other].map(filled);
  return [...parts, `Examples:\n${examples}`].join('\n\n');
}

const OPTION = /^ {4}-.*? {2,}(?=\S)/; // an option's name, before what it does

/**
 * The same text in lines of at most WIDTH columns: only paragraphs that have a longer one are
 * filled anew.
 */
function filled(text) {
  const paragraphs = [];
  for (const line of text.split('\n')) {
    const last = paragraphs.at(-1);
    if (last !== undefined && is_continued(last, line)) last.lines.push(line);
    else paragraphs.push({ head: OPTION.exec(line)?.[0], lines: [line] });
  }
  return paragraphs.flatMap(lines_of).join('\n');
}

function is_continued({ head }, line) {
  return head !== undefined && line.search(/\S/) === head.length;
}

// What an option is without its value stands on a line of its own.
function lines_of({ head, lines }) {
  if (lines.every((line) => line.length <= WIDTH)) return lines;
  const start = head ?? /^ */.exec(lines[0])[0];
  const [first, ...rest] = lines.map((line) => line.slice(start.length).trim());
  const out = [start.trimEnd()];
  for (const text of [first, ...rest]) {
    if (text.startsWith('(def: ') && text !== first) out.push('');
    for (const word of text.split(/ +/)) add_word(out, word, start);
  }
  return out;
}

function add_word(lines, word, { length }) {
  const line = lines.pop();
  const joined = line.length <= length ? line.padEnd(length) + word : `${line} ${word}`;
  if (joined.length <= WIDTH) lines.push(joined);
  else lines.push(line, ' '.repeat(length) + word);
}

exports.help_of = help_of;
