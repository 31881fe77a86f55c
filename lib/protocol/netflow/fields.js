'use strict';

// Fields of NetFlow 9 and IPFIX by number, https://www.iana.org/assignments/ipfix.

const { unsigned_of } = require('../ber');
const EthernetAddr = require('../ethernet_addr');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const number = (data) => unsigned_of(data) ?? data;
const ip = (data) => (data.length === 4 ? IPv4Addr.at(data, 0) : data);
const ip6 = (data) => (data.length === 16 ? IPv6Addr.at(data, 0) : data);
const mac = (data) => (data.length === 6 ? new EthernetAddr(data, 0) : data);
const text = (data) => data.toString().replace(/\0+$/, '');
const bytes = (data) => data;

const KINDS = { number, ip, ip6, mac, text };

const TABLE = `
  1 octetDeltaCount number
  2 packetDeltaCount number
  3 deltaFlowCount number
  4 protocolIdentifier number
  5 ipClassOfService number
  6 tcpControlBits number
  7 sourceTransportPort number
  8 sourceIPv4Address ip
  9 sourceIPv4PrefixLength number
  10 ingressInterface number
  11 destinationTransportPort number
  12 destinationIPv4Address ip
  13 destinationIPv4PrefixLength number
  14 egressInterface number
  15 ipNextHopIPv4Address ip
  16 bgpSourceAsNumber number
  17 bgpDestinationAsNumber number
  18 bgpNextHopIPv4Address ip
  21 flowEndSysUpTime number
  22 flowStartSysUpTime number
  23 postOctetDeltaCount number
  24 postPacketDeltaCount number
  25 minimumIpTotalLength number
  26 maximumIpTotalLength number
  27 sourceIPv6Address ip6
  28 destinationIPv6Address ip6
  29 sourceIPv6PrefixLength number
  30 destinationIPv6PrefixLength number
  31 flowLabelIPv6 number
  32 icmpTypeCodeIPv4 number
  33 igmpType number
  34 samplingInterval number
  35 samplingAlgorithm number
  36 flowActiveTimeout number
  37 flowIdleTimeout number
  38 engineType number
  39 engineId number
  40 exportedOctetTotalCount number
  41 exportedMessageTotalCount number
  42 exportedFlowRecordTotalCount number
  56 sourceMacAddress mac
  57 postDestinationMacAddress mac
  58 vlanId number
  59 postVlanId number
  60 ipVersion number
  61 flowDirection number
  62 ipNextHopIPv6Address ip6
  80 destinationMacAddress mac
  81 postSourceMacAddress mac
  82 interfaceName text
  83 interfaceDescription text
  85 octetTotalCount number
  86 packetTotalCount number
  89 forwardingStatus number
  95 applicationId bytes
  96 applicationName text
  136 flowEndReason number
  139 icmpTypeCodeIPv6 number
  144 exportingProcessId number
  148 flowId number
  149 observationDomainId number
  150 flowStartSeconds number
  151 flowEndSeconds number
  152 flowStartMilliseconds number
  153 flowEndMilliseconds number
  154 flowStartMicroseconds number
  155 flowEndMicroseconds number
  160 systemInitTimeMilliseconds number
  161 flowDurationMilliseconds number
  176 icmpTypeIPv4 number
  177 icmpCodeIPv4 number
  178 icmpTypeIPv6 number
  179 icmpCodeIPv6 number
  182 tcpSourcePort number
  183 tcpDestinationPort number
  184 tcpSequenceNumber number
  225 postNATSourceIPv4Address ip
  226 postNATDestinationIPv4Address ip
  227 postNAPTSourceTransportPort number
  228 postNAPTDestinationTransportPort number
  230 natEvent number
  234 ingressVRFID number
  235 egressVRFID number
`;

const FIELDS = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => line.trim().split(' '))
    .map(([type, name, kind]) => [Number(type), { name, read: KINDS[kind] ?? bytes }]),
);

const SCOPES = [undefined, 'system', 'interface', 'lineCard', 'cache', 'template'];

/** `{ name, read }`; those of enterprises and unknown ones are bytes, by their numbers. */
function field_of(type, enterprise, is_scope) {
  if (enterprise !== 0) return { name: `enterprise${enterprise}_${type}`, read: bytes };
  const scope = is_scope ? SCOPES[type] : undefined;
  if (scope !== undefined) return { name: `scope_${scope}`, read: number };
  return FIELDS.get(type) ?? { name: `field${type}`, read: bytes };
}

exports.field_of = field_of;
