import { z } from 'zod';
import { archiveFault } from './archive-fault.js';
import { chunkBytes, digestOf } from './chunk.js';

/** Name of the file that makes a folder a backup; it is written last. */
export const manifestName = 'manifest.json';

const guid = z.uuid();
const bytes = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const fileName = z.string().regex(/^disk-\d{1,4}\.(?:data|index)$/);

const diskSchema = z.object({
  guid: guid.nullable(),
  uuid: z.string(),
  name: z.string(),
  position: z.int().nonnegative(),
  size: bytes,
  storageUuid: z.string().nullable(),
  /** Whether all chunks that are not here are zero; else they are the parent's. */
  whole: z.boolean(),
  data: fileName,
  index: fileName,
  records: bytes,
  storedBytes: bytes,
  indexSha256: sha256,
  /** SHA-256 over the SHA-256 of each chunk of the disk in order; null as long as the parent was not read. */
  digest: sha256.nullable(),
});

const manifestSchema = z.object({
  format: z.literal('infragraph-backup/1'),
  backup: guid,
  machine: z.object({ guid, uuid: z.string(), name: z.string() }),
  type: z.enum(['FULL', 'INCREMENTAL']),
  /** The backup that what is not here is read from. */
  parent: guid.nullable(),
  snapshotTime: z.iso.datetime(),
  chunkBytes: z.literal(chunkBytes),
  disks: z.array(diskSchema).max(1000),
  /** The machine as the platform described it, for its rebirth. */
  config: z.record(z.string(), z.unknown()),
});

/** One disk of a backup. */
export type DiskManifest = Readonly<z.infer<typeof diskSchema>>;

/** What a backup is: its machine, its disks, where in a chain it stands. */
export type Manifest = Readonly<Omit<z.infer<typeof manifestSchema>, 'disks'>> & {
  readonly disks: readonly DiskManifest[];
};

/** A manifest as it is kept, with a checksum of itself. */
export function manifestText(manifest: Manifest): string {
  const body = manifestSchema.parse(manifest);
  return `${JSON.stringify({ ...body, checksum: checksumOf(body) }, null, 1)}\n`;
}

/** Reads a manifest; DAMAGED when it is not what was written. */
export function parseManifest(text: string, what: string): Manifest {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch (error) {
    throw archiveFault('DAMAGED', what, 'its manifest is not JSON', error);
  }
  const parsed = z.object({ checksum: sha256 }).and(manifestSchema).safeParse(kept);
  if (!parsed.success) throw archiveFault('DAMAGED', what, 'its manifest is not one', parsed.error);
  const { checksum, ...body } = parsed.data;
  if (checksumOf(manifestSchema.parse(body)) !== checksum)
    throw archiveFault('DAMAGED', what, 'its manifest is not what was written');
  return body;
}

/** Bytes its disks' packed chunks take. */
export function storedBytesOf(manifest: Manifest): number {
  return manifest.disks.reduce((sum, disk) => sum + disk.storedBytes, 0);
}

function checksumOf(body: object): string {
  return digestOf(Buffer.from(JSON.stringify(body))).toString('hex');
}
