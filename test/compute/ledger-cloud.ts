import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudDriver, DriverType, ProviderNode } from '../../subgraphs/compute/drivers/driver.js';
import { farNode } from './far-cloud.js';

/** One effect on the far side of the crash test. */
export interface Effect {
  readonly what: 'create' | 'destroy';
  readonly token: string;
  readonly id: string;
  readonly name?: string;
}

/** All effects, in their order. */
export function readLedger(file: string): Effect[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Effect);
}

/** The machines that are there after these effects. */
export function machinesOf(effects: readonly Effect[]): ProviderNode[] {
  const nodes = new Map<string, ProviderNode>();
  for (const { what, id, name } of effects) {
    if (what === 'create') nodes.set(id, farNode(id, { name: name ?? id }));
    else nodes.delete(id);
  }
  return [...nodes.values()];
}

/**
 * A cloud whose only state is a file of its effects, which outlives any process. It is slow before and
 * after each effect and calls `moment` on either side, so that a kill falls there, and it gives ids again.
 */
export function ledgerCloud(file: string, moment: () => void): DriverType {
  const pause = async (): Promise<void> => {
    moment();
    await delay(Math.random() * 25);
  };
  const driver: CloudDriver = {
    listNodes: () => Promise.resolve(machinesOf(readLedger(file))),
    listImages: () => Promise.resolve([{ id: 'i', name: 'Image' }]),
    listSizes: () => Promise.resolve([{ id: 's', name: 'Size', ram: 1, disk: 1 }]),
    createNode: async (spec, token) => {
      await pause();
      const known = readLedger(file).find((effect) => effect.token === token);
      const id = known?.id ?? freeId(machinesOf(readLedger(file)));
      if (!known) append(file, { what: 'create', token, id, name: spec.name });
      await pause();
      return farNode(id, { name: spec.name });
    },
    destroyNode: async (id, token) => {
      await pause();
      const done = readLedger(file).some((effect) => effect.token === token);
      if (!done) append(file, { what: 'destroy', token, id });
      await pause();
    },
  };
  return {
    engine: 'ledger',
    provider: 'ledger',
    displayName: 'Ledger',
    prepare: () => ({ host: 'ledger.example', open: () => driver }),
  };
}

function append(file: string, effect: Effect): void {
  appendFileSync(file, `${JSON.stringify(effect)}\n`);
}

function freeId(nodes: readonly ProviderNode[]): string {
  const taken = new Set(nodes.map(({ id }) => id));
  let id = 1;
  while (taken.has(`n${id}`)) id += 1;
  return `n${id}`;
}
