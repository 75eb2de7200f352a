import { computed, signal } from '@preact/signals';
import { follow } from '../graph/follow.js';
import { capacityQuery, machinesQuery, overviewQuery, storageEvents } from '../graph/operations.js';
import { connections } from './connection.js';
import { keepReading, reading } from './reading.js';
import { followAlerts } from './alerts.js';
import { followTasks, taskTurns } from './tasks.js';
import { onceAFrame } from './frames.js';

export type Protection = 'IS_PROTECTED' | 'NOT_PROTECTED' | 'NO_SCHEDULE';

interface Link {
  readonly id: string;
  readonly name: string;
}

interface NodeLink extends Link {
  readonly nativeId: string;
  readonly state: string;
  readonly cloud: { readonly name: string } | null;
}

/** A virtual machine as the table shows it. */
export interface Machine extends Link {
  readonly guid: string;
  readonly present: boolean;
  readonly protection: Protection;
  readonly whyNotProtected: string | null;
  readonly restorable: boolean;
  readonly lastBackupAt: string | null;
  readonly nextBackupAt: string | null;
  readonly policy: Link | null;
  readonly lastBackup: { readonly status: string; readonly size: number | string } | null;
  readonly computeNode: NodeLink | null;
}

/** What has room, in bytes; null where it does not say. */
export interface Room {
  readonly id: string;
  readonly name: string | null;
  readonly totalCapacity: number | string | null;
  readonly usedCapacity: number | string | null;
}

/** A storage with its pools, in bytes. */
export interface ShownStorage extends Room {
  readonly uuid: string;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly statusKind: string;
  readonly syncStatus: string;
  readonly reachable: boolean | null;
  readonly storagePools: { readonly totalCount: number; readonly nodes: readonly Room[] };
}

interface Count {
  readonly totalCount: number;
}

interface Overview {
  readonly protectionCounts: {
    readonly protected: number;
    readonly notProtected: number;
    readonly noSchedule: number;
  } | null;
  readonly backupStatistics: { readonly successful: number; readonly failed: number } | null;
  readonly running: Count | null;
  readonly queued: Count | null;
  readonly failed: Count | null;
}

interface Machines {
  readonly virtualMachines: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly Machine[];
  } | null;
}

const dayMs = 86_400_000;

/** Where the table of machines begins, page by page, and what it is narrowed to. */
export const machinePages = signal<readonly string[]>([]);
export const machineFilter = signal<{ readonly text: string; readonly protection: Protection | undefined }>({
  text: '',
  protection: undefined,
});

export const overview = reading<Overview>(overviewQuery, () => ({
  since: new Date(Date.now() - dayMs).toISOString(),
}));

export const capacity = reading<{
  readonly storages: { readonly totalCount: number; readonly nodes: readonly ShownStorage[] } | null;
}>(capacityQuery, () => ({}));

export const machines = reading<Machines>(machinesQuery, () => {
  const { text, protection } = machineFilter.peek();
  const filter = {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(protection === undefined ? {} : { protections: [protection] }),
  };
  return { after: machinePages.peek().at(-1), filter };
});

/** Used and total bytes of all storages. */
export const wholeCapacity = computed(() => {
  const storages = capacity.data.value?.storages?.nodes ?? [];
  const sum = (pick: (storage: ShownStorage) => number | string | null): number =>
    storages.reduce((whole, storage) => whole + Number(pick(storage) ?? 0), 0);
  return { used: sum(({ usedCapacity }) => usedCapacity), total: sum(({ totalCapacity }) => totalCapacity) };
});

/** Follows and reads all that the page shows; returns the end of it. */
export function openHouse(): () => void {
  const storageTurns = signal(0);
  const turn = onceAFrame(() => {
    storageTurns.value++;
  });
  const ends = [
    followTasks(),
    followAlerts(),
    follow(storageEvents, turn),
    keepReading([overview], [connections, taskTurns], 20_000),
    keepReading([capacity], [connections, storageTurns], 30_000),
    keepReading([machines], [connections, taskTurns, machinePages, machineFilter], 30_000),
  ];
  return () => {
    for (const end of ends) end();
  };
}
