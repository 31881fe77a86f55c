'use strict';

/** `1921.6800.1001`, of a node `1921.6800.1001.00`, of a packet `1921.6800.1001.00-00`. */
function id_text(bytes) {
  const hex = bytes.toString('hex');
  const system = hex.slice(0, 12).replace(/....(?=.)/g, '$&.');
  const rest = [hex.slice(12, 14), hex.slice(14, 16)].filter((part) => part !== '');
  return rest.length === 0 ? system : `${system}.${rest.join('-')}`;
}

/** An identifier of `size` octets as text; undefined where it is cut. */
function read_id(reader, size) {
  const bytes = reader.take(size);
  return bytes.length === size ? id_text(bytes) : undefined;
}

exports.read_id = read_id;
