import { join } from 'node:path';
import { sql } from 'kysely';
import { ClaimLost, WorkerStopping } from '../../kernel/tasks/abort-reasons.js';
import type { TaskRun } from '../../kernel/tasks/contract.js';
import { inPlace } from '../archive/archive-fault.js';
import { realFiles } from '../archive/files.js';
import { imagePieces } from '../archive/image-pieces.js';
import { faultOfDriver } from '../drivers/driver-fault.js';
import type { HypervisorDriver, MadeMachine } from '../drivers/driver.js';
import { ByteMeter } from '../services/byte-meter.js';
import { countObjects } from '../services/count-objects.js';
import type { DataParts } from '../services/data-parts.js';
import { importWish, type ImportWish } from '../services/import-wish.js';
import { noteRestored } from '../services/note-restored.js';
import { present } from '../services/present.js';
import { RestoreSource } from '../services/restore-source.js';
import { imageName } from '../services/restored-images.js';
import { wishedDisks, type WishedDisk } from '../services/wished-disks.js';
import type { RestoreInput, WorkFacts, WorkFunction, WorkInput } from '../services/work-contract.js';
import { wishOf } from './restore.js';

const place = 'the staging area';

/**
 * IMPORT (vprotect.md 4.2): a machine is made of restored images. It is found again by the task after a
 * crash; one whose making fails or is cancelled is taken back. With `overwrite` the machines of that name
 * go when the new one is whole, which then stays whatever happens, so that a failed import costs nothing.
 */
export function importWork(parts: DataParts): WorkFunction {
  return async (run, facts) => {
    try {
      return await importBackup(parts, run, facts);
    } catch (error) {
      throw faultOfDriver(error);
    }
  };
}

async function importBackup(
  parts: DataParts,
  run: TaskRun<WorkInput>,
  facts: WorkFacts,
): Promise<Readonly<Record<string, unknown>>> {
  const input = wishOf(run.input.restore);
  const job = present(facts.restoreJobGuid, 'restore');
  const folder = join(parts.stagingDir, job);
  const imported =
    (run.checkpoint as Imported | undefined) ??
    (await makeMachine(parts, run, facts, { job, input, folder }));
  if (input.overwrite === true) await deleteOthers(parts, imported, run.signal);
  // What stays here all the same goes at the next clean-up.
  await realFiles.rm(folder, { recursive: true, force: true }).catch(() => undefined);
  const { uuid, bytes, statusInfo } = imported;
  return { uuid, bytes, ...(statusInfo !== undefined && { statusInfo }) };
}

/** A machine that is whole, and how many bytes were written for it; kept as the checkpoint. */
type Imported = {
  readonly managerGuid: string;
  readonly uuid: string;
  readonly name: string;
  readonly bytes: number;
  readonly statusInfo?: string;
};

interface Making {
  readonly job: string;
  readonly input: RestoreInput;
  /** Where the images are. */
  readonly folder: string;
}

/** Makes the machine and writes down that it is there; from then on it is not taken back. */
async function makeMachine(
  parts: DataParts,
  run: TaskRun,
  facts: WorkFacts,
  { job, input, folder }: Making,
): Promise<Imported> {
  const source = await RestoreSource.open(parts, input.locationGuid);
  const disks = await wishedDisks(parts.store.sql, source, input);
  const wish = await importWish(parts.store.sql, source, disks, input, facts);
  const { managerGuid, machine } = wish;
  const driver = await parts.drivers.of(managerGuid);
  const made = await driver.createMachine({ ...machine, key: run.guid }, run.signal);
  try {
    // An attempt may have died behind the end of its making: the machine may run by now, and write on its disks itself.
    if (!made.finished) await writeDisks(parts, run, driver, { made, disks, folder });
    await driver.finishMachine(made.uuid, { powerOn: input.powerOn === true }, run.signal);
    const bytes = disks.reduce((sum, { disk }) => sum + disk.size, 0);
    const notes = unused(wish, driver);
    const imported: Imported = {
      managerGuid,
      uuid: made.uuid,
      name: machine.name,
      bytes,
      ...(notes.length > 0 && { statusInfo: notes.join(' ') }),
    };
    await run.transaction(parts.store, async (tx) => {
      await run.save(tx, imported);
      await sql`update backup.restore_job set restored_uuid = ${made.uuid}, changed_at = now() where guid = ${job}`.execute(
        tx.sql,
      );
      await noteRestored(tx, run.guid, disks);
    });
    return imported;
  } catch (error) {
    const goesOn = run.signal.reason instanceof ClaimLost || run.signal.reason instanceof WorkerStopping;
    if (!goesOn) await takeBack(parts, driver, made.uuid);
    throw error;
  }
}

/** What of the wish the platform has no place for; nobody is left to believe that it counted. */
function unused({ machine, unknownDataCenter }: ImportWish, { images }: HypervisorDriver): string[] {
  return [
    ...(unknownDataCenter === undefined
      ? []
      : [
          `The data center "${unknownDataCenter}" was not used: the hypervisor manager has none of that name.`,
        ]),
    ...(machine.imageUuid === undefined || images
      ? []
      : ['The base image was not used: the hypervisor manager makes machines without one.']),
  ];
}

interface Writing {
  readonly made: MadeMachine;
  readonly disks: readonly WishedDisk[];
  readonly folder: string;
}

async function writeDisks(
  parts: DataParts,
  run: TaskRun,
  driver: HypervisorDriver,
  { made, disks, folder }: Writing,
): Promise<void> {
  const total = disks.reduce((sum, { disk }) => sum + disk.size, 0);
  const meter = new ByteMeter(run, total);
  for (const [i, wished] of disks.entries()) {
    const { size } = wished.disk;
    const target = made.disks[i];
    if (!target) throw new Error('The machine was made with fewer disks than were wished for.');
    const path = join(folder, imageName(wished));
    await inPlace(place, () => realFiles.stat(path));
    const pieces = imagePieces(realFiles, path, size, place, (bytes) => meter.part(bytes));
    await driver.writeDisk(made.uuid, target.uuid, pieces, run.signal);
    meter.next(size);
    await run.transaction(parts.store, (tx) => countObjects(tx, run.guid, i + 1, disks.length));
  }
}

/** Deletes the machines that have the new one's name. */
async function deleteOthers(
  parts: DataParts,
  { managerGuid, name, uuid }: Imported,
  signal: AbortSignal,
): Promise<void> {
  const { rows } = await sql<{ uuid: string }>`
    select v.uuid from backup.virtual_machine v
    where v.manager_guid = ${managerGuid} and v.name = ${name} and v.present and v.uuid <> ${uuid}`.execute(
    parts.store.sql,
  );
  const driver = await parts.drivers.of(managerGuid);
  for (const other of rows) await driver.deleteMachine(other.uuid, signal);
}

/** A half machine goes; when it cannot, that is told, and the fault that led here counts. */
async function takeBack(parts: DataParts, driver: HypervisorDriver, uuid: string): Promise<void> {
  await driver.discardMachine(uuid, AbortSignal.timeout(60_000)).catch((error: unknown) => {
    parts.log.warn(
      { err: faultOfDriver(error), machine: uuid },
      'A half imported machine could not be taken back',
    );
  });
}
