#!/usr/bin/env node
'use strict';

// Captures, and sends records of what goes by, or packets, to where many sensors send: `pcap
// sensor`.

const { run_program } = require('./program');
const { SENSOR_OPTIONS, USAGE } = require('./sensor/options');

const TOOL = {
  name: 'pcap sensor',
  filter_help: 'all packets',
  all_packets: true,
  has_names: false,
  options: SENSOR_OPTIONS,
  usage: USAGE,
  examples: `    pcap sensor -i eth0 --to /var/lib/pcap
       records of all kinds as lines of JSON, in files of that folder
    pcap sensor -i eth0 --to nats://bus.example:4222 --records flows,http --spool /var/spool/pcap
       to NATS JetStream; what the bus does not take waits in the spool
    pcap sensor -i eth0 --to nats://bus.example:4222 --records none --packets 'tcp port 80'
       packets instead, which pcap http -r nats://bus.example:4222/pcap.packets reads`,
};

run_program(TOOL, (context) => require('./sensor/command').start_sensor(context, TOOL));
