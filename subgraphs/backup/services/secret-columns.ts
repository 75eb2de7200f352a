import type { SecretColumn } from '../../kernel/secrets/rotation.js';
import type { SecretPlace } from '../../kernel/secrets/secrets.js';

/** Where the password of a credential is kept. */
export function credentialPlace(guid: string): SecretPlace {
  return { table: 'backup.credential', row: guid, column: 'secret' };
}

/** Every column of this subgraph that holds encrypted texts. */
export const backupSecretColumns: readonly SecretColumn[] = [
  { table: 'backup.credential', key: 'guid', column: 'secret' },
];
