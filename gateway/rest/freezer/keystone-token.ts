import { z } from 'zod';

const named = z.object({ id: z.string().min(1), name: z.string() });

const endpoint = z.object({ interface: z.string(), url: z.string() });

const tokenBody = z.object({
  token: z.object({
    user: named,
    project: named.nullish(),
    roles: z.array(z.object({ name: z.string() })).default([]),
    expires_at: z.iso.datetime({ offset: true }),
    catalog: z.array(z.object({ type: z.string(), endpoints: z.array(endpoint) })).default([]),
  }),
});

/** What Keystone says of a token. */
export interface KeystoneToken {
  readonly userId: string;
  readonly userName: string;
  /** Null for a token without a project. */
  readonly projectId: string | null;
  readonly roles: readonly string[];
  readonly expiresAt: Date;
  /** Addresses of the identity service, by interface. */
  readonly identityUrls: ReadonlyMap<string, string>;
}

/** Reads the body of `/auth/tokens`; undefined when it is not of that form. */
export function readKeystoneToken(body: unknown): KeystoneToken | undefined {
  const parsed = tokenBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, project, roles, expires_at, catalog } = parsed.data.token;
  const endpoints = catalog.filter(({ type }) => type === 'identity').flatMap((service) => service.endpoints);
  return {
    userId: user.id,
    userName: user.name,
    projectId: project?.id ?? null,
    roles: roles.map(({ name }) => name),
    expiresAt: new Date(expires_at),
    identityUrls: new Map(endpoints.map(({ interface: name, url }) => [name, url])),
  };
}

const link = z.object({ rel: z.string(), href: z.string() });
const version = z.object({ id: z.string(), links: z.array(link).default([]) });
const versionBody = z.union([
  z.object({ version }).transform((body) => ({ own: true, versions: [body.version] })),
  z
    .object({ versions: z.object({ values: z.array(version) }) })
    .transform((body) => ({ own: false, versions: body.versions.values })),
]);

/**
 * Address of version 3 by the version document found at `asked`: that address itself, or the one a list
 * of versions names. Undefined when there is no version 3.
 */
export function addressOfV3(body: unknown, asked: string): string | undefined {
  const parsed = versionBody.safeParse(body);
  if (!parsed.success) return undefined;
  const v3 = parsed.data.versions.find(({ id }) => /^v3(?:\.|$)/.test(id));
  if (!v3) return undefined;
  const href = parsed.data.own ? asked : v3.links.find(({ rel }) => rel === 'self')?.href;
  return href === undefined || !/^https?:\/\//.test(href) ? undefined : withoutSlash(href);
}

/** The same address with version 3 in it, as a catalog may leave it out. */
export function withV3(url: string): string {
  const bare = withoutSlash(url);
  return bare.endsWith('/v3') ? bare : `${bare}/v3`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
