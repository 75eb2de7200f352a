import { z } from 'zod';
import type { Viewer } from '../../../subgraphs/kernel/identity/viewer.js';

const domain = z.object({ id: z.string().optional(), name: z.string().optional() }).optional();

const password = z.object({
  methods: z.tuple([z.literal('password')]),
  password: z.object({ user: z.object({ name: z.string().min(1), password: z.string(), domain }) }),
});

const token = z.object({
  methods: z.tuple([z.literal('token')]),
  token: z.object({ id: z.string().min(1) }),
});

const project = z.object({ id: z.string().min(1).optional(), name: z.string().min(1).optional(), domain });

const body = z.object({
  auth: z.object({
    identity: z.union([password, token]),
    scope: z.union([z.literal('unscoped'), z.object({ project })]).optional(),
  }),
});

/** How somebody signs in, and for which project (freezer.md §8, step 2). */
export type SignInRequest = z.infer<typeof body>['auth'];

/** Reads a sign-in; undefined when it is not of the form this server takes. */
export function readSignIn(value: unknown): SignInRequest | undefined {
  return body.safeParse(value).data?.auth;
}

/** There is one domain here, whatever its name is written like. */
export function isOurDomain(given: z.infer<typeof domain>): boolean {
  return [given?.id, given?.name].every((text) => text === undefined || text.toLowerCase() === 'default');
}

const longestProject = 255;

/**
 * The project a sign-in is for: the one it names, else that of the account; null is none. Undefined when
 * the account does not reach it: one that is confined to a tenant reaches that alone.
 */
export function projectFor({ tenantId }: Viewer, scope: SignInRequest['scope']): string | null | undefined {
  if (scope === undefined) return tenantId;
  if (scope === 'unscoped') return null;
  const { id, name, domain: of } = scope.project;
  const wanted = id ?? name;
  if (wanted === undefined || !isOurDomain(of) || Buffer.byteLength(wanted) > longestProject)
    return undefined;
  if (/[,\p{Cc}]/u.test(wanted)) return undefined;
  return tenantId === null || tenantId === wanted ? wanted : undefined;
}
