'use strict';

// A real broker, mosquitto, with its clients.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Wire, conversations, find_program, needs, told } = require('../../helpers/wire');
const { differences_of_sessions } = require('../../oracle/compare');

const VERSIONS = { mqttv31: 3, mqttv311: 4, mqttv5: 5 };

describe('MQTTSession, live', function () {
  this.timeout(120_000);
  this.slow(10000);
  let wire;
  let file;
  let found;

  before(async function () {
    needs(this, 'mosquitto', 'mosquitto_pub');
    wire = new Wire();
    fs.writeFileSync(wire.path('conf'), 'listener 1883 127.0.0.1\nallow_anonymous true\n');
    await wire.serve(1883, find_program('mosquitto'), ['-c', wire.path('conf')]);
    await wire.capture();
    for (const version of Object.keys(VERSIONS)) await publish(version);
    file = await wire.stop();
    found = await conversations(file);
  });
  after(() => wire?.remove());

  async function publish(version) {
    const options = ['-h', '127.0.0.1', '-V', version, '-u', 'ann', '-P', 'secret', '-t', 'a/b'];
    const more = version === 'mqttv5' ? ['-D', 'publish', 'content-type', 'text/plain'] : [];
    for (const qos of ['0', '1', '2']) {
      await wire.run_async('mosquitto_pub', [
        ...options,
        ...more,
        '-q',
        qos,
        '-r',
        '-m',
        `hello ${qos}`,
      ]);
    }
    await wire.run_async('mosquitto_sub', [...options, '-q', '1', '-C', '1']);
  }

  it('tells what tshark does', async function () {
    assert.deepEqual(await differences_of_sessions(file, ['mqtt_session']), []);
  });

  it('shows what was published, and how it was acknowledged', function () {
    assert.equal(found.length, 12);
    found.forEach(({ name, app, events }, i) => {
      assert.equal(name, 'mqtt');
      assert.deepEqual(told(events, 'mqtt error'), []);
      assert.equal(app.version, Object.values(VERSIONS)[Math.floor(i / 4)]);
      const publish = told(events, 'mqtt packet').find(({ type }) => type === 'publish');
      const qos = i % 4;
      assert.deepEqual(
        [publish.topic, String(publish.payload), publish.retain],
        ['a/b', `hello ${Math.min(qos, 2)}`, true],
      );
      const content_type = app.version === 5 ? 'text/plain' : undefined;
      assert.equal(publish.properties?.content_type, content_type);
      const complete = told(events, 'mqtt complete').map(
        ({ type, answer }) => `${type} ${answer.type}`,
      );
      const expected = [
        [],
        ['publish puback'],
        ['publish pubcomp'],
        ['subscribe suback', 'publish puback'],
      ][qos];
      assert.deepEqual(complete.sort(), ['connect connack', ...expected].sort());
      assert.ok(!JSON.stringify(events).includes('secret'));
    });
  });
});
