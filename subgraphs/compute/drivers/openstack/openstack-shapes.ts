import { z } from 'zod';
import {
  CloudError,
  type ProviderImage,
  type ProviderNode,
  type ProviderSize,
  type ProviderTenant,
} from '../driver.js';
import type { ComputeNodeState } from '../../entities/compute-node-state.js';

/** Key under which a machine keeps the token of the request that created it; never shown. */
export const tokenKey = 'infragraph-token';

const ref = z.object({ id: z.union([z.string(), z.number()]).transform(String) });

const serverSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  addresses: z
    .record(z.string(), z.array(z.object({ addr: z.string(), 'OS-EXT-IPS:type': z.string().nullish() })))
    .default({}),
  image: z.union([ref, z.literal('')]).nullish(),
  flavor: z.object({ id: ref.shape.id.optional() }).nullish(),
  metadata: z.record(z.string(), z.string()).default({}),
  links: z.array(z.object({ rel: z.string(), href: z.string() })).default([]),
  hostId: z.string().nullish(),
  tenant_id: z.string().nullish(),
  created: z.iso.datetime({ offset: true }).nullish().catch(null),
  updated: z.string().nullish(),
  key_name: z.string().nullish(),
  'OS-EXT-STS:task_state': z.string().nullish(),
});

/** A machine as Nova gives it; only what we need of it. */
export type Server = z.infer<typeof serverSchema>;

/** A page of `servers/detail`. */
export const serversSchema = z.object({
  servers: z.array(serverSchema),
  servers_links: z.array(z.object({ rel: z.string() })).optional(),
});
/** One machine. */
export const serverAnswerSchema = z.object({ server: serverSchema });
/** The answer to a creation: little more than the id. */
export const createdSchema = z.object({ server: z.object({ id: z.string() }) });
/** A page of `images`. */
export const imagesSchema = z.object({
  images: z.array(z.object({ id: z.string(), name: z.string().nullish(), status: z.string() })),
  next: z.string().optional(),
});
/** A page of `flavors/detail`. */
export const flavorsSchema = z.object({
  flavors: z.array(
    z.object({ id: ref.shape.id, name: z.string(), ram: z.number(), disk: z.number(), vcpus: z.number() }),
  ),
  flavors_links: z.array(z.object({ rel: z.string() })).optional(),
});
/** The projects a user may use. */
export const projectsSchema = z.object({ projects: z.array(z.object({ id: z.string(), name: z.string() })) });

/** Reads an answer; FAILED when it is not what the service promises. */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CloudError('FAILED', 'its answer could not be read', { cause: parsed.error });
}

/** States by status (specification, section 8); REST shows the last three as unknown. */
const states: Readonly<Record<string, ComputeNodeState>> = {
  ACTIVE: 'RUNNING',
  VERIFY_RESIZE: 'RUNNING',
  REBOOT: 'REBOOTING',
  HARD_REBOOT: 'REBOOTING',
  SUSPENDED: 'TERMINATED',
  DELETED: 'TERMINATED',
  BUILD: 'PENDING',
  REBUILD: 'PENDING',
  QUEUE_RESIZE: 'PENDING',
  PREP_RESIZE: 'PENDING',
  PASSWORD: 'PENDING',
  RESCUE: 'PENDING',
  SHARE_IP: 'PENDING',
  SHARE_IP_NO_CONFIG: 'PENDING',
  DELETE_IP: 'PENDING',
  SHUTOFF: 'STOPPED',
  PAUSED: 'PAUSED',
  ERROR: 'ERROR',
};

/** Whether a machine is on its way out; it is no longer listed. */
export function isLeaving(server: Server): boolean {
  return server['OS-EXT-STS:task_state'] === 'deleting' || server.status === 'SOFT_DELETED';
}

/** A machine in the contract's terms (section 11, "OpenStack provider mapping"). */
export function toNode(server: Server): ProviderNode {
  const addresses = Object.entries(server.addresses).flatMap(([network, list]) =>
    list.map(({ addr, 'OS-EXT-IPS:type': type }) => ({
      addr,
      isPublic: network === 'public' || network === 'internet' || type === 'floating',
    })),
  );
  const { [tokenKey]: _token, ...metadata } = server.metadata;
  const imageId = server.image ? server.image.id : null;
  const flavorId = server.flavor?.id ?? null;
  return {
    id: server.id,
    name: server.name,
    state: states[server.status] ?? 'UNKNOWN',
    publicIps: addresses.filter(({ isPublic }) => isPublic).map(({ addr }) => addr),
    privateIps: addresses.filter(({ isPublic }) => !isPublic).map(({ addr }) => addr),
    extra: {
      hostId: server.hostId ?? null,
      tenantId: server.tenant_id ?? null,
      imageId,
      flavorId,
      uri: server.links.find(({ rel }) => rel === 'self')?.href ?? null,
      metadata,
      // The password Nova makes up is a secret that every viewer would see; it is not kept.
      password: null,
      created: server.created ?? null,
      updated: server.updated ?? null,
      key_name: server.key_name ?? null,
    },
    imageId: imageId ?? undefined,
    sizeId: flavorId ?? undefined,
    tenantId: server.tenant_id ?? undefined,
    createdAt: server.created ?? undefined,
  };
}

export function toImages({ images }: z.infer<typeof imagesSchema>): ProviderImage[] {
  return images.filter(({ status }) => status === 'active').map(({ id, name }) => ({ id, name: name ?? id }));
}

export function toSizes({ flavors }: z.infer<typeof flavorsSchema>): ProviderSize[] {
  return flavors.map(({ id, name, ram, disk, vcpus }) => ({ id, name, ram, disk, cpu: vcpus }));
}

export function toTenants({ projects }: z.infer<typeof projectsSchema>): ProviderTenant[] {
  return projects.map(({ id, name }) => ({ id, name }));
}
