import type { IdentifiedRequest } from '../route.js';
import { accessInfoRule, metricsConfigRule, registerRule } from './body-rules.js';
import type { Collection } from './collections.js';
import { refusal } from './faults.js';
import { isRecord, plainValue, type JsonRecord } from './json-value.js';
import { isUuid, listVariables } from './list-query.js';
import { readBody, refuseBody } from './request-body.js';

/** Variables of an operation. */
export type Variables = Readonly<Record<string, unknown>>;

/** The storage of the path. A path that ends where its id should be is none of ours. */
export function storageOf({ params }: IdentifiedRequest): string {
  const id = params['id'] ?? '';
  if (id === '') throw refusal('NotFound');
  return id;
}

/** Of a request about one storage, without a body. */
export function ofStorage(request: IdentifiedRequest): Variables {
  refuseBody(request);
  return { uuid: storageOf(request) };
}

/** Of a mutation about one storage, without a body. */
export function ofStorageWork(request: IdentifiedRequest): Variables {
  refuseBody(request);
  return { input: { storageUuid: storageOf(request) } };
}

/** Of a list of everything, without a body. */
export function ofAll(request: IdentifiedRequest): Variables {
  refuseBody(request);
  return {};
}

/** Of a mutation about everything, without a body. */
export function ofAllWork(request: IdentifiedRequest): Variables {
  refuseBody(request);
  return { input: {} };
}

/** Of a list. `nested` lists are of the storage in the path. */
export function ofList(collection: Collection, maxLimit: number, nested: boolean) {
  return (request: IdentifiedRequest): Variables => {
    refuseBody(request);
    return listVariables(request, collection, maxLimit, nested ? storageOf(request) : undefined);
  };
}

/** Of one object, which is a list of one. `new` is a page that the original names and does not have. */
export function ofOne(request: IdentifiedRequest): Variables {
  const id = storageOf(request);
  if (id === 'new') throw refusal('NotFound');
  refuseBody(request);
  return { asked: isUuid(id), filter: { uuids: [id] }, first: 1 };
}

/** Of a registration (delfin.md §4.1). */
export function ofRegistration(request: IdentifiedRequest): Variables {
  return { input: graphInput(readBody(request, registerRule)) };
}

/** Of a change of access information (delfin.md §4.2): extra attributes are checked and count for nothing. */
export function ofAccessInfo(request: IdentifiedRequest): Variables {
  const { extraAttributes: _, ...access } = graphInput(readBody(request, accessInfoRule));
  return { input: { storageUuid: storageOf(request), ...access } };
}

/** Of a change of how performance is collected (delfin.md §2.1): whether it tells the past is the driver's own. */
export function ofMetricsConfig(request: IdentifiedRequest): Variables {
  const { arrayPolling } = graphInput(readBody(request, metricsConfigRule));
  const { perfCollection: enabled, interval: intervalSeconds } = arrayPolling as Record<string, unknown>;
  return { input: { storageUuid: storageOf(request), enabled, intervalSeconds } };
}

/** A checked body in the spelling of the graph; extra attributes keep theirs. */
export function graphInput(body: JsonRecord): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      const name = key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return [name, key !== 'extra_attributes' && isRecord(value) ? graphInput(value) : plainValue(value)];
    }),
  );
}
