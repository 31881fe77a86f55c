'use strict';

// The body of an 802.11 probe request: nothing but tags. IEEE 802.11-2020, 9.3.3.9.

const RadioManagementFrame = require('./radio_management_frame');

class RadioProbeFrame extends RadioManagementFrame {}

RadioProbeFrame.subtype = 4;

module.exports = RadioProbeFrame;
