import { roles, hasRole, type Role, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';

/** What a field or type asks of whoever reads it. Each list of lists: all of one inner list are enough. */
export interface Requirement {
  /** `@authenticated`. */
  readonly authenticated?: true;
  /** `@requiresScopes`. */
  readonly scopes?: readonly (readonly string[])[];
  /** `@policy`. */
  readonly policies?: readonly (readonly string[])[];
}

/** Whether a viewer has what is required. */
export function isMetBy(requirement: Requirement, viewer: Viewer): boolean {
  if (requirement.authenticated && viewer.kind === 'anonymous') return false;
  const { scopes, policies } = requirement;
  if (scopes && !scopes.some((all) => all.every((scope) => hasScope(viewer, scope)))) return false;
  return !policies || policies.some((all) => all.every((policy) => hasPolicy(viewer, policy)));
}

const roleOf: Readonly<Record<string, Role | undefined>> = {
  read: 'viewer',
  write: 'operator',
  admin: 'admin',
};

/**
 * A scope such as `inventory:read` is given by a role, as it is for our own subgraphs, if no token confines it away. Any
 * other scope has only a token that names it.
 */
function hasScope(viewer: Viewer, scope: string): boolean {
  if (viewer.kind === 'anonymous') return false;
  const role = roleOf[/:(\w+)$/.exec(scope)?.[1] ?? ''];
  const isNamed = viewer.scopes?.includes(scope) ?? role !== undefined;
  return isNamed && (role === undefined || hasRole(viewer, role));
}

/** A policy is one of our roles; there is no other here, so any other is not met. */
function hasPolicy(viewer: Viewer, policy: string): boolean {
  const role = roles.find((known) => known === policy);
  return role !== undefined && hasRole(viewer, role);
}
