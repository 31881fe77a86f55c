'use strict';

// What --help says, of every command.

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
  return [first, ...capture, ...rest, other, `Examples:\n${examples}`].join('\n\n');
}

exports.help_of = help_of;
