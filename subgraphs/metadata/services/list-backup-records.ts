import { sql } from 'kysely';
import type { Page } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import { pageClauses, pageOf, pageRequest, writeCursor } from '../../kernel/database/keyset.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Viewer } from '../../kernel/identity/viewer.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { recordColumns, toBackupRecord, type BackupRecordRow } from './backup-record-row.js';
import { findRecordRow } from './find-backup-record.js';
import type { MetadataParts } from './parts.js';
import { recordConditions, type RecordFilter } from './record-conditions.js';
import { recordOrders, type RecordOrder } from './record-order.js';

/** A page of the records a viewer sees. `marker` is the backup id or uuid to continue behind; BAD_USER_INPUT when it is unknown. */
export async function listBackupRecords(
  parts: MetadataParts,
  filter: RecordFilter,
  orderBy: RecordOrder,
  page: PageArgs & { readonly marker?: string | null },
  viewer: Viewer,
): Promise<Page<BackupRecord>> {
  const order = recordOrders[orderBy];
  const after =
    page.marker == null ? page.after : await cursorOfMarker(parts, page.marker, filter, orderBy, viewer);
  const request = pageRequest(Object.assign({}, page, { after }), order.columns.length);
  const clauses = pageClauses(order, request);
  const conditions = recordConditions(filter, viewer);
  const { rows } = await sql<BackupRecordRow>`
    select ${recordColumns} from metadata.backup_record where ${conditions} and ${clauses.where}
    order by ${clauses.orderBy} limit ${clauses.limit} offset ${clauses.offset}`.execute(parts.store.sql);
  return pageOf(rows, order, request, toBackupRecord, async () => {
    const counted = await sql<{
      n: number;
    }>`select count(*)::int as n from metadata.backup_record where ${conditions}`.execute(parts.store.sql);
    return counted.rows[0]?.n ?? 0;
  });
}

async function cursorOfMarker(
  parts: MetadataParts,
  marker: string,
  filter: RecordFilter,
  orderBy: RecordOrder,
  viewer: Viewer,
): Promise<string> {
  const row = await findRecordRow(parts.store.sql, { backupId: marker, userId: filter.userId }, viewer);
  if (!row) {
    throw new Fault('BAD_USER_INPUT', 'The marker names no backup record of yours.', {
      details: { reason: 'MARKER_UNKNOWN' },
    });
  }
  return writeCursor(recordOrders[orderBy].columns.map((column) => column.value(row)));
}
