'use strict';

// What OSPF's messages say after the header, by version and type.

const IPv4Addr = require('../ipv4_addr');
const { read_body } = require('./lsa');

const LSA_HEADER = 20;

const router = (reader) => reader.address(IPv4Addr, 4);

function read_hello_2(reader) {
  const network_mask = router(reader);
  const hello_interval = reader.u16();
  const options = reader.u8();
  const priority = reader.u8();
  const dead_interval = reader.u32();
  const settings = { network_mask, hello_interval, options, priority, dead_interval };
  const routers = { designated_router: router(reader), backup_router: router(reader) };
  return { ...settings, ...routers, neighbors: reader.list_rest(router) };
}

function read_hello_3(reader) {
  const interface_id = reader.u32();
  const priority = reader.u8();
  const options = reader.u24();
  const hello_interval = reader.u16();
  const dead_interval = reader.u16();
  const settings = { interface_id, priority, options, hello_interval, dead_interval };
  const routers = { designated_router: router(reader), backup_router: router(reader) };
  return { ...settings, ...routers, neighbors: reader.list_rest(router) };
}

/** `flags`: 1 master, 2 more, 4 init. */
function read_description_2(reader) {
  const mtu = reader.u16();
  const options = reader.u8();
  const flags = reader.u8();
  const sequence = reader.u32();
  return { mtu, options, flags, sequence, lsas: reader.list_rest(read_lsa_header_2) };
}

function read_description_3(reader) {
  reader.skip(1);
  const options = reader.u24();
  const mtu = reader.u16();
  reader.skip(1);
  const flags = reader.u8();
  const sequence = reader.u32();
  return { options, mtu, flags, sequence, lsas: reader.list_rest(read_lsa_header_3) };
}

const read_request = (read_id) => (reader) => ({
  requests: reader.list_rest(() => {
    const type = reader.u32();
    return { type, id: read_id(reader), advertising_router: router(reader) };
  }),
});

function read_rest_of_header(reader, start) {
  const advertising_router = router(reader);
  const sequence = reader.u32();
  const checksum = reader.u16();
  return { ...start, advertising_router, sequence, checksum, length: reader.u16() };
}

function read_lsa_header_2(reader) {
  const age = reader.u16();
  const options = reader.u8();
  const type = reader.u8();
  return read_rest_of_header(reader, { age, options, type, id: router(reader) });
}

function read_lsa_header_3(reader) {
  const age = reader.u16();
  const type = reader.u16();
  return read_rest_of_header(reader, { age, type, id: reader.u32() });
}

/** Advertisements: their headers, `data` after them, and `body`: what that says. */
const read_update = (read_header, version) => (reader) => {
  const count = reader.u32();
  let short;
  const lsas = reader.list(count, () => {
    const header = read_header(reader);
    if (header.length < LSA_HEADER) {
      reader.fail(`length ${header.length} of an advertisement is less than ${LSA_HEADER}`);
    }
    const part = reader.part(Math.max(0, (header.length ?? 0) - LSA_HEADER));
    const data = part.peek();
    const body = read_body(part, version, header);
    if (reader.is_whole && !part.is_whole) short ??= header;
    return { ...header, data, body };
  });
  if (short) reader.fail(`length ${short.length} is too little for type ${short.type}`);
  return { count, lsas };
};

const read_acknowledgement = (read_header) => (reader) => ({ lsas: reader.list_rest(read_header) });

const READERS = {
  2: [
    read_hello_2,
    read_description_2,
    read_request(router),
    read_update(read_lsa_header_2, 2),
    read_acknowledgement(read_lsa_header_2),
  ],
  3: [
    read_hello_3,
    read_description_3,
    read_request((reader) => reader.u32()),
    read_update(read_lsa_header_3, 3),
    read_acknowledgement(read_lsa_header_3),
  ],
};

/** What a message says; undefined for types that nothing is known of. */
function read_message(reader, version, type) {
  return READERS[version][type - 1]?.(reader);
}

exports.read_message = read_message;
