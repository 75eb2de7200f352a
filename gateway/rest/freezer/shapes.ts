import { JsonText } from '../../../schema/json-text.js';
import type { ClientData, RecordData } from './operations.js';
import { withSpellings } from './spellings.js';

/** A backup as the API shows it (freezer.md §5); its metadata as posted, with the later spellings if wanted. */
export function backupShape(record: RecordData, spellings: boolean): object {
  const document = new JsonText(record.metadataText);
  return {
    backup_id: record.backupId,
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
