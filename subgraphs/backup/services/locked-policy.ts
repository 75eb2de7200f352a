import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { Policy } from '../entities/policy.js';
import { notFound } from './backup-fault.js';
import { policiesByGuid } from './find-policies.js';
import { readGuid } from './guid.js';
import { wallOf } from './tenant-wall.js';

/** A policy that the viewer may change, locked against other changes until the commit. NOT_FOUND unless told. */
export async function lockedPolicy(
  tx: Tx,
  guid: string,
  viewer: Viewer,
  fault: () => Error = () => notFound('policy'),
): Promise<Policy> {
  const key = readGuid(guid);
  if (key === undefined) throw fault();
  const { rows } = await sql`
    select from backup.policy p where p.guid = ${key} and ${wallOf(viewer, 'p')} for update`.execute(tx.sql);
  const policy = rows.length === 0 ? undefined : (await policiesByGuid(tx.sql, viewer, [key])).get(key);
  if (!policy) throw fault();
  return policy;
}
