import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readMetrics } from '../../../support/metrics-text.js';
import { openProduct } from '../../../support/product.js';
import { post } from '../../../support/sample-gateway.js';
import { waitFor } from '../../../support/wait-for.js';

interface ListedMachine {
  readonly guid: string;
  readonly name: string;
  readonly present: boolean;
  readonly lastSuccessfulFullBackupSize: number;
}

/** Label names of each metric, as dashboards beside vProtect use them. */
const documented: Readonly<Record<string, string>> = {
  vprotect_vm_info:
    'vm_name guid restore_status present last_successful_full_backup_size last_successful_full_backup backup_up_to_date',
  vprotect_vm_schedule_info: 'active backupType lastRun name type',
  vprotect_task_info:
    'node guid originEntity powerOnAfterRestore priority progress state type windowStart windowEnd task_duration backupDestination protectedEntity backupType hypervisor',
  vm_backup_info: 'active autoAssignMode backupRetryCount name priority ruleBackupDestinations',
  vprotect_hypervisor_info: 'cluster guid host licenseCovered type user vmCount',
  vprotect_node_info: 'name guid lastSeen nodeIP totalSpace usedSpace state version',
};

suite('the metrics under the names of the vProtect exporter', () => {
  test('tell what the lists tell, each fact once', async (t) => {
    const { url } = await openProduct(t);
    await post(
      url,
      'mutation { createHypervisorManager(input: {name: "lab", driver: "simulated", url: "simulated://lab", settings: {machines: 3, diskSize: 1048576, filled: 65536}}) { manager { name } } }',
    );
    const listed = await waitFor('the machines', async () => {
      const response = await fetch(`${url}/api/virtual-machines`);
      const machines = (await response.json()) as ListedMachine[];
      return machines.length >= 3 ? machines : undefined;
    });

    const response = await fetch(`${url}/metrics/vprotect`);
    const text = await response.text();

    assert.equal(response.status, 200, text);
    const metrics = readMetrics(text);
    assert.deepEqual([...metrics.families.keys()], Object.keys(documented));
    for (const { guid, name, present, lastSuccessfulFullBackupSize } of listed)
      assert.equal(
        metrics.value('vprotect_vm_info', {
          vm_name: name,
          guid,
          restore_status: 'Unknown',
          present: present ? 'True' : 'False',
          last_successful_full_backup_size: String(lastSuccessfulFullBackupSize),
          last_successful_full_backup: 'Unknown',
          backup_up_to_date: 'False',
        }),
        1,
        name,
      );
    assert.equal(metrics.sum('vprotect_node_info', { name: 'local' }), 1);
    assert.ok(metrics.sum('vprotect_task_info') >= 1);
    for (const line of text.split('\n').filter((some) => !some.startsWith('#') && some !== '')) {
      const [, name = '', labels = ''] = /^(\w+)\{(.*)\} 1\.0$/.exec(line) ?? [];
      assert.deepEqual(
        [...labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label]) => label),
        documented[name]?.split(' '),
      );
    }
  });
});
