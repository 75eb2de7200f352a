import { Fault } from '../../kernel/errors/fault.js';
import { documentOfText, mergedDocument, type LegacyDocument } from './document.js';
import { newHexId } from './hex-id.js';
import { text } from './record-details.js';
import { searchIndexOf, type SearchIndex } from './search-index.js';

const longestClientId = 1024;
const longestHostName = 255;

/** The id a client gives itself; BAD_USER_INPUT when it is missing, empty or too long. */
export function clientIdOf(document: LegacyDocument): string {
  const id = document.value['client_id'];
  if (typeof id !== 'string' || id === '') throw wrongId('must be a text that is not empty');
  if (Buffer.byteLength(id) > longestClientId)
    throw wrongId(`must not be longer than ${longestClientId} bytes`);
  return id;
}

/** Throws BAD_USER_INPUT when a change states another client id than the stored one. */
export function refuseOtherClientId(change: LegacyDocument, stored: string): void {
  if (Object.hasOwn(change.value, 'client_id') && change.value['client_id'] !== stored) {
    throw wrongId('identifies the client and cannot be changed; register a new client instead');
  }
}

/** The document with a `uuid`: its own, else `uuid` given here, else a new one. */
export function withUuid(
  document: LegacyDocument,
  limit: number,
  uuid: string | null = null,
): LegacyDocument {
  const own = document.value['uuid'];
  if (own !== undefined && own !== null) return document;
  return mergedDocument(document, documentOfText(JSON.stringify({ uuid: uuid ?? newHexId() }), limit), limit);
}

/** Host name of a client: what its document states, else the part of its id behind the last `_` when that can be one. */
export function hostNameOf(clientId: string, document: LegacyDocument): string | null {
  const stated =
    text(document.value, 'hostname', 'host_name') ?? clientId.slice(clientId.lastIndexOf('_') + 1);
  return stated.length <= longestHostName && /^[\w.-]+$/.test(stated) ? stated : null;
}

/** The search index of a whole client under the names of the legacy answer. */
export function clientSearchIndex(
  userId: string,
  projectId: string | null,
  document: LegacyDocument,
): SearchIndex {
  return searchIndexOf({ client: document.value, user_id: userId, project_id: projectId });
}

function wrongId(reason: string): Fault {
  return new Fault('BAD_USER_INPUT', `"client_id" ${reason}.`, { details: { field: 'client_id' } });
}
