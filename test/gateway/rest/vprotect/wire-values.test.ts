import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import * as body from '../../../../gateway/rest/vprotect/body-values.js';
import { withoutNull } from '../../../../gateway/rest/vprotect/encode.js';
import { canonicalName, enumObject } from '../../../../gateway/rest/vprotect/enum-catalogue.js';
import { ordered, searched } from '../../../../gateway/rest/vprotect/arrange-rows.js';
import { plainName, wireName } from '../../../../gateway/rest/vprotect/tenant-scope.js';
import { backupName } from '../../../../gateway/rest/vprotect/wire-values.js';

const guid = '5f0c6c0a-1d7e-4b59-9a55-0d2f6f3a7c11';

describe('values of the vProtect API', () => {
  test('are never null in an answer, at any depth', () => {
    const text = withoutNull({
      a: null,
      b: [null, 1, undefined, { c: null, d: 'null' }],
      e: Number.NaN,
      f: {},
    });

    assert.equal(text, '{"b":[1,{"d":"null"}],"f":{}}');
  });

  test('have the descriptions clients compare', () => {
    assert.deepEqual(enumObject('BackupStatus', 'SUCCESS_REMOVED'), {
      name: 'SUCCESS_REMOVED',
      description: 'Success (removed)',
    });
    assert.equal(enumObject('TaskType', 'OLD_BACKUPS_REMOVAL').description, 'Old backups removal');
    assert.equal(canonicalName('ScheduleType', 'SNAPSHOT'), 'VM_SNAPSHOT');
    assert.equal(canonicalName('TaskType', 'export'), undefined);
    assert.equal(canonicalName('TaskType', 'constructor'), undefined);
  });

  test('are taken as objects with anything else in them, and bare', () => {
    const read = z.object({
      type: body.optionalEnum('BackupType'),
      backup: body.optionalGuid,
      vms: body.guids,
    });

    const one = read.parse({
      type: { name: 'FULL', description: 'whatever', checked: true },
      backup: { guid: guid.toUpperCase(), name: 'x', label: 'y' },
      vms: [null, guid, { guid }],
    });
    const other = read.parse({ type: 'FULL', backup: guid });

    assert.deepEqual(one, { type: 'FULL', backup: guid, vms: [guid] });
    assert.deepEqual(other, { type: 'FULL', backup: guid });
    assert.equal(read.safeParse({ type: 'Full' }).success, false);
  });

  test('are not given where they are empty, and cleared where they are null', () => {
    const read = z.object({ text: body.optionalText, backup: body.optionalGuid, at: body.instant });

    assert.deepEqual(read.parse({ text: '', backup: '', at: '' }), {
      text: undefined,
      backup: undefined,
      at: undefined,
    });
    assert.deepEqual(read.parse({ text: null, backup: null, at: null }), {
      text: null,
      backup: null,
      at: null,
    });
    assert.deepEqual(body.given(read.parse({ text: null, backup: null })), {});
  });

  test('are numbers also with a fraction, as texts and below zero', () => {
    assert.equal(body.percent.parse('50'), 50);
    assert.equal(body.percent.parse(36.0), 36);
    assert.equal(body.percent.parse(''), undefined);
    assert.equal(body.timeOfDay.parse(-3_600_000), 82_800_000);
    assert.equal(body.timeOfDay.parse('36000000.0'), 36_000_000);
    assert.equal(body.percent.safeParse('fifty').success, false);
    assert.equal(body.percent.safeParse(101).success, false);
  });

  test('are times as milliseconds, and as dates where they are texts', () => {
    assert.equal(body.instant.parse(1767312000000), '2026-01-02T00:00:00.000Z');
    assert.equal(body.instant.parse('1767312000000'), '2026-01-02T00:00:00.000Z');
    assert.equal(body.instant.parse('2026-01-02'), '2026-01-02T00:00:00.000Z');
    assert.equal(body.instant.safeParse(1e18).success, false);
  });

  test('name a backup by its machine and its time, to the second', () => {
    assert.equal(backupName('erp-db-02', '2026-01-02T00:00:00.900Z'), 'erp-db-02 - 2026-01-02 00:00:00');
  });

  test('carry the prefix of a project where they were made in its call', () => {
    assert.equal(wireName('gold', true, 'p1'), 'uuid_p1_gold');
    assert.equal(wireName('gold', false, 'p1'), 'gold');
    assert.equal(plainName('uuid_p1_gold', 'p1'), 'gold');
    assert.equal(plainName('uuid_p2_gold', 'p1'), 'uuid_p2_gold');
  });
});

describe('rows of a list of the vProtect API', () => {
  const rows = [
    { guid: '3', name: 'b', hypervisor: { name: 'h1' }, present: true },
    { guid: '1', name: 'a', present: false },
    { guid: '2', name: 'B', hypervisor: { name: 'h0' }, present: true },
  ];

  test('are ordered by any property path, ties by guid, those without it last either way', () => {
    assert.deepEqual(
      ordered(rows, 'hypervisor.name', false).map(({ guid: g }) => g),
      ['2', '3', '1'],
    );
    assert.deepEqual(
      ordered(rows, 'hypervisor', true).map(({ guid: g }) => g),
      ['3', '2', '1'],
    );
    assert.deepEqual(
      ordered(rows, 'name', false).map(({ guid: g }) => g),
      ['1', '2', '3'],
    );
    assert.deepEqual(
      ordered(rows, 'present', true).map(({ guid: g }) => g),
      ['2', '3', '1'],
    );
  });

  test('stay in their order where the path is of none of them', () => {
    assert.deepEqual(ordered(rows, 'nothing.like.it', true), rows);
    assert.deepEqual(ordered(rows, 'constructor', true), rows);
  });

  test('are found by a text in any case, in lists too', () => {
    const tagged = [
      { guid: '1', tags: ['DB', 'tier1'] },
      { guid: '2', tags: [] },
    ];

    assert.deepEqual(searched(tagged, 'db', ['tags', 'name']), [tagged[0]]);
  });
});
