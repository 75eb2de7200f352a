import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { AlertHistoryEntry } from '../entities/alert-history-entry.js';
import type { AlertSource } from '../entities/alert-source.js';
import type { Alert } from '../entities/alert.js';
import type { TrapTally } from '../snmp/trap-counts.js';
import { historiesOf } from '../services/alert-history.js';
import { alertSourceOf, alertSourceRows } from '../services/alert-source-row.js';
import { isUuid } from '../services/find-storages.js';
import { alertsByUuid, openAlertsOf } from '../services/list-alerts.js';
import type { StorageParts } from '../services/parts.js';
import { talliesOf } from '../services/trap-tallies.js';

/** The loaders of alerts of one operation: everything asked for in one hop costs one statement. */
export class AlertLoaders {
  private readonly open = new Map<number, DataLoader<string, Alert[]>>();

  /** Alerts by UUID; null where there is none. */
  readonly alert: DataLoader<string, Alert | null>;

  /** Histories by the alert's UUID. */
  readonly history: DataLoader<string, AlertHistoryEntry[]>;

  /** Alert sources by the storage's UUID; null where there is none. */
  readonly source: DataLoader<string, AlertSource | null>;

  /** What became of traps, by the storage's UUID. */
  readonly tally: DataLoader<string, TrapTally>;

  private constructor(private readonly parts: StorageParts) {
    const { sql } = parts.store;
    this.alert = mapLoader(
      (uuids) => alertsByUuid(sql, uuids),
      () => null,
    );
    this.history = mapLoader(
      (uuids) => historiesOf(sql, uuids),
      () => [],
    );
    this.source = mapLoader(
      async (uuids) => {
        const rows = await alertSourceRows(sql, uuids.filter(isUuid));
        return new Map([...rows].map(([uuid, row]) => [uuid, alertSourceOf(row)]));
      },
      () => null,
    );
    this.tally = mapLoader(
      (uuids) => talliesOf(sql, uuids),
      () => ({}),
    );
  }

  /** The loaders of the operation at hand. */
  static of(parts: StorageParts, context: RequestContext): AlertLoaders {
    return context.slot('storage-alerts', () => new AlertLoaders(parts));
  }

  /** The newest open alerts of a storage; storages asked for with the same number are read together. */
  openOf(storageUuid: string, most: number): Promise<Alert[]> {
    const loader =
      this.open.get(most) ??
      mapLoader(
        (uuids) => openAlertsOf(this.parts.store.sql, uuids, most),
        (): Alert[] => [],
      );
    this.open.set(most, loader);
    return loader.load(storageUuid);
  }
}

function mapLoader<V>(
  find: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  absent: () => V,
): DataLoader<string, V> {
  return new DataLoader(async (keys) => {
    const found = await find(keys);
    return keys.map((key) => found.get(key) ?? absent());
  });
}
