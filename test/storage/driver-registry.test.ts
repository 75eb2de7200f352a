import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../../bin/project.js';
import { driverName, driverTypes } from '../../subgraphs/storage/drivers/registry.js';

describe('the drivers of storages', () => {
  it('have names of their own', () => {
    const names = driverTypes.map(({ vendor, model }) => driverName(vendor, model));

    assert.equal(new Set(names).size, names.length);
  });

  it('each run the conformance suite', () => {
    const folder = join(projectRoot, 'test/storage');
    const tests = readdirSync(folder)
      .filter((file) => file.endsWith('-driver.test.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'));

    const running = tests.filter((text) => text.includes('\ndriverConformance('));

    assert.equal(running.length, driverTypes.length);
  });
});
