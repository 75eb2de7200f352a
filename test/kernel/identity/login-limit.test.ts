import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { clientNetwork } from '../../../subgraphs/kernel/identity/client-origin.js';
import { afterFailure, type FailureCount } from '../../../subgraphs/kernel/identity/login-limit.js';
import { describeOnEngines, origin, type TestIdentity } from './identity-fixture.js';

const password = 'correct horse battery';
const windowMs = 5 * 60_000;

async function outcome(
  { identity }: TestIdentity,
  name: string,
  given: string,
  address?: string,
): Promise<string> {
  try {
    await identity.login(name, given, origin(address));
    return 'OK';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const wait = error.extensions['retryAfter'];
    return wait === undefined ? error.code : `${error.code} ${Number(wait)}`;
  }
}

async function outcomes(
  subject: TestIdentity,
  times: number,
  name: string,
  given: string,
  address?: string,
): Promise<string[]> {
  const all: string[] = [];
  for (let i = 0; i < times; i++) all.push(await outcome(subject, name, given, address));
  return all;
}

describeOnEngines('the login limit', (database) => {
  let main: TestIdentity;

  before(async () => {
    main = await database.open();
    await main.identity.accounts.create({ name: 'ada', password, role: 'viewer' });
    await main.identity.accounts.create({ name: 'bea', password, role: 'viewer' });
    await main.identity.accounts.create({ name: 'cleo', password, role: 'viewer' });
  });

  it('lets an account fail five times and then wait, in every process, even with the right password', async () => {
    const other = await database.open();

    const failures = await outcomes(main, 5, 'ada', 'wrong password');
    const derivations = other.passwords.derivations;
    const sixth = await outcome(other, 'ADA', password);

    assert.deepEqual(failures, Array(5).fill('UNAUTHENTICATED'));
    assert.match(sixth, /^RATE_LIMITED (299|300)$/);
    assert.equal(other.passwords.derivations, derivations);
  });

  it('doubles the wait with each further failure and forgets after a quiet time', async () => {
    const late = await database.open();
    await outcomes(late, 5, 'bea', 'wrong password');

    late.clock.advance(windowMs);
    const again = await outcomes(late, 2, 'bea', 'wrong password');
    late.clock.advance(2 * windowMs);
    const right = await outcome(late, 'bea', password);
    const afterSuccess = await outcomes(late, 5, 'bea', 'wrong password');

    assert.equal(again[0], 'UNAUTHENTICATED');
    assert.match(again[1] ?? '', /^RATE_LIMITED (599|600)$/);
    assert.equal(right, 'OK');
    assert.deepEqual(afterSuccess, Array(5).fill('UNAUTHENTICATED'));
  });

  it('treats an unknown name like a known one', async () => {
    const all = await outcomes(main, 6, 'nobody', password);

    assert.deepEqual(all.slice(0, 5), Array(5).fill('UNAUTHENTICATED'));
    assert.match(all[5] ?? '', /^RATE_LIMITED (299|300)$/);
  });

  it('lets an address fail twenty times over all accounts', async () => {
    const address = '198.51.100.7';

    const all: string[] = [];
    for (let i = 0; i < 21; i++) all.push(await outcome(main, `guess-${i}`, password, address));
    const elsewhere = await outcome(main, 'guess-20', password, '198.51.100.8');

    assert.deepEqual(all.slice(0, 20), Array(20).fill('UNAUTHENTICATED'));
    assert.match(all[20] ?? '', /^RATE_LIMITED/);
    assert.equal(elsewhere, 'UNAUTHENTICATED');
  });

  it('does not limit successes, in a row or together', async () => {
    const address = '198.51.100.9';

    const all = await Promise.all(Array.from({ length: 40 }, () => outcome(main, 'cleo', password, address)));

    assert.deepEqual(new Set(all), new Set(['OK']));
  });

  it('counts parallel failures like failures in a row', async () => {
    const before = main.passwords.derivations;

    const all = await Promise.all(
      Array.from({ length: 50 }, () => outcome(main, 'parallel', password, '198.51.100.10')),
    );

    assert.equal(all.filter((one) => one === 'UNAUTHENTICATED').length, 5);
    assert.equal(main.passwords.derivations - before, 5);
  });
});

describe('the count of failures', () => {
  it('waits one window, then twice as long each time, for an hour at most', () => {
    const waits: number[] = [];
    let count: FailureCount | undefined;
    let now = new Date(0);
    for (let i = 0; i < 12; i++) {
      count = afterFailure(count, 5, windowMs, now);
      if (count.blockedUntil) waits.push((count.blockedUntil.getTime() - now.getTime()) / 60_000);
      now = count.blockedUntil ?? now;
    }

    assert.deepEqual(waits, [5, 10, 20, 40, 60, 60, 60, 60]);
  });

  it('takes an IPv6 network for one client, and a mapped IPv4 address for itself', () => {
    const addresses = [
      '2001:db8:1:2::1',
      '2001:db8:1:2:ffff::9',
      '2001:db8:1:3::1',
      '::ffff:192.0.2.1',
      '192.0.2.1',
      '::1',
      'fe80::1%eth0',
    ];

    const networks = addresses.map(clientNetwork);

    assert.deepEqual(networks, [
      '2001:db8:1:2::/64',
      '2001:db8:1:2::/64',
      '2001:db8:1:3::/64',
      '192.0.2.1',
      '192.0.2.1',
      '0:0:0:0::/64',
      'fe80:0:0:0::/64',
    ]);
  });
});
