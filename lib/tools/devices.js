'use strict';

const { default_device, findalldevs } = require('../pcap');
const { safe, safe_json } = require('./safe_text');

/** Prints a line for each device, for -D. */
function list_devices(output) {
  for (const [i, device] of findalldevs().entries()) {
    output.print(safe`${i + 1}.${device.name} ${about(device)}`);
  }
}

/** Prints what `pcap devices` does. */
function show_devices({ json }, output) {
  const devices = findalldevs();
  const default_name = name_of_default();
  const widest = Math.max(0, ...devices.map(({ name }) => name.length));
  for (const device of devices) {
    const is_default = device.name === default_name;
    if (json) output.print(safe_json(object_of(device, is_default)));
    else {
      const note = is_default ? ' (default)' : '';
      const name = output.style('bold', safe`${device.name}`.padEnd(widest));
      output.print(safe`${name}  ${safe`${state_of(device)}`.padEnd(16)} ${about(device)}${note}`);
    }
  }
}

/** There may be no device with an address. */
function name_of_default() {
  try {
    return default_device();
  } catch {
    return undefined;
  }
}

const texts_of = ({ addresses }) =>
  addresses.map(({ addr }) => addr).filter((addr) => addr !== undefined);

function about(device) {
  return [device.description, ...texts_of(device)].filter((text) => text).join(', ');
}

function state_of({ up, running, loopback, wireless }) {
  const state = !up ? 'down' : running ? 'up' : 'up, no link';
  const kind = loopback ? ', loopback' : wireless ? ', wireless' : '';
  return `${state}${kind}`;
}

function object_of(device, is_default) {
  const { name, description, up, running, loopback, wireless, connection_status } = device;
  return {
    ...{ name, description, addresses: texts_of(device), default: is_default },
    ...{ up, running, loopback, wireless, connection_status },
  };
}

exports.list_devices = list_devices;
exports.show_devices = show_devices;
