import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backupConfig } from '../../subgraphs/backup/config.js';
import { loadConfig } from '../../subgraphs/kernel/config/load.js';

const read = (url: string): string | undefined =>
  loadConfig(backupConfig, { env: { INFRAGRAPH_BACKUP_ORCHESTRATOR_URL: url }, options: {} }).orchestratorUrl;

describe('the address of the own Orchestrator API', () => {
  test('is an address over HTTP, the word off, or not set', () => {
    const taken = ['http://127.0.0.1:5050', 'https://cloud.example.org/orchestrator', 'off', ''].map(read);

    assert.deepEqual(taken, [
      'http://127.0.0.1:5050',
      'https://cloud.example.org/orchestrator',
      'off',
      undefined,
    ]);
  });

  test('is refused at the start when it can be none', () => {
    for (const url of [
      'cloud.example.org',
      'ftp://cloud.example.org',
      'http://ann:secret@cloud.example.org',
      'http://cloud.example.org?a=1',
      'on',
    ])
      assert.throws(
        () => read(url),
        (error: Error) => {
          assert.match(error.message, /INFRAGRAPH_BACKUP_ORCHESTRATOR_URL must be "off" or an address/);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        },
        url,
      );
  });
});
