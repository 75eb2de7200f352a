import { sql } from 'kysely';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import type { Archive } from '../archive/archive.js';
import { archiveFault, archiveReasonOf } from '../archive/archive-fault.js';
import { storedBytesOf, type Manifest } from '../archive/manifest.js';
import { openChain } from '../archive/open-chain.js';
import { storeArchive } from '../archive/store-archive.js';
import { faultOfDriver } from '../drivers/driver-fault.js';
import { ByteMeter } from '../services/byte-meter.js';
import { countObjects } from '../services/count-objects.js';
import type { DataParts } from '../services/data-parts.js';
import { locationsToStore, markLocation, type LocationRow } from '../services/location-rows.js';
import { lookAtDestination, openDestination } from '../services/open-destination.js';
import { removeSupersededSnapshots } from '../services/snapshot-clean.js';
import { Staging } from '../services/staging.js';
import { scanBackup } from '../services/scan-backup.js';
import { keepContents } from '../services/keep-contents.js';
import { present } from '../services/present.js';
import type { WorkFunction } from '../services/work-contract.js';

/**
 * STORE (vprotect.md 4.2): the staged backup goes into each of its destinations, checked on the way. One that
 * cannot take it fails its location when another can; when none can, the task fails. What is stored already
 * is found again after a crash.
 */
export function storeWork(parts: DataParts): WorkFunction {
  return async (run, facts) => {
    const backupGuid = present(facts.backupGuid, 'backup');
    const { locations, machineGuid, why } = await locationsToStore(parts.store.sql, backupGuid);
    const waiting = locations.filter(({ status }) => status === 'IN_PROGRESS');
    const { bytes, failures } = await storeAll(parts, run, backupGuid, locations);
    const kept = waiting.length > failures.length || locations.some(({ status }) => status === 'PRESENT');
    if (!kept) throw failures[0]?.error ?? archiveFault('GONE', 'the destination', 'it was deleted');
    for (const { location, error } of failures) await failLocation(parts, run, location, error);
    await afterStore(parts, run, backupGuid, machineGuid, [
      ...new Set(waiting.map((one) => one.destinationGuid)),
    ]);
    return { bytes, ...(why !== null && { statusInfo: why }) };
  };
}

interface StoreFailure {
  readonly location: LocationRow;
  readonly error: Error;
}

async function storeAll(
  parts: DataParts,
  run: TaskRun,
  backupGuid: string,
  locations: readonly LocationRow[],
): Promise<{ bytes: number; failures: readonly StoreFailure[] }> {
  const failures: StoreFailure[] = [];
  const waiting = locations.filter(({ status }) => status === 'IN_PROGRESS');
  if (waiting.length === 0) return { bytes: 0, failures };
  const staged = await new Staging(parts.stagingDir).open(backupGuid);
  const each = storedBytesOf(staged.manifest);
  const meter = new ByteMeter(run, each * waiting.length);
  let stored = locations.filter(({ status }) => status === 'PRESENT').length;
  for (const location of waiting) {
    try {
      await storeOne(parts, run, { location, staged, meter, count: [stored + 1, locations.length] });
      stored += 1;
    } catch (error) {
      if (!(error instanceof Error) || archiveReasonOf(error) === undefined || run.signal.aborted)
        throw error;
      failures.push({ location, error });
    }
    meter.next(each);
  }
  return { bytes: each * (waiting.length - failures.length), failures };
}

interface OneStore {
  readonly location: LocationRow;
  readonly staged: Archive;
  readonly meter: ByteMeter;
  /** How many places have it with this one, and how many are to have it. */
  readonly count: readonly [number, number];
}

async function storeOne(
  parts: DataParts,
  run: TaskRun,
  { location, staged, meter, count }: OneStore,
): Promise<void> {
  const { parent, backup, machine } = staged.manifest;
  const destination = await openDestination(parts.store.sql, parts, location.destinationGuid);
  const key = { machine: machine.guid, backup };
  const parents = parent === null ? [] : await openChain(destination, { ...key, backup: parent });
  const sink = await destination.create(key, `${run.guid}-${run.attempt}`);
  const manifest = await storeArchive(staged, parents, sink, {
    signal: run.signal,
    progress: (done) => meter.part(done),
  });
  await keepStored(parts, run, location, manifest, count);
}

function keepStored(
  parts: DataParts,
  run: TaskRun,
  location: LocationRow,
  manifest: Manifest,
  [done, all]: OneStore['count'],
): Promise<void> {
  return run.transaction(parts.store, async (tx) => {
    await markLocation(tx, location.guid, {
      status: 'PRESENT',
      path: `${manifest.machine.guid}/${manifest.backup}`,
      storedSize: storedBytesOf(manifest),
    });
    await keepContents(tx, manifest);
    await countObjects(tx, run.guid, done, all);
  });
}

function failLocation(
  parts: DataParts,
  run: TaskRun,
  location: LocationRow,
  { message: why }: Error,
): Promise<void> {
  return run.transaction(parts.store, async (tx) => {
    await markLocation(tx, location.guid, { status: 'FAILED', path: null, storedSize: 0 });
    await sql`update backup.backup set warnings = array_append(warnings, ${why}), changed_at = now()
      where guid = ${location.backupGuid}`.execute(tx.sql);
  });
}

/** What is wished afterwards, and what is no longer needed goes; the backup is safe already, so that a fault here is only told. */
async function afterStore(
  parts: DataParts,
  run: TaskRun,
  backupGuid: string,
  machineGuid: string | null,
  destinations: readonly string[],
): Promise<void> {
  const work: (() => Promise<unknown>)[] = [
    () => scanBackup(parts, run, backupGuid),
    () => new Staging(parts.stagingDir).remove(backupGuid),
    ...destinations.map((guid) => () => lookAtDestination(parts, guid)),
    ...(machineGuid === null ? [] : [() => removeSupersededSnapshots(parts, machineGuid, run.signal)]),
  ];
  for (const one of work)
    await one().catch((error: unknown) =>
      parts.log.warn(
        { err: faultOfDriver(error), backup: backupGuid },
        'What follows a stored backup failed',
      ),
    );
}
