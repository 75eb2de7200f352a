import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allRows, loadProductConfig } from '../../bin/config-groups.js';
import { subgraphNames } from '../../subgraphs/main.js';
import { readComposeFile, variablesOfCompose } from './compose-file.js';
import { composeValues } from './composed-house.js';

const services = readComposeFile(composeValues());
const settings = new Set(allRows.map(({ key }) => key));

describe('docker-compose.yml', () => {
  it('has a service for every subgraph, and gateway, worker, migration and database', () => {
    const expected = [...subgraphNames, 'gateway', 'worker', 'migrate', 'postgres'];

    assert.deepEqual([...services.keys()].toSorted(), expected.toSorted());
    for (const name of subgraphNames) assert.deepEqual(services.get(name)?.command, ['subgraph', name]);
  });

  it('gives each process a configuration that is valid', () => {
    for (const { name, command, environment } of services.values()) {
      if (command.length === 0) continue;
      assert.doesNotThrow(() => loadProductConfig({ env: environment, options: {} }), name);
    }
  });

  it('names every subgraph to the gateway at the port that subgraph listens on', () => {
    const urls = services.get('gateway')?.environment['INFRAGRAPH_SUBGRAPH_URLS']?.split(',');

    const expected = subgraphNames.map((name) => {
      const port = services.get(name)?.environment['INFRAGRAPH_PORT'];
      return `${name}=http://${name}:${port}/graphql`;
    });
    assert.deepEqual(urls?.toSorted(), expected.toSorted());
  });

  it('takes nothing from .env under a name that the command line would refuse there', () => {
    const ours = [...variablesOfCompose()].filter((name) => name.startsWith('INFRAGRAPH_'));

    assert.deepEqual(
      ours.filter((name) => !settings.has(name)),
      [],
    );
  });

  it('starts a process only after what it needs is there', () => {
    for (const { name, command, needs } of services.values()) {
      if (command.length === 0) continue;
      assert.equal(needs.get('postgres'), 'service_healthy', name);
      if (name !== 'migrate') assert.equal(needs.get('migrate'), 'service_completed_successfully', name);
    }
    for (const name of subgraphNames)
      assert.equal(services.get('gateway')?.needs.get(name), 'service_healthy');
  });

  it('gives the backup subgraph and the worker one volume for what they keep in files', () => {
    const places = ['backup', 'worker'].map((name) => {
      const { environment, volumes } = services.get(name)!;
      const folder = environment['INFRAGRAPH_BACKUP_DIR'] ?? '';
      return [folder, [...volumes].find(([path]) => folder.startsWith(`${path}/`))?.[1]];
    });

    assert.deepEqual(places[0], places[1]);
    assert.equal(places[0]?.[1], 'backup-data');
  });

  it('takes in the machines of its own clouds as soon as there is a token for it', () => {
    const address = (values: Record<string, string>): (string | undefined)[] =>
      ['backup', 'worker'].map(
        (name) => readComposeFile(values).get(name)?.environment['INFRAGRAPH_BACKUP_ORCHESTRATOR_URL'],
      );

    assert.deepEqual(address(composeValues()), ['', '']);
    assert.deepEqual(address({ ...composeValues(), BACKUP_ORCHESTRATOR_TOKEN: 'igt_token' }), [
      'http://gateway:4000',
      'http://gateway:4000',
    ]);
  });
});
