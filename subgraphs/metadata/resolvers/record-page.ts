import type { ConnectionObject } from '../../../schema/paging/connection.js';
import type { PageArgs } from '../../../schema/paging/page-args.js';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { BackupRecord } from '../entities/backup-record.js';
import { MetadataLoaders } from '../loaders.js';
import type { MetadataParts } from '../services/parts.js';
import { RecordOrder } from '../services/record-order.js';
import type { BackupRecordFilter } from './backup-record.inputs.js';
import { BackupRecordConnection } from './connections.js';
import { recordFilterOf } from './record-filter.js';

/** Whose records are wanted: those of a host by its key, of one user or of all. */
type Owner = Parameters<MetadataLoaders['records']>[0];

/** What of them is wanted, as the arguments of the field say. */
export interface RecordWish {
  readonly page: PageArgs;
  readonly filter: BackupRecordFilter | null;
  readonly orderBy: RecordOrder | null;
}

/** A page of the records of a host, the newest first unless told; the empty one of what has no host name. */
export async function recordPage(
  parts: MetadataParts,
  context: RequestContext,
  owner: Owner | undefined,
  { page, filter, orderBy }: RecordWish,
): Promise<ConnectionObject<BackupRecord>> {
  if (!owner) return noRecords();
  const request = { filter: recordFilterOf(filter), orderBy: orderBy ?? RecordOrder.TIMESTAMP_DESC, page };
  return BackupRecordConnection.of(await MetadataLoaders.of(parts, context).records(owner, request));
}

function noRecords(): ConnectionObject<BackupRecord> {
  return BackupRecordConnection.of({
    nodes: [],
    cursorAt: () => '',
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    countAll: () => Promise.resolve(0),
  });
}
