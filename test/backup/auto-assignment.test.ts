import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  assignChanges,
  matcherOf,
  type AssignableMachine,
  type AutoAssignment,
  type Matcher,
} from '../../subgraphs/backup/services/auto-assignment.js';
import { nameTest } from '../../subgraphs/backup/services/name-patterns.js';

const nothing: AutoAssignment = {
  mode: 'ASSIGN_ONLY',
  includeTags: [],
  excludeTags: [],
  includeRegExps: [],
  excludeRegExps: [],
  hvClusters: [],
};

suite('auto-assignment', () => {
  test('takes machines by tag or by whole name, and leaves what is excluded or elsewhere', async () => {
    const settings = {
      ...nothing,
      includeTags: ['gold'],
      includeRegExps: ['(prod|uat)-[0-9]{3}[a-z]?'],
      excludeTags: ['scratch'],
      excludeRegExps: ['.*-tmp'],
      hvClusters: ['c1'],
    };
    const machines = [
      machine('any', { tags: ['gold'] }),
      machine('prod-001b'),
      machine('prod-001'),
      machine('my-prod-001'),
      machine('PROD-001'),
      machine('prod-002', { tags: ['scratch', 'gold'] }),
      machine('gold-tmp', { tags: ['gold'] }),
      machine('uat-100', { clusterGuid: 'c2' }),
      machine('uat-101', { clusterGuid: null }),
    ];

    assert.deepEqual(await changes(settings, machines), [
      'any ASSIGN TAG_MATCH',
      'prod-001b ASSIGN NAME_MATCH',
      'prod-001 ASSIGN NAME_MATCH',
    ]);
  });

  test('takes all of a cluster when nothing else is named', async () => {
    const settings = { ...nothing, hvClusters: ['c1'] };

    assert.deepEqual(await changes(settings, [machine('a'), machine('b', { clusterGuid: 'c2' })]), [
      'a ASSIGN CLUSTER_MATCH',
    ]);
    assert.deepEqual(await changes(nothing, [machine('a')]), []);
  });

  test('does nothing when disabled', async () => {
    assert.deepEqual(
      await changes({ ...nothing, mode: 'DISABLED', includeRegExps: ['.*'] }, [machine('a')]),
      [],
    );
  });

  test('takes only free machines, or also those that no longer fit where they are', async () => {
    const all = { ...nothing, includeRegExps: ['.*'], excludeTags: ['out'] };
    const machines = [
      machine('free'),
      machine('own-out', { policyGuid: 'own', tags: ['out'] }),
      machine('own', { policyGuid: 'own' }),
      machine('fits', { policyGuid: 'other', tags: ['web'] }),
      machine('misfits', { policyGuid: 'other' }),
      machine('by-hand', { policyGuid: 'manual' }),
    ];

    assert.deepEqual(await changes(all, machines), ['free ASSIGN NAME_MATCH']);
    assert.deepEqual(await changes({ ...all, mode: 'ASSIGN_AND_REMOVE' }, machines), [
      'free ASSIGN NAME_MATCH',
      'own-out UNASSIGN EXCLUDED',
      'misfits REASSIGN NAME_MATCH',
    ]);
  });

  test('refuses expressions that are none, too long, too many or too large together', () => {
    for (const wrong of ['(', 'a{1001}', '(?=a)', '\\1', 'a'.repeat(256)])
      assert.throws(() => nameTest([wrong], 'includeRegExps'), { code: 'BAD_USER_INPUT' }, wrong);
    assert.throws(
      () =>
        nameTest(
          Array.from({ length: 101 }, () => 'a'),
          'x',
        ),
      { code: 'BAD_USER_INPUT' },
    );
    assert.throws(() => nameTest(['(?:abcdefghij){999}', '(?:klmnopqrst){999}', 'b{999}'], 'x'), {
      code: 'BAD_USER_INPUT',
    });
  });

  test('keeps the flags of one expression from the others', () => {
    const matches = nameTest(['(?i)web.*', 'db'], 'includeRegExps');

    assert.deepEqual(['WEB1', 'db', 'DB', 'dbx'].map(matches), [true, true, false, false]);
  });

  test('reads a name step by step, whatever the expression', () => {
    const matches = nameTest(['(a+)+b', '(a|a)*c', '(?:a?){200}a{200}d'], 'includeRegExps');

    assert.equal(matches('a'.repeat(50_000)), false);
  });
});

function machine(name: string, rest: Partial<AssignableMachine> = {}): AssignableMachine {
  return { guid: name, name, tags: [], clusterGuid: 'c1', policyGuid: null, ...rest };
}

async function changes(settings: AutoAssignment, machines: readonly AssignableMachine[]): Promise<string[]> {
  const others = new Map<string, Matcher>([
    ['other', matcherOf({ ...nothing, includeTags: ['web'] })],
    ['manual', matcherOf({ ...nothing, mode: 'DISABLED' })],
  ]);
  const found = await assignChanges('own', matcherOf(settings), machines, others);
  return found.map(({ vmGuid, type, reason }) => `${vmGuid} ${type} ${reason}`);
}
