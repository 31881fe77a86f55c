'use strict';

// Buses and radios.

const { number } = require('../rules');

exports.can = {
  tshark: ['can', 'canfd'],
  fields: {
    id: 'can.id',
    is_extended: 'can.flags.xtd',
    is_remote: 'can.flags.rtr',
    is_error: 'can.flags.err',
    length: 'can.len',
    'fd_flags (bit rate switch)': number(({ fd_flags }) => fd_flags & 1, 'canfd.flags.brs'),
  },
};

exports.wpan = {
  tshark: 'wpan',
  fields: {
    type: 'wpan.frame_type',
    is_secure: 'wpan.security',
    is_pending: 'wpan.pending',
    wants_ack: 'wpan.ack_request',
    pan_compression: 'wpan.pan_id_compression',
    has_elements: 'wpan.ie_present',
    dst_mode: 'wpan.dst_addr_mode',
    version: 'wpan.version',
    src_mode: 'wpan.src_addr_mode',
    sequence: 'wpan.seq_no',
    dst_pan: 'wpan.dst_pan',
    // Where it is left out tshark fills it in.
    src_pan: 'wpan.src_pan',
    dst: number((wpan) => wpan.dst, 'wpan.dst16'),
    src: number((wpan) => wpan.src, 'wpan.src16'),
    'dst (long)': [(wpan) => wpan.dst, (one) => one('wpan.dst64')],
    'src (long)': [(wpan) => wpan.src, (one) => one('wpan.src64')],
    fcs: 'wpan.fcs',
    'security.level': 'wpan.aux_sec.sec_level',
    'security.frame_counter': 'wpan.aux_sec.frame_counter',
  },
};

exports['wpan-tap'] = {
  tshark: 'wpan-tap',
  fields: {
    version: 'wpan-tap.version',
    length: 'wpan-tap.length',
    rss: 'wpan-tap.rss',
    channel: 'wpan-tap.ch_num',
    tlvs: [
      ({ tlvs }) => tlvs?.map(({ type }) => type),
      (one, all) => all('wpan-tap.tlv.type').map(Number),
    ],
  },
};

exports.zbee_nwk = {
  tshark: 'zbee_nwk',
  // Beacons of Zigbee have a layer of this name.
  when: (theirs) => theirs === undefined || theirs.fields.has('zbee_nwk.frame_type'),
  fields: {
    type: 'zbee_nwk.frame_type',
    version: 'zbee_nwk.proto_version',
    discover_route: 'zbee_nwk.discovery',
    is_multicast: 'zbee_nwk.multicast',
    is_secure: 'zbee_nwk.security',
    dst: 'zbee_nwk.dst',
    src: 'zbee_nwk.src',
    radius: 'zbee_nwk.radius',
    sequence: 'zbee_nwk.seqno',
    extended_dst: 'zbee_nwk.dst64',
    extended_src: 'zbee_nwk.src64',
  },
};

exports.btle_rf = {
  tshark: 'btle_rf',
  fields: {
    channel: 'btle_rf.channel',
    signal: 'btle_rf.signal_dbm',
    reference_access_address: 'btle_rf.reference_access_address',
    flags: 'btle_rf.flags',
    crc_is_valid: 'btle_rf.flags.crc_valid',
  },
};

exports.btle = {
  tshark: 'btle',
  fields: {
    access_address: 'btle.access_address',
    type: 'btle.advertising_header.pdu_type',
    tx_random: 'btle.advertising_header.randomized_tx',
    rx_random: 'btle.advertising_header.randomized_rx',
    length: 'btle.length',
    advertiser: 'btle.advertising_address',
    'target (scanner)': [({ target }) => String(target), (one) => one('btle.scanning_address')],
    'target (initiator)': [({ target }) => String(target), (one) => one('btle.initiator_address')],
    'target (direct)': [({ target }) => String(target), (one) => one('btle.target_address')],
    // tshark shows it with its highest bit first.
    crc: [
      ({ crc }) => Buffer.from([crc, crc >> 8, crc >> 16]).toString('hex'),
      (one, all, { fields }) => fields.get('btle.crc')?.[0].value,
    ],
    'advertising_data.type': [
      ({ advertising_data }) => advertising_data?.map(({ type }) => type),
      (one, all) =>
        one('btcommon.eir_ad.entry.type') && all('btcommon.eir_ad.entry.type').map(Number),
    ],
    local_name: 'btcommon.eir_ad.entry.device_name',
    'advertising_data.company': number(
      ({ advertising_data }) => advertising_data?.find(({ type }) => type === 255)?.company,
      'btcommon.eir_ad.entry.company_id',
    ),
  },
};

exports.hci_h4 = {
  tshark: 'hci_h4',
  fields: { type: 'hci_h4.type', direction: [ours_direction, theirs_direction] },
};

function ours_direction({ direction }) {
  return direction === undefined ? undefined : Number(direction === 'received');
}

function theirs_direction(one) {
  const direction = Number(one('hci_h4.direction'));
  return direction === 255 ? undefined : direction; // files without directions
}

exports['hci packet'] = {
  decoder: 'hci_h4',
  tshark: ['bthci_cmd', 'bthci_evt', 'bthci_acl'],
  fields: {
    opcode: [
      ({ opcode, event }) => (event === undefined ? opcode : undefined),
      (one) =>
        one('bthci_cmd.opcode') === undefined ? undefined : Number(one('bthci_cmd.opcode')),
    ],
    event: 'bthci_evt.code',
    subevent: 'bthci_evt.le_meta_subevent',
    handle: 'bthci_acl.chandle',
    'length (command)': number(({ length }) => length, 'bthci_cmd.param_length'),
    'length (event)': number(({ length }) => length, 'bthci_evt.param_length'),
    'length (data)': number(({ length }) => length, 'bthci_acl.length'),
    'advertising_reports.address': [
      ({ advertising_reports }) => advertising_reports?.map(({ address }) => String(address)),
      (one, all) => (one('bthci_evt.rssi') === undefined ? undefined : all('bthci_evt.bd_addr')),
    ],
    'advertising_reports.rssi': [
      ({ advertising_reports }) => advertising_reports?.map(({ rssi }) => rssi),
      (one, all) =>
        one('bthci_evt.rssi') === undefined ? undefined : all('bthci_evt.rssi').map(Number),
    ],
  },
};

const usb_fields = {
  endpoint: 'usb.endpoint_address.number',
  is_in: 'usb.endpoint_address.direction',
  transfer: 'usb.transfer_type',
  device: 'usb.device_address',
  bus: 'usb.bus_id',
  data_length: 'usb.data_len',
  'setup.request_type': 'usb.bmRequestType',
  'setup.request': 'usb.setup.bRequest',
  'setup.length': 'usb.setup.wLength',
};

exports.usb = {
  tshark: 'usb',
  when: (theirs) => theirs === undefined || theirs.fields.has('usb.urb_id'),
  fields: {
    id: 'usb.urb_id',
    event: [
      ({ event }) => event.charCodeAt(0),
      (one, all, { fields }) => Number.parseInt(fields.get('usb.urb_type')?.[0].value, 16),
    ],
    tv_sec: 'usb.urb_ts_sec',
    tv_usec: 'usb.urb_ts_usec',
    status: 'usb.urb_status',
    urb_length: 'usb.urb_len',
    descriptor_count: 'usb.iso.numdesc',
    ...usb_fields,
  },
};

exports.usbpcap = {
  tshark: 'usb',
  when: (theirs) => theirs === undefined || theirs.fields.has('usb.usbpcap_header_len'),
  fields: {
    header_length: 'usb.usbpcap_header_len',
    id: 'usb.irp_id',
    status: 'usb.usbd_status',
    function: 'usb.function',
    stage: 'usb.control_stage',
    ...usb_fields,
  },
};
