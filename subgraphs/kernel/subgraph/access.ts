import { Authorized, type AuthChecker } from 'type-graphql';
import { Fault } from '../errors/fault.js';
import { hasRole, type Role, type Viewer } from '../identity/viewer.js';
import type { RequestContext } from './request-context.js';

/** What a root field asks of the viewer; `public` is for signing in. */
export type AccessRule = Role | 'public';

/**
 * States who may use a root field. There is no default: a root field without a rule does not build.
 * An API token also needs the scope `<subgraph>:read` for `viewer`, `<subgraph>:write` for `operator`
 * and `<subgraph>:admin` for `admin`.
 */
export function Access(rule: AccessRule): MethodDecorator & PropertyDecorator {
  return Authorized<AccessRule>(rule);
}

/** The check behind `@Access`, for one subgraph. */
export function accessChecker(subgraph: string): AuthChecker<RequestContext, AccessRule> {
  return ({ context }, [rule]) => {
    if (rule === undefined || rule === 'public') return rule === 'public';
    requireRole(context.viewer, rule, subgraph);
    return true;
  };
}

const scopeOf: Readonly<Record<Role, string>> = { viewer: 'read', operator: 'write', admin: 'admin' };

/** Throws UNAUTHENTICATED or FORBIDDEN unless the viewer has the role and, for a token, the scope. */
export function requireRole(viewer: Viewer, role: Role, subgraph: string): void {
  if (viewer.kind === 'anonymous') throw new Fault('UNAUTHENTICATED', 'Sign in or send a valid token.');
  if (!hasRole(viewer, role)) throw new Fault('FORBIDDEN', `This needs the role "${role}".`);
  const scope = `${subgraph}:${scopeOf[role]}`;
  if (viewer.scopes && !viewer.scopes.includes(scope))
    throw new Fault('FORBIDDEN', `This token lacks the scope "${scope}".`);
}
