import type { SecretColumn } from '../../kernel/secrets/rotation.js';
import { accessKinds } from '../drivers/driver.js';
import { passwordPlace } from './access-rows.js';
import { sealedColumns, sealedPlace } from './alert-source-row.js';

const key = 'storage_id';

/** Every column of this subgraph that holds encrypted texts. */
export const storageSecretColumns: readonly SecretColumn[] = [
  ...accessKinds.map((kind) => passwordPlace('', kind)),
  ...sealedColumns.map((column) => sealedPlace('', column)),
].map(({ table, column }) => ({ table, column, key }));
