'use strict';

// Two routers, BIRD, in a network namespace each.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Wire, conversations, find_program, needs, told } = require('../../helpers/wire');
const { veth_pair } = require('../../helpers/netns');
const { differences_of_sessions } = require('../../oracle/compare');

const AS = [65001, 4200000000];

const settings = (n) => `
  router id 10.9.0.${n};
  protocol device {}
  protocol static {
    ipv4;
    route 192.0.2.${n * 64}/26 blackhole {
      bgp_community.add((65001, 7));
      bgp_ext_community.add((rt, 65001, 100));
      bgp_ext_community.add((ro, 10.9.0.1, 5));
      bgp_large_community.add((65001, 2, 3));
    };
  }
  protocol static {
    ipv6;
    route 2001:db8:${n}::/48 blackhole;
  }
  protocol bgp peer {
    local 10.9.0.${n} as ${AS[n - 1]};
    neighbor 10.9.0.${3 - n} as ${AS[2 - n]};
    connect delay time 1;
    connect retry time 1;
    passive ${n === 2 ? 'on' : 'off'};
    ipv4 {
      import all;
      export all;
      add paths on;
    };
    ipv6 {
      import all;
      export all;
      next hop address fd09::${n};
    };
  }
`;

describe('BGPSession, live', function () {
  this.timeout(120000);
  this.slow(20000);
  let net;
  let wire;
  let file;
  let messages;

  before(async function () {
    needs(this, 'bird', 'birdc');
    net = veth_pair({ ipv6: true });
    wire = new Wire(net.a);
    await wire.capture(net.dev_a, '10.9.0.2');
    const routers = [start_bird(net.b, 2)];
    try {
      await until(2, /peer/, ['show', 'protocols']); // it is there when the other one connects
      routers.push(start_bird(net.a, 1));
      await until(1, /2001:db8:2::\/48[^]*192\.0\.2\.128\/26|192\.0\.2\.128\/26[^]*2001:db8:2::/);
      await until(2, /2001:db8:1::\/48[^]*192\.0\.2\.64\/26|192\.0\.2\.64\/26[^]*2001:db8:1::/);
      birdc(1, 'disable', 'peer', '"back at noon"');
      await until(2, /back at noon/, ['show', 'protocols', 'all', 'peer']);
    } finally {
      routers.forEach(({ child }) => child.kill());
      await Promise.all(routers.map(({ gone }) => gone));
    }
    file = await wire.stop();
    const found = await conversations(file);
    const open = found.filter(({ name, app }) => name === 'bgp' && app.opens.recv !== undefined);
    messages = told(open[0].events, 'bgp message');
  });
  after(async function () {
    await wire?.remove();
    net?.b.remove();
  });

  function start_bird(namespace, n) {
    fs.writeFileSync(wire.path(`${n}.conf`), settings(n));
    const files = ['-c', wire.path(`${n}.conf`), '-s', wire.path(`${n}.ctl`)];
    const args = ['-f', ...files, '-P', wire.path(`${n}.pid`)];
    const child = namespace.spawn(find_program('bird'), args, { stdio: 'ignore' });
    return { child, gone: new Promise((resolve) => child.on('exit', resolve)) };
  }

  const birdc = (n, ...words) =>
    wire.run(find_program('birdc'), ['-s', wire.path(`${n}.ctl`), ...words]).stdout;

  /** Asks a router until it says so. */
  async function until(n, pattern, words = ['show', 'route']) {
    while (!pattern.test(birdc(n, ...words))) await new Promise(setImmediate);
  }

  const of = (type) => messages.filter((message) => message.type === type);
  const routes = () => of('update').filter(({ attributes }) => attributes.origin !== undefined);

  it('tells what the routers can do', function () {
    assert.deepEqual(
      of('open')
        .map((open) => `${open.bgp_identifier} ${open.as_number}`)
        .sort(),
      AS.map((as_number, i) => `10.9.0.${i + 1} ${as_number}`),
    );
    for (const { capabilities } of of('open')) {
      const named = Object.fromEntries(capabilities.map((each) => [each.name, each]));
      assert.deepEqual(named.add_path.families, [{ afi: 1, safi: 1, mode: 3 }]);
      assert.equal(named.graceful_restart.restart_time, 120);
      assert.ok('enhanced_route_refresh' in named);
    }
    assert.ok(of('keepalive').length >= 2);
  });

  it('tells routes of IPv4 with their paths, communities and identifiers', function () {
    const found = routes().filter(({ nlri }) => nlri.length > 0);
    assert.deepEqual(found.map(({ nlri }) => nlri[0].prefix).sort(), [
      '192.0.2.128/26',
      '192.0.2.64/26',
    ]);
    for (const { nlri, attributes } of found) {
      const n = nlri[0].prefix === '192.0.2.64/26' ? 1 : 2;
      assert.equal(typeof nlri[0].path_id, 'number');
      assert.deepEqual(attributes, {
        origin: 'igp',
        as_path: [{ type: 'as_sequence', as_numbers: [AS[n - 1]] }],
        next_hop: `10.9.0.${n}`,
        communities: ['65001:7'],
        extended_communities: ['rt:65001:100', 'ro:10.9.0.1:5'],
        large_communities: ['65001:2:3'],
      });
    }
  });

  it('tells routes of IPv6', function () {
    const reach = routes().flatMap(({ attributes }) => attributes.mp_reach ?? []);
    assert.deepEqual(
      reach.map(({ nlri, next_hops }) => [nlri[0], next_hops[0]]).sort(),
      [1, 2].map((n) => [`2001:db8:${n}::/48`, `fd09::${n}`]),
    );
  });

  it('tells what tshark does', async function () {
    assert.deepEqual(await differences_of_sessions(file, ['bgp_session']), []);
  });

  it('tells why the session ends', function () {
    const [{ error, suberror, communication }] = of('notification');
    assert.deepEqual(
      [error, suberror, communication],
      ['cease', 'administrative_shutdown', 'back at noon'],
    );
    assert.ok(messages.every(({ is_malformed }) => is_malformed === undefined));
  });
});
