import { z } from 'zod';
import type { Row } from '../route.js';
import * as graph from './backup-operations.js';
import { markShape } from './backup-shapes.js';
import { given, instant, optionalEnum, optionalGuid, optionalText } from './body-values.js';
import { invalid } from './faults.js';
import { changeRow } from './item-row.js';
import { readBody } from './read-body.js';

/** A place of a backup with its new mark; interfaces put the backup's guid where the place's belongs (3.3). */
const markBody = z.array(
  z.object({
    guid: optionalText,
    backup: optionalGuid,
    backupDestination: optionalGuid,
    roleType: optionalEnum('RoleType'),
    retentionHint: optionalEnum('RetentionHint'),
    archiveExpire: instant,
  }),
  'must be a list',
);

/** Marking backups to be kept or removed (vprotect.md 3.3). */
export const retentionRows: readonly Row[] = [
  markRow('/retention/mark-backups', 204, false),
  markRow('/retention/mark-backups/preview', 200, true),
];

function markRow(path: string, status: number, preview: boolean): Row {
  return changeRow<{ marked: { changes: readonly graph.MarkData[] } }>({
    method: 'POST',
    path,
    status,
    summary: preview ? 'What marking backups would change.' : 'Marks backups to be kept or to be removed.',
    body: markBody,
    operation: graph.markBackups,
    variables: (request) => ({ input: { preview, marks: readBody(markBody, request).map(markOf) } }),
    shape: ({ marked }) => (preview ? marked.changes.map(markShape) : undefined),
  });
}

function markOf(mark: z.output<typeof markBody>[number], index: number): object {
  const { backup, guid, retentionHint, archiveExpire, backupDestination, roleType } = given(mark);
  if (retentionHint === undefined) throw required(`${index}.retentionHint`);
  if (retentionHint === 'ARCHIVE' && archiveExpire === undefined) throw required(`${index}.archiveExpire`);
  if (backup === undefined && guid === undefined) throw required(`${index}.backup`);
  return given({
    // Where the record names its backup its own guid is not relied on.
    backupGuid: backup,
    locationGuid: backup === undefined ? guid?.toLowerCase() : undefined,
    destinationGuid: backupDestination,
    roleType,
    retentionHint,
    archiveExpire,
  });
}

function required(field: string) {
  return invalid(`${field} is required`, [{ field, message: 'is required' }]);
}
