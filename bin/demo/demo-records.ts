import type { DemoGraph } from './demo-graph.js';
import type { DemoMachine } from './demo-machines.js';

/** The container of the records, by which they are told from others. */
const container = 'demo';
const mostHosts = 6;
const daySeconds = 86_400;

interface Listed {
  readonly backupRecords: { readonly nodes: readonly { readonly id: string }[] };
}

/** Posts a record of a file backup of some machines for each of the last three days, as their own agents would. */
export async function makeRecords(graph: DemoGraph, machines: readonly DemoMachine[]): Promise<void> {
  if ((await listRecords(graph)).length > 0) return;
  const today = Math.floor(Date.now() / 1000 / daySeconds) * daySeconds;
  for (const { name } of machines.slice(0, mostHosts))
    for (const level of [0, 1, 2]) {
      const timestamp = today - (2 - level) * daySeconds;
      const metadata = { container, host_name: name, backup_name: 'home', timestamp, level };
      await graph.ask(
        `mutation DemoRecord($input: CreateBackupRecordInput!) { createBackupRecord(input: $input) { record { id } } }`,
        { input: { metadata } },
      );
    }
}

/** Deletes them. */
export async function removeRecords(graph: DemoGraph): Promise<number> {
  const there = await listRecords(graph);
  for (const { id } of there)
    await graph.ask(
      `mutation DemoDeleteRecord($input: BackupRecordLocatorInput!) { deleteBackupRecord(input: $input) { deleted } }`,
      { input: { id } },
    );
  return there.length;
}

async function listRecords(graph: DemoGraph): Promise<Listed['backupRecords']['nodes']> {
  const { backupRecords } = await graph.ask<Listed>(
    `query DemoRecords($filter: BackupRecordFilter) { backupRecords(first: 100, filter: $filter) { nodes { id } } }`,
    { filter: { container } },
  );
  return backupRecords.nodes;
}
