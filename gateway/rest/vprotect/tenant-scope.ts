import type { LegacyRequest } from '../route.js';

/** Spellings of the filter by tenant in a query (vprotect.md 2.4). */
const filterNames = ['tenantid', 'tenantId', 'tenant-id'] as const;

/** Whether a query value counts: empty ones and the words undefined and null are not given (1.5). */
export function isGiven(value: string | null | undefined): value is string {
  return value != null && value !== '' && value !== 'undefined' && value !== 'null';
}

/** A value of a query; undefined when it is not given. */
export function queryValue(query: URLSearchParams, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = query.getAll(name).find(isGiven);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The project the whole call is confined to: `project-uuid`, or the header of the same meaning. */
export function scopeOf({ query, headers }: LegacyRequest): string | undefined {
  const header = headers['3rd-party-project']?.trim();
  return queryValue(query, 'project-uuid') ?? (isGiven(header) ? header : undefined);
}

/** The tenant a list is filtered by; undefined for all the caller may see. */
export function tenantFilter(query: URLSearchParams): string | undefined {
  return queryValue(query, ...filterNames);
}

/** A name as the API shows it: one made in the call of a project is unique for it by a prefix. */
export function wireName(name: string, scoped: boolean, tenantId: string | null): string {
  return scoped && tenantId !== null ? `${prefixOf(tenantId)}${name}` : name;
}

/** The name behind the prefix of the call's project, if it has it. */
export function plainName(name: string, scope: string | null | undefined): string {
  const prefix = scope == null ? undefined : prefixOf(scope);
  return prefix !== undefined && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function prefixOf(tenantId: string): string {
  return `uuid_${tenantId}_`;
}
