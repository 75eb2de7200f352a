import { sql } from 'kysely';
import type { KeysetColumn, KeysetOrder } from '../../kernel/database/keyset.js';
import type { BackupRecordRow } from './backup-record-row.js';

/** The orders of a list of backup records. */
export const RecordOrder = {
  INSERTED_ASC: 'INSERTED_ASC',
  INSERTED_DESC: 'INSERTED_DESC',
  TIMESTAMP_ASC: 'TIMESTAMP_ASC',
  TIMESTAMP_DESC: 'TIMESTAMP_DESC',
} as const;

/** One of them. */
export type RecordOrder = keyof typeof RecordOrder;

const inserted: KeysetColumn<BackupRecordRow> = {
  expression: sql`seq`,
  type: 'bigint',
  value: (row) => row.seq,
};
const timestamp: KeysetColumn<BackupRecordRow> = {
  expression: sql`backup_time`,
  type: 'bigint',
  value: (row) => row.backup_time,
};

/** What each order means in SQL. */
export const recordOrders: Readonly<Record<RecordOrder, KeysetOrder<BackupRecordRow>>> = {
  INSERTED_ASC: { columns: [inserted] },
  INSERTED_DESC: { columns: [inserted], descending: true },
  TIMESTAMP_ASC: { columns: [timestamp, inserted] },
  TIMESTAMP_DESC: { columns: [timestamp, inserted], descending: true },
};
