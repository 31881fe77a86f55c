'use strict';

// What tells networks apart in which the same addresses may be in use: VLAN ids, VNIs, GRE keys.
// Identifiers that differ between the two directions of a connection are not among them: MPLS
// labels, GTP's TEIDs, PPTP's call ids.

const GRE = require('../protocol/gre');
const Geneve = require('../protocol/geneve');
const VXLAN = require('../protocol/vxlan');

/**
 * `layer`'s part of the network's name; '' where it has none. A VLAN id of 0 is a priority without
 * a VLAN.
 */
function network_of(layer) {
  if (layer instanceof VXLAN || layer instanceof Geneve) {
    return layer.vni === undefined ? '' : `vni ${layer.vni} `;
  }
  if (layer instanceof GRE) {
    return layer.version === 0 && layer.key !== undefined ? `key ${layer.key} ` : '';
  }
  let name = layer.decoderName === 'vlan' && layer.id > 0 ? `vlan ${layer.id} ` : '';
  for (let tag = layer.vlan; typeof tag === 'object' && tag !== null; tag = tag.vlan) {
    if (tag.id > 0) name += `vlan ${tag.id} `;
  }
  return name;
}

exports.network_of = network_of;
