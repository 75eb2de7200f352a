import type { ArchiveKey, Destination } from '../destinations/destination.js';
import type { Archive } from './archive.js';
import { archiveFault } from './archive-fault.js';

/** A backup and those before it, newest first, as far back as its disks need. MISSING when one is not there. */
export async function openChain(destination: Pick<Destination, 'open'>, key: ArchiveKey): Promise<Archive[]> {
  const chain: Archive[] = [];
  const seen = new Set<string>();
  for (let backup: string | null = key.backup; backup !== null;) {
    if (seen.has(backup)) throw archiveFault('DAMAGED', `backup ${key.backup}`, 'its chain has no beginning');
    seen.add(backup);
    const archive: Archive = await destination.open({ machine: key.machine, backup });
    chain.push(archive);
    const { disks, parent } = archive.manifest;
    backup = disks.every(({ whole }) => whole) ? null : parent;
  }
  return chain;
}
