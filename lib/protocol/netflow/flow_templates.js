'use strict';

// The records of NetFlow 9 and IPFIX, by the templates that came before them. A program has one of
// these for what it captures; nothing is kept anywhere else.

const { guard_getters } = require('../../getters');
const { Cursor } = require('../../packet/cursor');
const { check_options, number } = require('../../validate');
const { field_of } = require('./fields');

const OPTIONS = { max_templates: number({ default: 4096, min: 1, integer: true }) };
const MOST_RECORDS = 4096; // of one message
const VARIABLE = 65535;

class FlowTemplates {
  #templates = new Map(); // in the order of their last coming
  #limit;

  /**
   * @param {{ max_templates?: number }} [options]  how many are kept (4096); the oldest go first
   */
  constructor(options = {}) {
    this.#limit = check_options('FlowTemplates', options, OPTIONS).max_templates;
  }

  /** How many templates are known. */
  get size() {
    return this.#templates.size;
  }

  /**
   * Learns a message's templates, and reads its data by those known: `[{ template_id, fields }]`,
   * `fields` by name. Data whose template did not come yet are left out.
   * @param {object} netflow  a NetFlow layer
   * @param {string} [exporter]  who sent it, as `String(ip.saddr)`: templates are each exporter's
   *   own
   */
  records(netflow, exporter = '') {
    if (netflow?.records !== undefined) {
      return netflow.records.map((fields) => ({ template_id: undefined, fields }));
    }
    const found = [];
    for (const set of netflow?.sets ?? []) {
      for (const template of set.templates ?? []) {
        this.#learn(key_of(netflow, exporter, template.id), template);
      }
      if (set.data === undefined) continue;
      const template = this.#templates.get(key_of(netflow, exporter, set.id));
      if (template !== undefined) read_data(set.data, template, found);
    }
    return found;
  }

  #learn(key, template) {
    this.#templates.delete(key);
    this.#templates.set(key, template);
    if (this.#templates.size <= this.#limit) return;
    this.#templates.delete(this.#templates.keys().next().value);
  }

  static {
    guard_getters(this, (object) => #templates in object);
  }
}

const key_of = ({ version, source_id }, exporter, id) =>
  `${exporter} ${version} ${source_id} ${id}`;

/** Records of one template, up to padding that is too short for one. */
function read_data(data, template, found) {
  const cursor = new Cursor(data, 0, data.length);
  while (cursor.left > 0 && found.length < MOST_RECORDS) {
    const start = cursor.offset;
    const fields = {};
    template.fields.forEach(({ type, length, enterprise }, i) => {
      const value = cursor.take(length === VARIABLE ? variable_length(cursor) : length);
      const { name, read } = field_of(type, enterprise, i < template.scope_count);
      fields[name] = read(value);
    });
    if (cursor.error !== undefined || cursor.offset === start) return;
    found.push({ template_id: template.id, fields });
  }
}

/** RFC 7011, 7: one octet, or 255 and two more. */
function variable_length(cursor) {
  const length = cursor.u8();
  return length === 255 ? cursor.u16() : length;
}

module.exports = FlowTemplates;
