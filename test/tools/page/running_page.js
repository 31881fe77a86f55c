'use strict';

// `pcap page` as a process, and what talks to it.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const http = require('node:http');
const path = require('node:path');
const { ENVIRONMENT } = require('../tool');

const PROGRAM = path.join(__dirname, '..', '..', '..', 'lib', 'tools', 'pcap.js');

class RunningPage {
  /** @param {string[]} args  of pcap; a namespace that it runs in */
  static async start(args, namespace, options = {}) {
    const page = new RunningPage();
    const words = [PROGRAM, ...args];
    const how = { stdio: ['pipe', 'pipe', 'pipe'], env: ENVIRONMENT, ...options };
    page.child = namespace
      ? namespace.spawn(process.execPath, words, how)
      : spawn(process.execPath, words, how);
    page.stderr = '';
    page.child.stderr.on('data', (text) => (page.stderr += text));
    page.address = await page.#printed();
    const { hostname, port, searchParams } = new URL(page.address);
    page.host = hostname;
    page.port = Number(port);
    page.token = searchParams.get('token');
    page.cookie = `pcap_page_${port}=${page.token}`;
    return page;
  }

  #printed() {
    let text = '';
    return new Promise((resolve, reject) => {
      this.child.stdout.on('data', (data) => {
        text += data;
        const [address] = /http:\S+(?=\n)/.exec(text) ?? [];
        if (address) resolve(address);
      });
      this.child.on('close', () => reject(new Error(`no address, but: ${text}${this.stderr}`)));
    });
  }

  /** A request as anybody may make it: { status, headers, text }. */
  async ask(target, { method = 'GET', headers = {}, body, cookie = this.cookie } = {}) {
    const request = http.request({
      ...{ host: this.host, port: this.port, path: target, method, agent: false },
      headers: { ...(cookie && { cookie }), ...headers },
    });
    request.end(body);
    const [response] = await once(request, 'response');
    const bytes = Buffer.concat(await response.toArray());
    return { status: response.statusCode, headers: response.headers, text: String(bytes), bytes };
  }

  async json(target) {
    return JSON.parse((await this.ask(target)).text);
  }

  post(target, body) {
    const headers = { origin: `http://${this.host}:${this.port}`, 'sec-fetch-site': 'same-origin' };
    return this.ask(target, { method: 'POST', headers, body: JSON.stringify(body ?? {}) });
  }

  /** Waits until the server's state is as wanted. */
  async until(is_wanted) {
    for (;;) {
      const state = await this.json('/api/state');
      if (is_wanted(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** All rows, or connections, as objects. */
  async table(name) {
    const { columns, texts } = await this.json(`/api/${name}`);
    const words = /^(method|host|path|type|note|client|server|protocol|name)$/;
    return columns.row.map((_, i) => {
      const one = {};
      for (const [key, values] of Object.entries(columns)) {
        const is_text = words.test(key) && !(name === 'rows' && key === 'server');
        one[key] = is_text ? texts[values[i]] : values[i];
      }
      return one;
    });
  }

  async packets(connection, after = -1) {
    const { bytes } = await this.ask(`/api/connection/${connection}/packets?after=${after}`);
    return Array.from({ length: bytes.length / 40 }, (_, i) => ({
      time: bytes.readDoubleLE(i * 40),
      number: bytes.readDoubleLE(i * 40 + 8),
      seq: bytes.readUInt32LE(i * 40 + 16),
      length: bytes.readUInt32LE(i * 40 + 28),
      flags: bytes.readUInt16LE(i * 40 + 32),
      marks: bytes.readUInt16LE(i * 40 + 34),
    }));
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGINT');
    await once(this.child, 'close');
  }
}

exports.PROGRAM = PROGRAM;
exports.RunningPage = RunningPage;
