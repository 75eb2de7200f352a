import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { exists, removeFiles } from './disk-file.js';
import type { MadeMachine } from './driver.js';
import { fileName } from './machine-disks.js';

const machineSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  /** Whether its making was finished. */
  whole: z.boolean(),
  /** Whether it was started then. */
  powerOn: z.boolean().default(false),
  disks: z.array(
    z.object({ uuid: z.string(), name: z.string(), size: z.number(), storageUuid: z.string().optional() }),
  ),
  networkUuids: z.array(z.string()).default([]),
  clusterUuid: z.string().optional(),
  projectUuid: z.string().optional(),
  flavorUuid: z.string().optional(),
});

/** A machine that was made here, as a file tells of it. */
export type KeptMachine = z.infer<typeof machineSchema>;

/** A kept machine as drivers give it. */
export function madeMachine({
  uuid,
  name,
  disks,
  whole,
}: Pick<KeptMachine, 'uuid' | 'name' | 'disks' | 'whole'>): MadeMachine {
  return { uuid, name, disks, finished: whole };
}

/** What a driver keeps of machines: those it made, and which of its fleet were deleted; a file each. */
export class KeptMachines {
  constructor(private readonly folder: string) {}

  async find(uuid: string): Promise<KeptMachine | undefined> {
    return this.read(this.made(fileName(uuid)));
  }

  /** All that were made, in no order. */
  async all(): Promise<readonly KeptMachine[]> {
    const names = await this.names('made');
    const found = await Promise.all(names.map((name) => this.read(join(this.folder, 'made', name))));
    return found.filter((machine) => machine !== undefined);
  }

  async keep(machine: KeptMachine): Promise<void> {
    await writeWhole(this.made(fileName(machine.uuid)), JSON.stringify(machine));
  }

  /** Forgets a machine that was made. */
  async forget(uuid: string): Promise<void> {
    await removeFiles([this.made(fileName(uuid))]);
  }

  /** Notes that a machine of the fleet was deleted. */
  async markGone(uuid: string): Promise<void> {
    await writeWhole(join(this.folder, 'gone', fileName(uuid)), '');
  }

  isGone(uuid: string): Promise<boolean> {
    return exists(join(this.folder, 'gone', fileName(uuid)));
  }

  /** File names of those marked as gone. */
  async gone(): Promise<ReadonlySet<string>> {
    return new Set(await this.names('gone'));
  }

  private made(name: string): string {
    return join(this.folder, 'made', `${name}.json`);
  }

  private async names(folder: string): Promise<readonly string[]> {
    try {
      return (await readdir(join(this.folder, folder))).filter((name) => !name.endsWith('.new'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  private async read(path: string): Promise<KeptMachine | undefined> {
    try {
      return machineSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** Writes a file whole: a reader sees it before or after. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.${crypto.randomUUID()}.new`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
