import { sql } from 'kysely';
import { recordSearchIndex } from '../../subgraphs/metadata/services/record-search-index.js';
import type { OpenProduct } from '../support/product.js';
import type { BenchCase } from './cases.js';
import { kyselyOf } from './seed-graph.js';

/** Backup records of one user beside those of the other cases: a million on a server, fewer embedded. */
export const manyRecords = { server: 1_000_000, embedded: 100_000 };

const batch = 2000;
const words = 20_000;
const containers = 1000;
const firstTime = 1_800_000_000;
const rareWord = 1207;

/** Reads of a long list of records; measured only when they are named, because filling takes a minute or two. */
export const manyRecordsCases: readonly BenchCase[] = [
  listed('records-list', 'GET /v1/backups?limit=100 of many records', {}, 100),
  listed('records-word', 'the same, 5 by a rare word', { match: [{ _all: `word${rareWord}` }] }, 5),
  listed(
    'records-container',
    'the same, 100 of a container',
    { match: [{ container: `many${rareWord % containers}` }] },
    100,
  ),
  listed(
    'records-window',
    'the same, 100 of a window of time',
    { time_after: firstTime + 50_000, time_before: firstTime + 50_099 },
    100,
  ),
];

function listed(name: string, title: string, search: object, times: number): BenchCase {
  const query = new URLSearchParams({ limit: String(times), search: JSON.stringify(search) });
  return {
    name,
    title,
    request: () => ({ method: 'GET', path: `/v1/backups?${query.toString()}`, headers: {} }),
    holds: ['"backup_uuid"', times],
  };
}

/** Fills in the records: one a second, 20,000 words and 1,000 containers by turns. */
export async function seedManyRecords(product: OpenProduct, count: number): Promise<void> {
  const db = kyselyOf(product);
  for (let start = 0; start < count; start += batch) {
    const rows = Array.from({ length: Math.min(batch, count - start) }, (_, i) => recordRow(start + i));
    await sql`insert into metadata.backup_record (backup_uuid, backup_id, user_id, status, container, host_name, host_key,
      backup_name, backup_time, level, session_time, session_posted, document, search, phrases) values ${sql.join(rows)}`.execute(
      db,
    );
  }
  await sql`vacuum analyze metadata.backup_record`.execute(db);
}

function recordRow(n: number): ReturnType<typeof sql> {
  const container = `many${n % containers}`;
  const host = `many-host${n % 5000}`;
  const time = firstTime + n;
  const document = {
    container,
    hostname: host,
    backup_name: 'nightly',
    time_stamp: time,
    level: 0,
    total_fs_files: n,
    fs_real_path: `/srv/dir${n % words}/data`,
    note: `word${n % words}`,
  };
  const head = {
    backupId: `${container}_${host}_nightly_${time}_0`,
    uuid: n.toString(16).padStart(32, '0'),
    userId: 'anonymous',
    userName: null,
    projectId: null,
    status: 'available' as const,
  };
  const { keys, phrases } = recordSearchIndex(head, document);
  return sql`(${head.uuid}, ${head.backupId}, ${head.userId}, ${head.status}, ${container}, ${host}, ${host}, 'nightly',
    ${time}::bigint, 0, ${time}::bigint, false, ${JSON.stringify(document)}::json, ${keys}::text[], ${phrases}::text[])`;
}
