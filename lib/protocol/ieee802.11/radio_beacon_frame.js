'use strict';

// The body of an 802.11 beacon. IEEE 802.11-2020, 9.3.3.2. Little-endian.
//    0           8          10             12
//   +-----------+----------+--------------+--------
//   | timestamp | interval | capabilities | tags …
//   +-----------+----------+--------------+--------

const RadioManagementFrame = require('./radio_management_frame');

class RadioBeaconFrame extends RadioManagementFrame {}

RadioBeaconFrame.subtype = 8;

module.exports = RadioBeaconFrame;
