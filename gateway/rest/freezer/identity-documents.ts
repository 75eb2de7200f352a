import { randomBytes } from 'node:crypto';
import type { Role, Viewer } from '../../../subgraphs/kernel/identity/viewer.js';

const domain = { id: 'default', name: 'Default' };
const region = 'RegionOne';

/** Names of Keystone's roles for what an account may do. */
const roleNames: Readonly<Record<Role, readonly string[]>> = {
  viewer: ['reader'],
  operator: ['member', 'reader'],
  admin: ['admin', 'member', 'reader'],
};

/** Of a token that does not end by itself. */
const never = '9999-12-31T23:59:59.000000Z';

/** The version document at `/v3` (freezer.md §8, step 1). */
export function identityVersion(origin: string): object {
  return {
    version: {
      id: 'v3.14',
      status: 'stable',
      updated: '2020-04-07T00:00:00Z',
      links: [{ rel: 'self', href: `${origin}/v3/` }],
      'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
    },
  };
}

/** A sign-in that has succeeded. */
export interface SignedInUser {
  readonly viewer: Viewer;
  readonly method: 'password' | 'token';
  /** Id of the project; null for none. Projects have no names here but their ids. */
  readonly project: string | null;
}

/** What a token is told to be, with a catalog whose one service is this one (freezer.md §9). */
export function tokenDocument({ viewer, method, project }: SignedInUser, origin: string): object {
  const { userId, userName, role, expiresAt } = viewer;
  const roles = role === null ? [] : roleNames[role].map((name) => ({ id: name, name }));
  const url = { url: origin, region, region_id: region };
  return {
    token: {
      methods: [method],
      user: { id: userId, name: userName ?? userId, domain, password_expires_at: null },
      ...(project === null ? {} : { project: { id: project, name: project, domain } }),
      roles,
      is_domain: false,
      issued_at: keystoneTime(new Date()),
      expires_at: expiresAt ? keystoneTime(expiresAt) : never,
      audit_ids: [randomBytes(16).toString('base64url')],
      catalog: [
        {
          id: 'freezer',
          type: 'backup',
          name: 'freezer',
          endpoints: [{ id: 'freezer-public', interface: 'public', ...url }],
        },
      ],
    },
  };
}

/** Microseconds, as Keystone writes them. */
function keystoneTime(instant: Date): string {
  return instant.toISOString().replace('Z', '000Z');
}
