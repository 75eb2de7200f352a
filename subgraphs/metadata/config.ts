import { integer, optionalText } from '../kernel/config/row.js';
import type { ConfigRows } from '../kernel/config/row.js';

/** Settings of the metadata subgraph. */
export const metadataConfig = {
  documentBytes: integer(
    'INFRAGRAPH_METADATA_DOCUMENT_BYTES',
    1024 * 1024,
    'Largest document of a backup record or client, in bytes.',
    { min: 1024, max: 16 * 1024 * 1024 },
  ),
  recordBackups: optionalText(
    'INFRAGRAPH_METADATA_RECORD_BACKUPS',
    'User who gets a backup record of each backup that the backup subgraph finishes from then on, such as "anonymous"; nobody does when not set.',
  ),
} satisfies ConfigRows;
