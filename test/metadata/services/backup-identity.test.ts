import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import {
  backupIdOf,
  backupSetOf,
  identityOf,
  refuseOtherIdentity,
} from '../../../subgraphs/metadata/services/backup-identity.js';

const seed = {
  container: 'freezer_container',
  host_name: 'alpha',
  backup_name: 'important_data_backup',
  timestamp: 8475903425,
  level: 0,
};
const later = {
  container: 'freezer_container',
  hostname: 'alpha',
  backup_name: 'important_data_backup',
  time_stamp: 8475903425,
  curr_backup_level: 0,
};

describe('the identity of a backup', () => {
  test('gives the composite id of the documented example', () => {
    const identity = identityOf(seed);

    assert.equal(backupIdOf(identity), 'freezer_container_alpha_important_data_backup_8475903425_0');
    assert.equal(backupSetOf(identity), 'freezer_container_alpha_important_data_backup');
  });

  test('is the same under either spelling and for strings of digits', () => {
    const digits = identityOf({ ...seed, timestamp: '8475903425', level: '0' });

    assert.deepEqual(identityOf(later), identityOf(seed));
    assert.deepEqual(digits, identityOf(seed));
  });

  test('lets both spellings stand together when they agree', () => {
    const identity = identityOf({ ...seed, ...later, time_stamp: '8475903425' });

    assert.deepEqual(identity, identityOf(seed));
  });

  test('takes an absent level for a full backup with the later spellings only', () => {
    const { curr_backup_level: _level, ...withoutLevel } = later;

    assert.equal(identityOf(withoutLevel).level, 0);
    assert.throws(
      () => identityOf({ ...seed, level: undefined }),
      isFault('"level" or "curr_backup_level" must'),
    );
    assert.throws(() => identityOf(without('level')), isFault('"level" or "curr_backup_level" is missing.'));
  });

  for (const name of Object.keys(seed)) {
    test(`refuses ${name} when it is missing, null or empty`, () => {
      assert.throws(() => identityOf(without(name)), isFault(`"${name}"`));
      assert.throws(() => identityOf({ ...seed, [name]: null }), isFault(`"${name}"`));
      assert.throws(() => identityOf({ ...seed, [name]: '' }), isFault(`"${name}"`));
    });
  }

  test('refuses numbers that are no integers, and names that are no texts', () => {
    for (const value of [0.5, '0.5', '-1', '1e3', ' 1', true, [], {}, 2 ** 60, '9'.repeat(17)]) {
      assert.throws(() => identityOf({ ...seed, timestamp: value }), isFault('"timestamp"'));
    }
    for (const value of [5, true, [], {}, 'é'.repeat(300)]) {
      assert.throws(() => identityOf({ ...seed, container: value }), isFault('"container"'));
    }
    assert.throws(() => identityOf({ ...seed, level: 2 ** 31 }), isFault('"level"'));
  });

  test('refuses two spellings that contradict each other', () => {
    assert.throws(
      () => identityOf({ ...seed, hostname: 'beta' }),
      isFault('"host_name" and "hostname" are two spellings'),
    );
  });

  test('may be repeated in a change but not changed', () => {
    const stored = identityOf(seed);

    assert.doesNotThrow(() =>
      refuseOtherIdentity({ hostname: 'alpha', timestamp: '8475903425', mode: 'fs' }, stored),
    );
    assert.doesNotThrow(() => refuseOtherIdentity({}, stored));
    for (const change of [{ hostname: 'beta' }, { timestamp: 1 }, { level: null }, { container: '' }]) {
      assert.throws(() => refuseOtherIdentity(change, stored), Fault);
    }
  });
});

function without(name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(seed).filter(([key]) => key !== name));
}

function isFault(beginning: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Fault && error.code === 'BAD_USER_INPUT');
    assert.ok(error.message.startsWith(beginning), error.message);
    return true;
  };
}
