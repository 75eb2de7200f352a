import { JsonText } from '../../../schema/json-text.js';
import type { Edition } from './edition.js';
import type { ClientData, RecordData } from './operations.js';
import { withSpellings } from './spellings.js';

/** A record has two ids: version 1 shows the one made of its parts, version 2 the random one (freezer.md §5, "Identifiers"). */
export function backupIdIn(
  { version }: Edition,
  record: { readonly backupId: string; readonly uuid: string },
): string {
  return version === 'v1' ? record.backupId : record.uuid;
}

/** A backup as the API shows it (freezer.md §5); its metadata as posted, with the later spellings if wanted. */
export function backupShape(record: RecordData, edition: Edition, spellings: boolean): object {
  const document = new JsonText(record.metadataText);
  return {
    backup_id: backupIdIn(edition, record),
    backup_uuid: record.uuid,
    user_id: record.userId,
    user_name: record.userName,
    project_id: record.tenantId,
    status: record.status.toLowerCase(),
    backup_metadata: spellings ? withSpellings(document, record) : document,
  };
}

/** A client as the API shows it (freezer.md §6). */
export function clientShape(client: ClientData): object {
  return { client: new JsonText(client.metadataText), user_id: client.userId, project_id: client.tenantId };
}
