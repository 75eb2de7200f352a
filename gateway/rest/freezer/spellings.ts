import { JsonText, jsonMembers, jsonObject } from '../../../schema/json-text.js';
import type { LegacyRequest } from '../route.js';

/** Whether answers get the later spellings: by the caller's program, always or never. */
export type SpellingPolicy = 'auto' | 'always' | 'never';

/** What is known of a backup beside its document. */
export interface KnownIdentity {
  readonly hostName: string;
  readonly timestamp: number | string;
  readonly level: number;
}

/** Later spelling, seed spelling. */
const spellings = [
  ['hostname', 'host_name'],
  ['time_stamp', 'timestamp'],
  ['curr_backup_level', 'level'],
  ['path_to_backup', 'fs_real_path'],
] as const;

/** Whether this caller's answers get them: python-freezerclient crashes on a backup without `time_stamp` (freezer.md §10). */
export function wantsSpellings(policy: SpellingPolicy, request: LegacyRequest): boolean {
  if (policy !== 'auto') return policy === 'always';
  return request.headers['user-agent']?.startsWith('python-requests') ?? false;
}

/** A document with the later spellings added behind; what was posted is never replaced. */
export function withSpellings(document: JsonText, identity: KnownIdentity): JsonText {
  const members = jsonMembers(document.text);
  const known: Readonly<Record<string, unknown>> = {
    host_name: identity.hostName,
    timestamp: identity.timestamp,
    level: identity.level,
  };
  for (const [later, seed] of spellings) {
    if (members.has(later)) continue;
    const value =
      members.get(seed) ??
      (known[seed] === undefined ? undefined : new JsonText(JSON.stringify(known[seed])));
    if (value) members.set(later, value);
  }
  return jsonObject(members);
}
