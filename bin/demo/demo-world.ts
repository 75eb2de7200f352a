import type { DemoGraph } from './demo-graph.js';
import { makeMachines, removeMachines } from './demo-machines.js';
import { makeProtection, removeProtection } from './demo-protection.js';
import { makeRecords, removeRecords } from './demo-records.js';
import { listStorages, makeStorages, removeStorages } from './demo-storages.js';

/** Thrown where there is something already: a made-up world must not mix with a real one. */
export class NotEmpty extends Error {
  constructor() {
    super('The demo is made in an empty installation only; this one has storages, policies or destinations.');
    this.name = 'NotEmpty';
  }
}

/**
 * Makes the world through the public graph, or what is missing of it: what is there already is left as it is.
 * `folder` is where its backups are kept. Throws NotEmpty where others are at home.
 */
export async function makeWorld(graph: DemoGraph, folder: string): Promise<void> {
  if ((await listStorages(graph)).length === 0) await refuseOthers(graph);
  await makeStorages(graph);
  const machines = await makeMachines(graph);
  await makeRecords(graph, machines);
  await makeProtection(graph, machines, folder);
}

/** Takes away all of it and nothing else. Tells how much there was of what. */
export async function removeWorld(graph: DemoGraph): Promise<Readonly<Record<string, number>>> {
  const policies = await removeProtection(graph);
  const nodes = await removeMachines(graph);
  return { policies, nodes, storages: await removeStorages(graph), records: await removeRecords(graph) };
}

async function refuseOthers(graph: DemoGraph): Promise<void> {
  const lists = await graph.ask<Readonly<Record<string, { readonly nodes: readonly unknown[] }>>>(
    `query DemoEmptiness {
      storages(first: 1) { nodes { id } }
      policies(first: 1) { nodes { id } }
      backupDestinations(first: 1) { nodes { id } }
    }`,
  );
  if (Object.values(lists).some(({ nodes }) => nodes.length > 0)) throw new NotEmpty();
}
