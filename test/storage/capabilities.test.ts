import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultOf } from '../../subgraphs/kernel/errors/fault.js';
import { fakeCapabilities } from '../../subgraphs/storage/drivers/fake-storage-fake-driver/fake-metrics.js';
import { checkedCapabilities } from '../../subgraphs/storage/services/capabilities.js';

const iops = { iops: { unit: 'IOPS', description: 'Operations per second' } };

function reasonOf(raw: unknown): unknown {
  try {
    checkedCapabilities(raw);
  } catch (error) {
    return faultOf(error)?.extensions['reason'];
  }
  return undefined;
}

describe('what a driver says it can measure', () => {
  it('is taken as the contract has it, the intervals included', () => {
    const given = {
      is_historic: true,
      performance_metric_retention_window: 86_400,
      collect_interval: 300,
      failed_job_collect_interval: 60,
      resource_metrics: { volume: iops },
    };

    assert.deepEqual(checkedCapabilities(given), given);
    assert.deepEqual(checkedCapabilities(fakeCapabilities), fakeCapabilities);
  });

  it('is nothing when it is empty or absent', () => {
    for (const raw of [undefined, null, {}, 'x', []])
      assert.equal(reasonOf(raw), 'StorageCapabilityNotSupported');
  });

  it('is wrong with anything the contract does not know', () => {
    const wrong = [
      { is_historic: 'yes' },
      { is_historic: true, collect_interval: 1.5 },
      { is_historic: true, other: 1 },
      { is_historic: true, resource_metrics: { tape: iops } },
      { is_historic: true, resource_metrics: { controller: { ioSize: iops.iops } } },
      { is_historic: true, resource_metrics: { volume: { iops: { unit: 'IOPS', description: '' } } } },
      { is_historic: true, resource_metrics: { volume: { iops: { description: 'x' } } } },
      { is_historic: true, resource_metrics: [] },
      { is_historic: true, resource_metrics: { share: iops } },
    ];

    for (const raw of wrong) assert.equal(reasonOf(raw), 'InvalidStorageCapability', JSON.stringify(raw));
  });
});
