'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { ENVIRONMENT, SAMPLE, scratch } = require('../tool');
const { RunningPage } = require('./running_page');

describe('pcap page --open', function () {
  this.timeout(60000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  /** A browser that writes down what it is asked to open. */
  function fake_browser() {
    const lines = ['#!/bin/sh', `printf '%s' "$1" >'${files.path('asked.part')}'`];
    lines.push(`mv '${files.path('asked.part')}' '${files.path('asked')}'`);
    fs.writeFileSync(files.path('xdg-open'), `${lines.join('\n')}\n`, { mode: 0o755 });
    return { ...ENVIRONMENT, PATH: `${files.path('')}:${ENVIRONMENT.PATH}` };
  }

  it('opens the address in a browser', async function () {
    if (process.platform !== 'linux') this.skip();
    const page = await RunningPage.start(['page', '--open', SAMPLE], undefined, {
      env: fake_browser(),
    });
    while (!fs.existsSync(files.path('asked')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(fs.readFileSync(files.path('asked'), 'utf8'), page.address);
    await page.stop();
  });

  it('says when there is none, and goes on', async function () {
    if (process.platform !== 'linux') this.skip();
    const page = await RunningPage.start(['page', '--open', SAMPLE], undefined, {
      env: { ...ENVIRONMENT, PATH: files.path('nothing') },
    });
    while (!/open the address yourself/.test(page.stderr))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await page.until(({ over }) => over);
    await page.stop();
  });
});
