import { optionalText, type ConfigRow, type ConfigRows } from '../config/row.js';
import { parseKeyRing, type KeyRing } from './key-ring.js';

const secretsKey: ConfigRow<KeyRing | undefined> = {
  ...optionalText(
    'INFRAGRAPH_SECRETS_KEY',
    'Keys of the encrypted columns: 32 bytes in base64 each, several as "id=base64" separated by commas, the current one first. Needed with DATABASE_URL; the embedded database keeps a key file in its data directory.',
    { secret: true },
  ),
  default: undefined,
  parse: parseKeyRing,
};

/** Settings of encryption at rest. */
export const secretsConfig = { secretsKey } satisfies ConfigRows;
