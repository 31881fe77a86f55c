'use strict';

// Chromium with the page in it.

const fs = require('node:fs');
const { has } = require('../tool');
const { RunningPage } = require('./running_page');

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const PATIENCE = 100_000; // milliseconds: a busy machine takes its time

class Browser {
  #browser;
  #closers = [];

  /** To be called in before(): skips the suite, aloud, without Chromium. */
  async start(context) {
    if (!has(CHROMIUM, '--version')) {
      console.log('      skipped: chromium is not installed');
      context.skip();
    }
    const { chromium } = require('playwright-core');
    this.#browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }

  async stop() {
    await this.#browser?.close();
  }

  /**
   * The page with a capture: { page, faults, server }; what goes wrong in the page is in `faults`.
   * @param {string[]} args  of `pcap page`
   * @param {object} [options]  of the browser's page; cwd: where the command is started;
   *   ready: a selector that is waited for
   */
  async opened(args, { cwd, ready = '#list .grid-row', ...options } = {}) {
    const server = await RunningPage.start(['page', ...args], undefined, cwd && { cwd });
    const page = await this.#browser.newPage(options);
    this.#closers.push(async () => {
      await page.close();
      await server.stop();
    });
    page.setDefaultTimeout(PATIENCE);
    const faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('dialog', (dialog) => faults.push(`dialog ${dialog.message()}`));
    await page.goto(server.address, { timeout: PATIENCE });
    await page.waitForSelector(ready);
    return { page, faults, server };
  }

  /** A page of its own, without a server. */
  async blank() {
    const page = await this.#browser.newPage();
    this.#closers.push(() => page.close());
    return page;
  }

  /** To be called in afterEach(). */
  async close_pages() {
    for (const close of this.#closers.splice(0)) await close();
  }
}

/** What axe-core finds wrong, as texts. */
async function violations_of(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  }
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ resultTypes: ['violations'] }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
}

exports.Browser = Browser;
exports.violations_of = violations_of;
