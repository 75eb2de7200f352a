/** What someone may do, each role including those before it. */
export const roles = ['viewer', 'operator', 'admin'] as const;

/** A role: `viewer` reads, `operator` changes things, `admin` manages accounts and settings. */
export type Role = (typeof roles)[number];

/** Who asks. The same object reaches every resolver in process, and travels signed to a remote subgraph. */
export interface Viewer {
  /**
   * `open`: the local user of a server without accounts. `account`: signed in. `token`: an API token.
   * `dialect`: authenticated by a legacy API's own means. `anonymous`: nobody.
   */
  readonly kind: 'open' | 'account' | 'token' | 'dialect' | 'anonymous';
  /** Our account, when there is one. */
  readonly accountId: string | null;
  /** Id of the user as legacy records keep it. */
  readonly userId: string;
  /** Name to show, null when unknown. */
  readonly userName: string | null;
  /** The tenant (legacy: project) the viewer is confined to; null is not confined. */
  readonly tenantId: string | null;
  readonly role: Role | null;
  /** What an API token is confined to, such as `compute:read`; null is not confined. */
  readonly scopes: readonly string[] | null;
  /** Session or token this comes from, for revocation. */
  readonly credentialId: string | null;
  /** When the credential ends. */
  readonly expiresAt: Date | null;
}

/** Nobody: may sign in and read what is public. */
export const anonymous: Viewer = {
  kind: 'anonymous',
  accountId: null,
  userId: 'anonymous',
  userName: null,
  tenantId: null,
  role: null,
  scopes: null,
  credentialId: null,
  expiresAt: null,
};

/** The local user of a server in open mode. */
export const openViewer: Viewer = {
  ...anonymous,
  kind: 'open',
  userId: 'local',
  userName: 'local',
  role: 'admin',
};

/** Whether the viewer has at least this role. */
export function hasRole(viewer: Viewer, role: Role): boolean {
  return viewer.role !== null && roles.indexOf(viewer.role) >= roles.indexOf(role);
}

/** Whether the viewer sees every tenant. */
export function seesAllTenants(viewer: Viewer): boolean {
  return viewer.tenantId === null && viewer.role !== null;
}
