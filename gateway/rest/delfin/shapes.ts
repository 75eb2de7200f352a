import { JsonText } from '../../../schema/json-text.js';
import type { LongValue } from '../../../schema/scalars/long.js';
import type { Collection } from './collections.js';
import { refusal } from './faults.js';

/** An object as a list's operation asks for it: the fields of its columns. */
export type ObjectData = Readonly<Record<string, unknown>>;

/** One object with the keys of its kind, in their order, nulls kept (delfin.md §5). */
export function objectShape({ columns, constants }: Collection, data: ObjectData): Record<string, unknown> {
  const shaped: Record<string, unknown> = {};
  for (const { key, field, integer } of columns) {
    const value = data[field] ?? null;
    shaped[key] = integer ? integerShape(value as LongValue | null) : value;
  }
  for (const key of constants) shaped[key] = constantValues[key];
  return shaped;
}

/** A registered storage as the registration answers it: not yet read, whatever has begun since (delfin.md §7.1). */
export function registeredShape(collection: Collection, data: ObjectData): Record<string, unknown> {
  return { ...objectShape(collection, data), updated_at: null, sync_status: 'SYNCED' };
}

/** What is deleted is never shown. */
const constantValues: Readonly<Record<string, unknown>> = { deleted_at: null, deleted: false };

/** A 64-bit integer as a JSON number, exact to the last digit. */
export function integerShape(value: LongValue | null): number | JsonText | null {
  return typeof value === 'string' ? new JsonText(value) : value;
}

/** A way to reach a storage as the operations ask for it. */
export interface AccessPointData {
  readonly host: string;
  readonly port: number | null;
  readonly username: string | null;
  readonly pubKey: string | null;
  readonly pubKeyType: string | null;
  readonly namespace: string | null;
}

/** Access information as the operations ask for it. */
export interface AccessInfoData {
  readonly createdAtText: string;
  readonly updatedAtText: string | null;
  readonly storageUuid: string;
  readonly storageName: string | null;
  readonly vendor: string;
  readonly model: string;
  readonly rest: AccessPointData | null;
  readonly ssh: AccessPointData | null;
  readonly cli: AccessPointData | null;
  readonly smis: AccessPointData | null;
  readonly extraAttributes: unknown;
}

/** Access information (delfin.md §5.2): a way that was not given is `{}`, and shows what was given alone. */
export function accessInfoShape(info: AccessInfoData): object {
  return {
    created_at: info.createdAtText,
    updated_at: info.updatedAtText,
    storage_id: info.storageUuid,
    storage_name: info.storageName,
    vendor: info.vendor,
    model: info.model,
    rest: accessPointShape(info.rest),
    ssh: accessPointShape(info.ssh),
    cli: accessPointShape(info.cli),
    smis: accessPointShape(info.smis),
    extra_attributes: info.extraAttributes ?? {},
  };
}

function accessPointShape(point: AccessPointData | null): object {
  if (!point) return {};
  const { host, port, username, pubKey, pubKeyType, namespace } = point;
  const members = { host, port, username, pub_key: pubKey, pub_key_type: pubKeyType, namespace };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

/** What a storage can measure (delfin.md §10.1); refused when it can measure nothing. */
export function capabilityShape({ vendor, model, capabilities }: CapabilityData): object {
  if (capabilities === null) throw refusal('StorageCapabilityNotSupported');
  return { metadata: { vendor, model }, spec: capabilities };
}

/** How a storage's performance is collected, as the operation asks for it. */
export interface CollectionData {
  readonly enabled: boolean;
  readonly intervalSeconds: number;
  readonly isHistoric: boolean;
}

/** The collection as it now is (delfin.md §2.1); whether the past is told, the driver alone says. */
export function metricsConfigShape(collection: CollectionData | null): object {
  if (collection === null) throw refusal('StorageCapabilityNotSupported');
  const { enabled, intervalSeconds, isHistoric } = collection;
  return {
    array_polling: { perf_collection: enabled, interval: intervalSeconds, is_historic: isHistoric },
  };
}

/** A storage's capabilities as the operation asks for them. */
export interface CapabilityData {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly capabilities: unknown;
}
