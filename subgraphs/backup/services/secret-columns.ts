import type { SecretColumn } from '../../kernel/secrets/rotation.js';
import type { SecretPlace } from '../../kernel/secrets/secrets.js';

/** Every column of this subgraph that holds encrypted texts; a rotation of keys finds them here. */
export const backupSecretColumns: readonly SecretColumn[] = [
  { table: 'backup.hypervisor_manager', key: 'guid', column: 'secret' },
  { table: 'backup.virtual_machine', key: 'guid', column: 'ssh_password' },
  { table: 'backup.credential', key: 'guid', column: 'secret' },
];

/** Where the credentials of a hypervisor manager are kept. */
export function managerSecretPlace(guid: string): SecretPlace {
  return { table: 'backup.hypervisor_manager', row: guid, column: 'secret' };
}

/** Where the password for SSH of a machine is kept. */
export function sshPasswordPlace(guid: string): SecretPlace {
  return { table: 'backup.virtual_machine', row: guid, column: 'ssh_password' };
}

/** Where the password of a credential is kept. */
export function credentialPlace(guid: string): SecretPlace {
  return { table: 'backup.credential', row: guid, column: 'secret' };
}
