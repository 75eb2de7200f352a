import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Passwords, standardCost } from '../../../subgraphs/kernel/identity/passwords.js';
import { CountingPasswords, testCost } from './identity-fixture.js';

describe('passwords', () => {
  it('are hashed by argon2id at 19 MiB and two passes, in the PHC form', async () => {
    const hash = await new Passwords(12).hash('correct horse battery');

    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.deepEqual(standardCost, { memory: 19_456, passes: 2, parallelism: 1 });
  });

  it('match their own hash only, whose salt is new each time', async () => {
    const passwords = new Passwords(8, testCost);
    const [first, second] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')];

    const answers = [
      await passwords.verify('correct horse', first),
      await passwords.verify('correct hors', first),
      await passwords.verify('', first),
    ];

    assert.deepEqual(answers, [true, false, false]);
    assert.notEqual(first, second);
  });

  it('are the same in composed and decomposed letters', async () => {
    const passwords = new Passwords(8, testCost);
    const hash = await passwords.hash('schl\u00fcssel-wort');

    assert.equal(await passwords.verify('schlu\u0308ssel-wort', hash), true);
  });

  it('cost one computation whether the user is known or not', async () => {
    const passwords = new CountingPasswords(8, testCost);
    const hash = await passwords.hash('correct horse');
    const before = passwords.derivations;

    const answers = [
      await passwords.verify('correct horse', undefined),
      await passwords.verify('wrong horse', hash),
    ];

    assert.deepEqual(answers, [false, false]);
    assert.equal(passwords.derivations - before, 2);
  });

  it('are known to need a new hash when the cost has changed', async () => {
    const old = await new Passwords(8, testCost).hash('correct horse');

    const passwords = new Passwords(8, { ...testCost, passes: 2 });

    assert.equal(passwords.isOutdated(old), true);
    assert.equal(await passwords.verify('correct horse', old), true);
    assert.equal(passwords.isOutdated(await passwords.hash('correct horse')), false);
  });

  it('are computed two at a time and refused when hundreds wait', async () => {
    const passwords = new Passwords(8, testCost);

    const outcomes = await Promise.allSettled(
      Array.from({ length: 250 }, () => passwords.verify('correct horse', undefined)),
    );

    assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 202);
  });
});
