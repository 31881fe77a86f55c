'use strict';

// Roles: the server is the side that answers a SYN. Where no SYN was seen, the ports tell, as far
// as they can.

const { SYN, ACK } = require('./seq');

const WELL_KNOWN = 1024; // below: services
const EPHEMERAL = 32768; // and above: ports of clients (RFC 6335: from 49152; Linux: from 32768)

/** Ports above 1023 on which servers are common. */
const SERVICES = new Set([
  1433, 1521, 1883, 2049, 2181, 2375, 3000, 3128, 3268, 3306, 3389, 4222, 4444, 5000, 5060, 5222,
  5432, 5672, 5900, 5984, 6379, 6380, 6667, 7000, 7001, 8000, 8008, 8080, 8081, 8086, 8088, 8443,
  8883, 8888, 9000, 9042, 9090, 9092, 9200, 9418, 10250, 11211, 26379, 27017,
]);

// The first rule that tells the two ports apart decides.
const RULES = [
  (port, server_ports) => server_ports.has(port),
  (port) => port < WELL_KNOWN,
  (port) => SERVICES.has(port),
  (port) => port < EPHEMERAL,
];

/**
 * Whether the sender of a connection's first segment is the server.
 * @param {Set<number>} server_ports  ports on which the program knows servers
 */
function is_server({ sport, dport, bits }, server_ports) {
  if ((bits & SYN) !== 0) return (bits & ACK) !== 0;
  for (const is_service of RULES) {
    const here = is_service(sport, server_ports);
    if (here !== is_service(dport, server_ports)) return here;
  }
  return false;
}

exports.is_server = is_server;
