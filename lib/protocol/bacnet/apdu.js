'use strict';

// Application layer of BACnet, ANSI/ASHRAE 135, 20.1.

const FUNCTIONS = [
  ...['BVLC-Result', 'Write-Broadcast-Distribution-Table', 'Read-Broadcast-Distribution-Table'],
  ...['Read-Broadcast-Distribution-Table-Ack', 'Forwarded-NPDU', 'Register-Foreign-Device'],
  ...['Read-Foreign-Device-Table', 'Read-Foreign-Device-Table-Ack'],
  ...['Delete-Foreign-Device-Table-Entry', 'Distribute-Broadcast-To-Network'],
  ...['Original-Unicast-NPDU', 'Original-Broadcast-NPDU', 'Secure-BVLL'],
];

const PDUS = [
  ...['Confirmed-REQ', 'Unconfirmed-REQ', 'Simple-ACK', 'Complex-ACK', 'Segment-ACK'],
  ...['Error', 'Reject', 'Abort'],
];

const CONFIRMED = [
  ...['acknowledgeAlarm', 'confirmedCOVNotification', 'confirmedEventNotification'],
  ...['getAlarmSummary', 'getEnrollmentSummary', 'subscribeCOV', 'atomicReadFile'],
  ...['atomicWriteFile', 'addListElement', 'removeListElement', 'createObject', 'deleteObject'],
  ...['readProperty', 'readPropertyConditional', 'readPropertyMultiple', 'writeProperty'],
  ...['writePropertyMultiple', 'deviceCommunicationControl', 'confirmedPrivateTransfer'],
  ...['confirmedTextMessage', 'reinitializeDevice', 'vtOpen', 'vtClose', 'vtData', 'authenticate'],
  ...['requestKey', 'readRange', 'lifeSafetyOperation', 'subscribeCOVProperty'],
  ...['getEventInformation'],
];

const UNCONFIRMED = [
  ...['i-Am', 'i-Have', 'unconfirmedCOVNotification', 'unconfirmedEventNotification'],
  ...['unconfirmedPrivateTransfer', 'unconfirmedTextMessage', 'timeSynchronization', 'who-Has'],
  ...['who-Is', 'utcTimeSynchronization', 'writeGroup'],
];

/**
 * `{ type, is_segmented, invoke_id, sequence, window, service | reason, data }`; undefined where it
 * is cut.
 */
function read_apdu(cursor) {
  const first = cursor.u8();
  const apdu = { type: first >> 4, is_segmented: false };
  if (apdu.type === 0) {
    cursor.skip(1); // how much the sender takes
    apdu.invoke_id = cursor.u8();
    read_segment(apdu, first, cursor);
    apdu.service = cursor.u8();
  } else if (apdu.type === 1) {
    apdu.service = cursor.u8();
  } else if (apdu.type === 3) {
    apdu.invoke_id = cursor.u8();
    read_segment(apdu, first, cursor);
    apdu.service = cursor.u8();
  } else if (apdu.type === 4) {
    apdu.invoke_id = cursor.u8();
    apdu.sequence = cursor.u8();
    apdu.window = cursor.u8();
  } else {
    apdu.invoke_id = cursor.u8();
    if (apdu.type === 6 || apdu.type === 7) apdu.reason = cursor.u8();
    else apdu.service = cursor.u8();
  }
  apdu.data = cursor.rest();
  return cursor.error === undefined ? apdu : undefined;
}

function read_segment(apdu, first, cursor) {
  if (!(first & 8)) return;
  apdu.is_segmented = true;
  apdu.sequence = cursor.u8();
  apdu.window = cursor.u8();
}

const service_name = ({ type, service }) => (type === 1 ? UNCONFIRMED : CONFIRMED)[service];

exports.bvlc_name = (code) => FUNCTIONS[code];
exports.pdu_name = (type) => PDUS[type];
exports.read_apdu = read_apdu;
exports.service_name = service_name;
