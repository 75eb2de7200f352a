import { z } from 'zod';
import { isStorableText } from '../../kernel/database/storable.js';
import { hypervisorTypes } from '../entities/platform-words.js';

const mostOfAKind = 200_000;
const text = z.string().max(1024).refine(isStorableText, 'cannot be stored');
const uuid = text.min(1).max(255);
const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const named = { uuid, name: text };

const disk = z.object({
  ...named,
  /** As the platform calls it, such as `qcow2` or `raw`. */
  type: text.default('raw'),
  size: bytes,
  storageUuid: uuid.optional(),
  /** Whether the driver can read and write it. */
  supported: z.boolean().default(true),
});

const networkInterface = z.object({ ...named, networkUuid: uuid.optional() });

const machine = z.object({
  ...named,
  projectUuid: uuid.optional(),
  hypervisorUuid: uuid.optional(),
  clusterUuid: uuid.optional(),
  flavorUuid: uuid.optional(),
  hostName: text.optional(),
  addresses: z.array(text.max(64)).max(100).default([]),
  tags: z.array(text).max(1000).default([]),
  disks: z.array(disk).max(1000).default([]),
  interfaces: z.array(networkInterface).max(1000).default([]),
});

function listOf<T extends z.ZodType<{ uuid: string }>>(one: T): z.ZodDefault<z.ZodArray<T>> {
  return z
    .array(one)
    .max(mostOfAKind)
    .refine((all) => new Set(all.map((thing) => thing.uuid)).size === all.length, 'names a uuid twice')
    .default([]) as unknown as z.ZodDefault<z.ZodArray<T>>;
}

/** An inventory as drivers give it; read on entry, so that a lying platform costs its own sync alone. */
export const inventorySchema = z.object({
  projects: listOf(z.object(named)),
  clusters: listOf(z.object(named)),
  hypervisors: listOf(
    z.object({
      ...named,
      host: text,
      type: z.enum(hypervisorTypes).optional(),
      userName: text.optional(),
      clusterUuid: uuid.optional(),
    }),
  ),
  storages: listOf(
    z.object({
      ...named,
      /** Bytes. */
      totalAvailableSpace: bytes.optional(),
      /** Bytes. */
      totalUsedSpace: bytes.optional(),
      clusterUuids: z.array(uuid).default([]),
    }),
  ),
  networks: listOf(z.object({ ...named, shared: z.boolean().default(false) })),
  flavors: listOf(z.object(named)),
  machines: listOf(machine),
});

/** Everything a hypervisor manager has; things refer to each other by the platform's own ids. */
export type Inventory = z.infer<typeof inventorySchema>;

/** The same as a driver writes it: what has a usual value may be left out. */
export type GivenInventory = z.input<typeof inventorySchema>;

/** A virtual machine of an inventory. */
export type InventoryMachine = Inventory['machines'][number];
