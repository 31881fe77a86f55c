'use strict';

// The numbers of TLS and their names, from IANA's registries "TLS Parameters" and "TLS
// ExtensionType Values".

const RECORD = Object.freeze({
  CHANGE_CIPHER_SPEC: 20,
  ALERT: 21,
  HANDSHAKE: 22,
  APPLICATION_DATA: 23,
  HEARTBEAT: 24,
});

const HANDSHAKE = Object.freeze({
  HELLO_REQUEST: 0,
  CLIENT_HELLO: 1,
  SERVER_HELLO: 2,
  HELLO_VERIFY_REQUEST: 3,
  NEW_SESSION_TICKET: 4,
  END_OF_EARLY_DATA: 5,
  ENCRYPTED_EXTENSIONS: 8,
  CERTIFICATE: 11,
  SERVER_KEY_EXCHANGE: 12,
  CERTIFICATE_REQUEST: 13,
  SERVER_HELLO_DONE: 14,
  CERTIFICATE_VERIFY: 15,
  CLIENT_KEY_EXCHANGE: 16,
  FINISHED: 20,
  CERTIFICATE_URL: 21,
  CERTIFICATE_STATUS: 22,
  SUPPLEMENTAL_DATA: 23,
  KEY_UPDATE: 24,
  COMPRESSED_CERTIFICATE: 25,
  NEXT_PROTOCOL: 67,
});

const EXTENSION = Object.freeze({
  SERVER_NAME: 0,
  STATUS_REQUEST: 5,
  SUPPORTED_GROUPS: 10,
  EC_POINT_FORMATS: 11,
  SIGNATURE_ALGORITHMS: 13,
  ALPN: 16,
  ENCRYPT_THEN_MAC: 22,
  EXTENDED_MASTER_SECRET: 23,
  SESSION_TICKET: 35,
  PRE_SHARED_KEY: 41,
  EARLY_DATA: 42,
  SUPPORTED_VERSIONS: 43,
  PSK_KEY_EXCHANGE_MODES: 45,
  KEY_SHARE: 51,
  ENCRYPTED_CLIENT_HELLO: 0xfe0d,
});

const VERSIONS = new Map([
  [0x0002, 'SSL 2.0'],
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
  [0x0304, 'TLS 1.3'],
  [0x0100, 'DTLS 0.9'], // OpenSSL's before the RFC, as AnyConnect has it
  [0xfeff, 'DTLS 1.0'],
  [0xfefd, 'DTLS 1.2'],
  [0xfefc, 'DTLS 1.3'],
]);

const ALERTS = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [21, 'decryption_failed'],
  [22, 'record_overflow'],
  [30, 'decompression_failure'],
  [40, 'handshake_failure'],
  [41, 'no_certificate'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [60, 'export_restriction'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [100, 'no_renegotiation'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [111, 'certificate_unobtainable'],
  [112, 'unrecognized_name'],
  [113, 'bad_certificate_status_response'],
  [114, 'bad_certificate_hash_value'],
  [115, 'unknown_psk_identity'],
  [116, 'certificate_required'],
  [120, 'no_application_protocol'],
  [121, 'ech_required'],
]);

const GROUPS = new Map([
  [19, 'secp192r1'],
  [21, 'secp224r1'],
  [22, 'secp256k1'],
  [23, 'secp256r1'],
  [24, 'secp384r1'],
  [25, 'secp521r1'],
  [29, 'x25519'],
  [30, 'x448'],
  [256, 'ffdhe2048'],
  [257, 'ffdhe3072'],
  [258, 'ffdhe4096'],
  [259, 'ffdhe6144'],
  [260, 'ffdhe8192'],
  [4587, 'SecP256r1MLKEM768'],
  [4588, 'X25519MLKEM768'],
  [4589, 'SecP384r1MLKEM1024'],
  [25497, 'X25519Kyber768Draft00'],
]);

function hex16(number) {
  return number.toString(16).padStart(4, '0');
}

/** `TLS 1.3`; a version that is not known: `0x7f1c`. */
function version_name(number) {
  return VERSIONS.get(number) ?? `0x${hex16(number)}`;
}

/** Versions of DTLS count down. */
function is_dtls_version(number) {
  return number >= 0xfe00;
}

/** The newest of versions that are known; undefined where none is. */
function newest_version(versions) {
  const known = versions.filter((version) => VERSIONS.has(version));
  if (known.length === 0) return undefined;
  const dtls = known.filter(is_dtls_version);
  return dtls.length > 0 ? Math.min(...dtls) : Math.max(...known);
}

/** Whether a version has the handshake of TLS 1.3; its drafts begin with 0x7f. */
function is_version13(number) {
  return (number >= 0x0304 && number < 0x8000) || number === 0xfefc;
}

/** `handshake_failure`; `alert 200`. */
function alert_name(number) {
  return ALERTS.get(number) ?? `alert ${number}`;
}

/** `x25519`; `0x1234`. */
function group_name(number) {
  return GROUPS.get(number) ?? `0x${hex16(number)}`;
}

/** Values that clients sprinkle in so that servers learn to ignore unknown ones (RFC 8701). */
function is_grease(number) {
  return (number & 0x0f0f) === 0x0a0a && number >> 8 === (number & 255);
}

exports.RECORD = RECORD;
exports.HANDSHAKE = HANDSHAKE;
exports.EXTENSION = EXTENSION;
exports.VERSIONS = VERSIONS;
exports.alert_name = alert_name;
exports.group_name = group_name;
exports.hex16 = hex16;
exports.is_dtls_version = is_dtls_version;
exports.is_grease = is_grease;
exports.is_version13 = is_version13;
exports.newest_version = newest_version;
exports.version_name = version_name;
