'use strict';

// What stands between an Ethernet header and what that carries.

exports.hsr = {
  tshark: 'hsr',
  fields: {
    path: 'hsr.path',
    lsdu_size: 'hsr.lsdu_size',
    sequence: 'hsr.sequence_nr',
    ethertype: 'hsr.type',
  },
};

exports.nsh = {
  tshark: 'nsh',
  fields: {
    version: 'nsh.version',
    oam: 'nsh.Obit',
    ttl: 'nsh.ttl',
    length: [({ length }) => length / 4, (one) => Number(one('nsh.length'))],
    md_type: 'nsh.mdtype',
    next_protocol: 'nsh.nextproto',
    service_path: 'nsh.spi',
    service_index: 'nsh.si',
  },
};

exports.macsec = {
  tshark: 'macsec',
  fields: {
    version: 'macsec.TCI.V',
    end_station: 'macsec.TCI.ES',
    has_sci: 'macsec.TCI.SC',
    single_copy_broadcast: 'macsec.TCI.SCB',
    is_encrypted: 'macsec.TCI.E',
    is_changed: 'macsec.TCI.C',
    association_number: 'macsec.AN',
    short_length: 'macsec.SL',
    packet_number: 'macsec.PN',
  },
};
