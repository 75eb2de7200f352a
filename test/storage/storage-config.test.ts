import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig } from '../../subgraphs/kernel/config/load.js';
import { storageConfig } from '../../subgraphs/storage/config.js';

describe('the settings of the storage subgraph', () => {
  it('take networks and refuse what is none', () => {
    const read = (text: string): readonly string[] =>
      loadConfig(storageConfig, { env: { INFRAGRAPH_STORAGE_NETWORKS: text }, options: {} }).networks;

    assert.deepEqual(read('10.20.0.0/16, fd00::/8'), ['10.20.0.0/16', 'fd00::/8']);
    assert.throws(
      () => read('10.20.0.0/16, lab'),
      (error) =>
        error instanceof ConfigError && /INFRAGRAPH_STORAGE_NETWORKS must hold networks/.test(error.message),
    );
  });

  it('sync by request alone, and verify certificates, unless told', () => {
    const config = loadConfig(storageConfig, { env: {}, options: {} });

    assert.deepEqual(
      [config.syncInterval, config.incrementalSyncInterval, config.tlsVerify, config.caFile],
      [0, 0, true, undefined],
    );
  });
});
