import type { Tx } from '../../kernel/database/store.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import { idOf } from './checked-values.js';
import { findWork, lockedWork, missing, type WorkLocator } from './find-work.js';
import { lockOwner } from './owner-lock.js';
import type { MetadataParts } from './parts.js';
import { ownerOf } from './wall.js';
import type { WorkRules } from './work-rules.js';
import { docOf, rowOwner, type Doc, type Owner, type WorkRow } from './work-row.js';
import { insertWork, saveWork } from './write-work.js';

/** What must hold beyond the document itself; throws when it does not. */
export type Condition = (tx: Tx, owner: Owner, document: Doc) => Promise<void>;

/** Creates an action, job or session for its viewer. Throws CONFLICT when the id it brings is taken. */
export async function createWork(
  parts: MetadataParts,
  rules: WorkRules,
  posted: Doc,
  viewer: Viewer,
  condition?: Condition,
): Promise<WorkRow> {
  const owner = ownerOf(viewer);
  const document = rules.whole(posted, idOf(rules.kind.idKey, posted[rules.kind.idKey]));
  return parts.store.transaction(async (tx) => {
    await lockOwner(tx, owner);
    const settled = (await rules.settle?.(parts, tx, owner, document)) ?? document;
    await condition?.(tx, owner, settled);
    return insertWork(parts, tx, rules.kind, owner, settled);
  });
}

/** Puts a whole document in the place of the one a locator names, or creates it under that id. */
export async function replaceWork(
  parts: MetadataParts,
  rules: WorkRules,
  locator: WorkLocator & { readonly nativeId: string },
  posted: Doc,
  viewer: Viewer,
): Promise<{ readonly row: WorkRow; readonly created: boolean }> {
  const id = idOf(rules.kind.idKey, locator.nativeId);
  const seen = await findWork(parts.store.sql, rules.kind, locator, viewer);
  const owner = seen ? rowOwner(seen) : ownerOf(viewer);
  return parts.store.transaction(async (tx) => {
    await lockOwner(tx, owner);
    const row = await findWork(tx.sql, rules.kind, locator, viewer, true);
    const document = rules.whole(posted, id, row && docOf(row));
    const settled = (await rules.settle?.(parts, tx, owner, document)) ?? document;
    if (row) return { row: await saveWork(parts, tx, rules.kind, row, settled), created: false };
    return { row: await insertWork(parts, tx, rules.kind, owner, settled), created: true };
  });
}

/** Puts members into the document a locator names. Throws NOT_FOUND when the viewer sees none. */
export async function updateWork(
  parts: MetadataParts,
  rules: WorkRules,
  locator: WorkLocator,
  change: Doc,
  viewer: Viewer,
): Promise<WorkRow> {
  const seen = await findWork(parts.store.sql, rules.kind, locator, viewer);
  if (!seen) throw missing(rules.kind, locator);
  const owner = rowOwner(seen);
  return parts.store.transaction(async (tx) => {
    if (rules.settle) await lockOwner(tx, owner);
    const row = await lockedWork(tx.sql, rules.kind, locator, viewer);
    const document = rules.changed(docOf(row), change, row.native_id);
    const settled = (await rules.settle?.(parts, tx, owner, document)) ?? document;
    return saveWork(parts, tx, rules.kind, row, settled);
  });
}
