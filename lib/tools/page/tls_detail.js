'use strict';

const MAX_CERTIFICATES = 10;

/** What the page shows of a connection's TLS. */
function connection_detail(tls) {
  const { client_hello: hello, server_hello, certificates } = tls;
  return {
    random: hello?.random?.toString('hex'), // for the keys in a pcapng file
    server_name: hello?.server_name,
    offered_alpn: hello?.alpn,
    offered_version: hello?.version,
    ja3: hello?.ja3_hash,
    ja4: hello?.ja4,
    ja3s: server_hello?.ja3s_hash,
    version: tls.version,
    cipher: tls.cipher,
    group: server_hello?.group,
    alpn: tls.alpn,
    resumed: tls.resumed,
    encrypted_client_hello: hello?.ech,
    not_decrypted: tls.opaque,
    certificates: certificates.slice(0, MAX_CERTIFICATES).map(certificate_detail),
  };
}

function certificate_detail(certificate) {
  const { subject, issuer, subject_alt_name, valid_from, valid_to, fingerprint256 } = certificate;
  return { subject, issuer, subject_alt_name, valid_from, valid_to, fingerprint256 };
}

exports.connection_detail = connection_detail;
