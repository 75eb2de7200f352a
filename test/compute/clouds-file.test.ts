import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { driverTypes, enginesWithoutDriver } from '../../subgraphs/compute/drivers/registry.js';
import { readClouds, type ConfiguredCloud } from '../../subgraphs/compute/services/clouds-file.js';
import { ConfigError } from '../../subgraphs/kernel/config/load.js';
import { namedBlock } from '../support/pages.js';

const engines = { drivers: driverTypes, withoutDriver: enginesWithoutDriver };

describe('the clouds file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clouds-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(content: unknown): Promise<ConfiguredCloud[]> {
    const file = join(folder, 'clouds.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readClouds(file, engines);
  }

  async function faults(content: unknown): Promise<string> {
    const error = await read(content).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ConfigError);
    return error.faults.join('\n').replaceAll(folder, '');
  }

  test('has two dummy clouds when there is no file', async () => {
    const clouds = await readClouds(undefined, engines);

    assert.deepEqual(
      clouds.map(({ name, engine }) => [name, engine]),
      [
        ['default', 'dummy'],
        ['fake_driver', 'dummy'],
      ],
    );
  });

  test('may say what the page on clouds does', async () => {
    const [cloud] = await read(namedBlock('docs/clouds.md', 'openstack'));

    assert.deepEqual([cloud?.name, cloud?.engine], ['default', 'openstack']);
  });

  test('takes the old keys in either case, and keeps the order', async () => {
    const clouds = await read({
      lab: { ENGINE: 'dummy', USER: 'u', PASSWORD: 'p', EXTRA_PARAMS: {} },
      default: { engine: 'dummy', user: 'u', extra_params: { any: 1 } },
    });

    assert.deepEqual(
      clouds.map(({ name }) => name),
      ['lab', 'default'],
    );
  });

  test('takes an engine that has no driver yet', async () => {
    const [cloud] = await read({ old: { ENGINE: 'ec2_us_west' } });

    assert.equal(cloud?.driver, undefined);
  });

  test('names every fault at once, and no value', async () => {
    const text = await faults({
      a: { ENGINE: 'vmware' },
      b: { ENGINE: 'dummy', PASSWORT: 'hunter2' },
      c: 7,
      'd/e': { ENGINE: 'dummy' },
    });

    assert.match(text, /cloud "a", ENGINE must be one of dummy,/);
    assert.match(text, /cloud "b" does not know PASSWORT/);
    assert.match(text, /cloud "c"/);
    assert.match(text, /cloud "d\/e"/);
    assert.doesNotMatch(text, /hunter2/);
    assert.match(await faults({}), /must name at least one cloud/);
  });

  test('refuses what is not JSON without quoting it, and a file that is not there', async () => {
    const text = await faults('{"a": hunter2');

    assert.equal(text, '/clouds.json is not JSON');
    await assert.rejects(
      readClouds(join(folder, 'none.json'), engines),
      /INFRAGRAPH_COMPUTE_CLOUDS_FILE names .* \(ENOENT\)/,
    );
  });
});
