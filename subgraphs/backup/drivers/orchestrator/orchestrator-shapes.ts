import { z } from 'zod';

/** Texts and objects the Orchestrator answers with, as far as they are needed (orchestrator.md 4). */
export const cloudsAnswer = z.object({ served_cloud: z.array(z.object({ name: z.string().min(1) })) });

const node = z.object({
  id: z.string(),
  uuid: z.string().min(1),
  name: z.string(),
  public_ips: z.array(z.string()).default([]),
  private_ips: z.array(z.string()).default([]),
  extra: z.record(z.string(), z.unknown()).default({}),
});

/** A node as it is listed. */
export type OrchestratorNode = z.infer<typeof node>;

export const nodesAnswer = z.object({ nodes: z.array(node) });

export const startAnswer = z.object({ nodes: node });

export const imagesAnswer = z.object({ images: z.array(z.object({ id: z.string() })) });

const named = z.object({ id: z.string(), name: z.string() });

export const sizesAnswer = z.object({ flavors: z.array(named) });

/** The original answers empty objects where a cloud has no tenants. */
export const tenantsAnswer = z.object({ tenants: z.array(z.union([named, z.object({})])) });

/** The project a node says it is in; undefined when it does not say. */
export function projectOf({ extra }: OrchestratorNode): string | undefined {
  const told = extra['tenantId'] ?? extra['tenant_id'];
  return typeof told === 'string' && told !== '' ? told : undefined;
}
