import { isStorable } from '../../kernel/database/storable.js';
import { isUuid } from '../services/find-storages.js';
import type { DelfinDatabase, DelfinRow } from './delfin-tables.js';
import { integerOf, isYes, Refusal, textOf, timeOf } from './delfin-values.js';
import { wantedAccess, type WantedAccess } from './wanted-access.js';
import { wantedAlertSource, type WantedAlertSource } from './wanted-alert-source.js';

const texts = ['name', 'description', 'location', 'status', 'vendor', 'model', 'firmware_version'] as const;
const sizes = ['total', 'used', 'free', 'raw', 'subscribed'].map((which) => `${which}_capacity`);

/** A storage of a Delfin database, checked. */
export interface WantedStorage {
  readonly id: string;
  readonly name: string | null;
  readonly serialNumber: string;
  /** Columns of our table, besides id and serial number. */
  readonly columns: Readonly<Record<string, string | null>>;
  readonly access: WantedAccess;
  /** Undefined when it has none; a Refusal when it has one that cannot be taken. */
  readonly alertSource: WantedAlertSource | Refusal | undefined;
}

/** A storage that cannot be taken, by what is known of it. */
export interface RefusedStorage {
  readonly id: string;
  readonly name: string | null;
  readonly refusal: Refusal;
}

/** Everything in a Delfin database. */
export interface DelfinContent {
  readonly wanted: readonly WantedStorage[];
  readonly refused: readonly RefusedStorage[];
  /** Storages that were deleted in Delfin, which keeps their rows. */
  readonly deleted: number;
  /** Access infos and alert sources that belong to no storage any more. */
  readonly orphans: number;
}

/** Checks all rows; a wrong one costs only its own storage. */
export function delfinContent(database: DelfinDatabase): DelfinContent {
  const accessInfos = byStorage(database.access_info);
  const alertSources = byStorage(database.alert_source);
  const live = database.storages.filter((row) => !isYes(row, 'deleted'));
  const wanted: WantedStorage[] = [];
  const refused: RefusedStorage[] = [];
  for (const row of live) {
    const id = String(row['id']);
    try {
      wanted.push(wantedStorage(row, accessInfos.get(id), alertSources.get(id)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ id, name: typeof row['name'] === 'string' ? row['name'] : null, refusal: error });
    }
  }
  const ids = new Set(live.map((row) => String(row['id'])));
  const orphans = [...accessInfos.keys(), ...alertSources.keys()].filter((id) => !ids.has(id)).length;
  return { wanted, refused, deleted: database.storages.length - live.length, orphans };
}

function wantedStorage(
  row: DelfinRow,
  access: DelfinRow | undefined,
  alertSource: DelfinRow | undefined,
): WantedStorage {
  const id = textOf(row, 'id') ?? '';
  const serialNumber = textOf(row, 'serial_number');
  if (!isUuid(id)) throw new Refusal('Its id is not a UUID in lower case, so it cannot be kept.');
  if (!serialNumber) throw new Refusal('It has no serial number, by which an array is known again.');
  if (!access) throw new Refusal('It has no access info, so nobody knows how to reach it.');
  const columns = {
    ...Object.fromEntries(texts.map((column) => [column, textOf(row, column)])),
    ...Object.fromEntries(sizes.map((column) => [column, integerOf(row, column)])),
    created_at: timeOf(row, 'created_at'),
    updated_at: timeOf(row, 'updated_at'),
  };
  if (!isStorable({ columns, serialNumber })) throw new Refusal('It holds a text that cannot be stored.');
  return {
    id,
    name: textOf(row, 'name'),
    serialNumber,
    columns,
    access: wantedAccess(access),
    alertSource: alertSource && sourceOrRefusal(alertSource),
  };
}

function sourceOrRefusal(row: DelfinRow): WantedAlertSource | Refusal {
  try {
    return wantedAlertSource(row);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function byStorage(rows: readonly DelfinRow[]): ReadonlyMap<string, DelfinRow> {
  return new Map(rows.map((row) => [String(row['storage_id']), row]));
}
