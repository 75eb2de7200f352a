import { isStorableText } from '../../../subgraphs/kernel/database/storable.js';
import type { Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import type { IdentifiedRequest, LegacyRequest, Row } from '../route.js';
import { forbidden, notAcceptable } from './faults.js';

/** One version of the API: where its rows are and whose documents they show (freezer.md §2, "Visibility"). */
export interface Edition {
  readonly version: 'v1' | 'v2';
  /** What every path of its documents begins with. */
  readonly prefix: string;
}

/** Documents of a user. */
export const v1: Edition = { version: 'v1', prefix: '/v1' };

/** Documents of a project, which the path names. */
export const v2: Edition = { version: 'v2', prefix: '/v2/:project' };

/** The versions, the oldest first. Rows declared for each serve one and the same records. */
export const editions: readonly Edition[] = [v1, v2];

/** What narrows a list, and a locator, to the documents an edition shows this caller. */
export function inScope(
  { version }: Edition,
  { viewer }: IdentifiedRequest,
): { readonly userId: string } | { readonly tenantId: string | null } {
  return version === 'v1' ? { userId: viewer.userId } : { tenantId: viewer.tenantId };
}

/** Whether a path, of a row or of a request, belongs to version 2. */
export function isV2(path: string): boolean {
  return /^\/v2(?:\/|$)/.test(path);
}

/**
 * The caller as a row sees him. Version 1 knows no roles: whoever has a token may write what is his.
 * Version 2 confines him to the project in the path, which must be his token's unless he is an
 * administrator or a service, or an account of this server that is not confined to a tenant. Throws a
 * Refusal with 403.
 */
export function admitted(viewer: Viewer, request: LegacyRequest, row: Row | undefined): Viewer {
  if (!isV2(row?.path ?? request.path)) return withWrites(viewer);
  const project = request.params['project'];
  if (row === undefined || project === undefined) return viewer;
  // No project has an id that no database can hold, whoever asks.
  if (!isStorableText(project) || (viewer.tenantId !== project && !reachesEveryProject(viewer))) {
    throw forbidden(
      viewer.tenantId === null
        ? 'The token is not scoped to a project; version 2 needs one.'
        : 'The project in the address is not the one of the token.',
    );
  }
  return { ...viewer, tenantId: project };
}

/** Version 2 refuses who takes no JSON, version 1 does not look (freezer.md §1, "Accept"). Throws a Refusal. */
export function refuseUnacceptable({ headers, path }: LegacyRequest): void {
  const accept = headers['accept'];
  if (accept === undefined || !isV2(path)) return;
  const ranges = accept.split(',').map((range) => range.trim().toLowerCase());
  if (!ranges.some((range) => acceptable.test(range) && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(range)))
    throw notAcceptable();
}

const acceptable = /^(?:\*\/\*|application\/\*|application\/json|application\/json-home)?(?:\s*;|$)/;

function withWrites(viewer: Viewer): Viewer {
  const mayWrite = viewer.role === 'operator' || viewer.role === 'admin';
  return viewer.kind === 'dialect' && !mayWrite ? { ...viewer, role: 'operator' } : viewer;
}

function reachesEveryProject(viewer: Viewer): boolean {
  if (viewer.kind === 'anonymous') return false;
  return viewer.kind === 'dialect' ? viewer.role === 'admin' : viewer.tenantId === null;
}
