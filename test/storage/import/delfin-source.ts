import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import pg from 'pg';
import type { ChildOwner } from '../../support/child.js';
import { temporaryFolder } from '../../support/command-line.js';
import type { EngineKind } from '../../support/engines.js';
import { sharedPostgres } from '../../support/shared-postgres.js';

type Value = string | number | bigint | boolean | null;
/** A row as Delfin writes it. */
export type SourceRow = Readonly<Record<string, Value>>;
/** The rows of a Delfin database. */
export interface SourceRows {
  readonly storages: readonly SourceRow[];
  readonly access_info: readonly SourceRow[];
  readonly alert_source: readonly SourceRow[];
}

const texts = (names: string): string[] => names.split(' ').map((name) => `${name} varchar(255)`);
const times = ['created_at timestamp', 'updated_at timestamp'];
const columns: Readonly<Record<keyof SourceRows, readonly string[]>> = {
  storages: [
    ...times,
    'id varchar(36) primary key',
    ...texts('name description location status vendor model serial_number firmware_version'),
    'sync_status integer',
    ...'total used free raw subscribed'.split(' ').map((which) => `${which}_capacity bigint`),
    'deleted_at timestamp',
    'deleted boolean',
  ],
  access_info: [
    ...times,
    'storage_id varchar(36) primary key',
    ...texts('storage_name vendor model'),
    ...'rest ssh cli smis extra_attributes'.split(' ').map((name) => `${name} text`),
  ],
  alert_source: [
    ...times,
    'storage_id varchar(36) primary key',
    ...texts('host version community_string username security_level auth_key auth_protocol'),
    ...texts('privacy_protocol privacy_key engine_id context_name'),
    'port integer',
    'retry_num integer',
    'expiration integer',
  ],
};
const tables = Object.keys(columns) as (keyof SourceRows)[];

/** A Delfin database with these rows: an SQLite file, or a database on the test server. Gives where it is. */
export async function delfinSource(owner: ChildOwner, kind: EngineKind, rows: SourceRows): Promise<string> {
  return kind === 'embedded' ? inSqlite(owner, rows) : inPostgresql(rows);
}

function inSqlite(owner: ChildOwner, rows: SourceRows): string {
  const file = join(temporaryFolder(owner), 'delfin.sqlite');
  const database = new DatabaseSync(file);
  for (const table of tables) {
    database.exec(`create table ${table} (${columns[table].join(', ')})`);
    for (const row of rows[table]) {
      const values = Object.values(row).map((value) => (typeof value === 'boolean' ? Number(value) : value));
      database.prepare(insertion(table, row, () => '?')).run(...values);
    }
  }
  database.close();
  return `sqlite:///${file}`;
}

async function inPostgresql(rows: SourceRows): Promise<string> {
  const url = await (await sharedPostgres()).createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const table of tables) {
    await client.query(`create table ${table} (${columns[table].join(', ')})`);
    for (const row of rows[table])
      await client.query(
        insertion(table, row, (i) => `$${i + 1}`),
        Object.values(row),
      );
  }
  await client.end();
  return url.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:');
}

function insertion(table: string, row: SourceRow, place: (i: number) => string): string {
  const names = Object.keys(row);
  return `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => place(i)).join(', ')})`;
}

/** A secret as Delfin keeps it. */
export const encoded = (secret: string): string => Buffer.from(secret).toString('base64');

/** Secrets of the rows below, none of which may be seen anywhere. */
export const planted = [
  'planted-rest',
  'planted-ssh',
  'planted-community',
  'planted-auth-key',
  'planted-privacy',
];

/** An id that ends in these digits. */
export const idOf = (n: number): string => `5b0f6a0e-1c1d-4a51-9d0e-${String(n).padStart(12, '0')}`;

/** A storage of the built-in kind, with an id that ends in `n`. */
export function fakeStorage(n: number): SourceRow {
  return {
    created_at: '2024-03-02 08:15:30.123456',
    updated_at: '2024-03-02 08:15:33.000417',
    id: idOf(n),
    name: `array-${n}`,
    description: 'rack 4',
    location: 'DC1',
    status: 'normal',
    vendor: 'fake_vendor',
    model: 'fake_model',
    serial_number: `SN-${n}`,
    firmware_version: '7.1.2',
    sync_status: 0,
    total_capacity: 9223372036854775807n,
    used_capacity: 1,
    deleted: false,
  };
}

/** Its access info. */
export function fakeAccess(n: number, change: SourceRow = {}): SourceRow {
  const rest = { host: `192.0.2.${n}`, port: 8443, username: 'monitor', password: encoded('planted-rest') };
  return {
    created_at: '2024-03-02 08:15:30.120011',
    storage_id: idOf(n),
    storage_name: `lab-${n}`,
    vendor: 'fake_storage',
    model: 'fake_driver',
    rest: JSON.stringify(rest),
    ssh: '{}',
    cli: null,
    smis: '{}',
    extra_attributes: JSON.stringify({ serial_number: `SN-${n}`, delay: '0', volumes: '3' }),
    ...change,
  };
}

/** Two storages with alert sources, of which the second has no driver here, and one that was deleted. */
export function sampleRows(): SourceRows {
  const ssh = {
    host: '192.0.2.2',
    port: 22,
    username: 'admin',
    password: encoded('planted-ssh'),
    pub_key: 'AAAA',
    pub_key_type: 'ssh-rsa',
  };
  const unknown = { vendor: 'hpe', model: '3par', ssh: JSON.stringify(ssh), extra_attributes: '{}' };
  return {
    storages: [fakeStorage(1), fakeStorage(2), { ...fakeStorage(3), deleted: true }],
    access_info: [fakeAccess(1), fakeAccess(2, unknown)],
    alert_source: [
      {
        created_at: '2024-03-02 09:00:00.000001',
        storage_id: idOf(1),
        host: '192.0.2.1,192.0.2.9',
        version: 'SNMPv2c',
        community_string: encoded('planted-community'),
      },
      {
        created_at: '2024-03-02 09:00:00.000002',
        storage_id: idOf(2),
        host: '192.0.2.2',
        version: 'SNMPv3',
        username: 'traps',
        security_level: 'authPriv',
        auth_protocol: 'HMACSHA',
        auth_key: encoded('planted-auth-key'),
        privacy_protocol: 'AES',
        privacy_key: encoded('planted-privacy'),
        engine_id: '80001f8880e9630000d61ff449',
        port: 161,
        context_name: '',
        retry_num: 2,
        expiration: 5,
      },
    ],
  };
}

/** The first of them alone. */
export function oneStorage(): SourceRows {
  const rows = sampleRows();
  return {
    storages: rows.storages.slice(0, 1),
    access_info: rows.access_info.slice(0, 1),
    alert_source: rows.alert_source.slice(0, 1),
  };
}
