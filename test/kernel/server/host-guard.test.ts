import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HostGuard, parseNetwork, type HostLookup } from '../../../subgraphs/kernel/server/host-guard.js';

const names: Readonly<Record<string, readonly string[]>> = {
  'array.example.org': ['203.0.113.7'],
  'both.example.org': ['203.0.113.7', '10.0.0.1'],
  'inner.example.org': ['10.20.0.9'],
  '2130706433': ['127.0.0.1'],
  '0x7f.1': ['127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
  'empty.example.org': [],
};
const lookup: HostLookup = (host) =>
  names[host] ? Promise.resolve(names[host]) : Promise.reject(new Error('ENOTFOUND'));

const guard = (networks: readonly string[] = [], open = false, lookedUp = lookup): HostGuard =>
  new HostGuard({
    networks,
    loopback: () => Promise.resolve(open),
    lookup: lookedUp,
    refusal: () => new Error('refused'),
  });
const refused = (host: string, by = guard()): Promise<void> =>
  assert.rejects(by.addressesOf(host), new Error('refused'), host);

describe('the host guard', () => {
  it('lets public addresses and the names that lead to them through, with the addresses they have', async () => {
    assert.deepEqual(await guard().addressesOf('203.0.113.7'), ['203.0.113.7']);
    assert.deepEqual(await guard().addressesOf('2a00:1450::5'), ['2a00:1450::5']);
    assert.deepEqual(await guard().addressesOf('array.example.org'), ['203.0.113.7']);
  });

  it('refuses this machine, its neighbourhood and what is no single host, in every spelling', async () => {
    const hosts = [
      '127.0.0.1',
      '127.9.9.9',
      'localhost',
      '2130706433',
      '0x7f.1',
      '0.0.0.0',
      '10.0.0.1',
      '100.64.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '192.168.1.1',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '0:0:0:0:0:ffff:a00:1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'fe80::1',
      'fe80::1%eth0',
      'fc00::1',
      'ff02::1',
    ];

    for (const host of hosts) await refused(host);
  });

  it('refuses a name when any of its addresses is refused, or it has none', async () => {
    await refused('both.example.org');
    await refused('empty.example.org');
    await refused('unknown.example.org');
    await refused('');
  });

  it('lets the allowed networks through and nothing beside them', async () => {
    const inner = guard(['10.20.0.0/16', 'fd00:1::/32', '192.168.7.7']);

    assert.deepEqual(await inner.addressesOf('inner.example.org'), ['10.20.0.9']);
    assert.deepEqual(await inner.addressesOf('fd00:1::5'), ['fd00:1::5']);
    assert.deepEqual(await inner.addressesOf('::ffff:10.20.0.9'), ['10.20.0.9']);
    assert.deepEqual(await inner.addressesOf('192.168.7.7'), ['192.168.7.7']);
    await refused('10.21.0.1', inner);
    await refused('192.168.7.8', inner);
  });

  it('lets this machine through in open mode, and only it', async () => {
    assert.deepEqual(await guard([], true).addressesOf('localhost'), ['127.0.0.1', '::1']);
    await refused('10.0.0.1', guard([], true));
    await refused('0.0.0.0', guard([], true));
  });

  it('hands out what it has checked, so that a name which changes in between gains nothing', async () => {
    let asked = 0;
    const rebinding = guard([], false, () => Promise.resolve([asked++ === 0 ? '203.0.113.7' : '127.0.0.1']));

    assert.deepEqual(await rebinding.addressesOf('rebind.example.org'), ['203.0.113.7']);
    await refused('rebind.example.org', rebinding);
  });

  it('reads networks and says which one it cannot read', () => {
    assert.deepEqual(parseNetwork('10.0.0.0/8'), ['10.0.0.0', 8]);
    assert.deepEqual(parseNetwork('fd00::/16'), ['fd00::', 16]);
    assert.deepEqual(parseNetwork('192.0.2.1'), ['192.0.2.1', 32]);
    for (const wrong of ['10.0.0.0/33', '10.0.0/8', 'lab', '10.0.0.0/8/8', '10.0.0.0/x', ''])
      assert.throws(() => parseNetwork(wrong), /must hold networks such as/, wrong);
  });
});
