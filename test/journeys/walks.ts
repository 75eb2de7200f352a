import { tenant } from './protected-machines.js';

/** A walk over the systems in one query, `$first` wide. */
export interface Walk {
  readonly title: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** One statement for each of these hops at most. */
  readonly hops: readonly string[];
  /** Keys from the data to what stands at the end; `*` is every item of a list. */
  readonly end: string;
}

/** The walks that the graph is there for, as far as they touch backups. */
export const walks: readonly Walk[] = [
  {
    title: 'machine → node → volumes → array → open alerts',
    query: `query ($first: Int) { virtualMachines(first: $first) { nodes {
      computeNode { volumes { storage { openAlerts { alertId } } } } } } }`,
    hops: ['machines', 'nodes', 'hosts', 'volumes', 'arrays', 'alerts'],
    end: 'virtualMachines.nodes.*.computeNode.volumes.*.storage.openAlerts.*.alertId',
  },
  {
    title: 'alert → volumes → hosts → nodes → machines → newest backup',
    query: `query ($first: Int) { alerts(first: 1) { nodes { storage { volumes(first: $first) { nodes {
      hosts { computeNode { virtualMachine { lastBackup { guid } } } } } } } } } }`,
    hops: ['alerts', 'arrays', 'volumes', 'hosts', 'nodes', 'machines', 'backups'],
    end: 'alerts.nodes.*.storage.volumes.nodes.*.hosts.*.computeNode.virtualMachine.lastBackup.guid',
  },
  {
    title: 'tenant → machines → policy, next run, running task with progress',
    query: `query ($first: Int, $tenant: String) { virtualMachines(filter: { tenantId: $tenant }, first: $first) { nodes {
      policy { name } nextBackupAt runningTasks { state progress backup { guid } } } } }`,
    variables: { tenant },
    hops: ['machines', 'policies', 'next runs', 'tasks'],
    end: 'virtualMachines.nodes.*.runningTasks.*.progress',
  },
  {
    title: 'backup record → client → node → machine',
    query: `query ($first: Int) { backupRecords(first: $first) { nodes {
      client { clientId computeNode { virtualMachine { guid } } } } } }`,
    hops: ['records', 'clients', 'nodes', 'machines'],
    end: 'backupRecords.nodes.*.client.computeNode.virtualMachine.guid',
  },
];
