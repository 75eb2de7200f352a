import { sql } from 'kysely';
import type { Tx } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import { seesAllTenants, type Viewer } from '../../kernel/identity/viewer.js';
import type {
  CreateCredentialInput,
  CreateMailingListInput,
  UpdateCredentialInput,
  UpdateMailingListInput,
} from '../resolvers/setting.inputs.js';
import { notFound } from './backup-fault.js';
import { readGuid } from './guid.js';
import { withUniqueName } from './name-taken.js';
import type { BackupParts } from './parts.js';
import { readName, readText, readTexts } from './read-values.js';
import { credentialPlace } from './secret-columns.js';

/** Makes a mailing list (vprotect.md 3.10). NAME_NOT_UNIQUE, VALIDATION. */
export async function createMailingList(
  parts: BackupParts,
  input: CreateMailingListInput,
  viewer: Viewer,
): Promise<string> {
  const guid = crypto.randomUUID();
  await put(parts, 'mailing_list', guid, input, viewer, true);
  return guid;
}

/** Changes a mailing list. NOT_FOUND besides what `createMailingList` fails with. */
export async function updateMailingList(
  parts: BackupParts,
  input: UpdateMailingListInput,
  viewer: Viewer,
): Promise<string> {
  return put(parts, 'mailing_list', input.guid, input, viewer, false);
}

/** Makes a credential (vprotect.md 3.10); its password is kept encrypted. NAME_NOT_UNIQUE, VALIDATION. */
export async function createCredential(
  parts: BackupParts,
  input: CreateCredentialInput,
  viewer: Viewer,
): Promise<string> {
  const guid = crypto.randomUUID();
  await put(parts, 'credential', guid, input, viewer, true);
  return guid;
}

/** Changes a credential. NOT_FOUND besides what `createCredential` fails with. */
export async function updateCredential(
  parts: BackupParts,
  input: UpdateCredentialInput,
  viewer: Viewer,
): Promise<string> {
  return put(parts, 'credential', input.guid, input, viewer, false);
}

/** Deletes a mailing list or a credential; what used it has none then. NOT_FOUND. */
export async function deleteSetting(
  parts: BackupParts,
  table: Table,
  guid: string,
  viewer: Viewer,
): Promise<void> {
  refuseConfined(viewer);
  await parts.store.transaction(async (tx) => {
    const key = await existing(tx, table, guid);
    await sql`delete from ${sql.table(`backup.${table}`)} where guid = ${key}`.execute(tx.sql);
  });
}

type Table = 'mailing_list' | 'credential';
type Wish = { readonly name?: string | null } & Omit<
  Partial<UpdateMailingListInput & UpdateCredentialInput>,
  'guid' | 'name'
>;

const nouns = { mailing_list: 'mailing list', credential: 'credential' } as const;

async function put(
  parts: BackupParts,
  table: Table,
  guid: string,
  wish: Wish,
  viewer: Viewer,
  fresh: boolean,
): Promise<string> {
  refuseConfined(viewer);
  const name = wish.name === undefined && !fresh ? undefined : readName(wish.name);
  return withUniqueName(nouns[table], name ?? '', () =>
    parts.store.transaction(async (tx) => {
      const into = sql.table(`backup.${table}`);
      if (fresh) await sql`insert into ${into} (guid, name) values (${guid}, ${name})`.execute(tx.sql);
      const key = await existing(tx, table, guid);
      const changes = [
        ...(name === undefined ? [] : [sql`name = ${name}`]),
        ...(wish.recipients === undefined
          ? []
          : [sql`recipients = ${readTexts(wish.recipients ?? [], 'recipients')}::text[]`]),
        ...(wish.user === undefined ? [] : [sql`user_name = ${readText(wish.user, 'user')}`]),
        ...(wish.sshKeyPath === undefined
          ? []
          : [sql`ssh_key_path = ${readText(wish.sshKeyPath, 'sshKeyPath')}`]),
        ...(wish.password === undefined ? [] : [sql`secret = ${sealed(parts, key, wish.password)}`]),
      ];
      if (changes.length > 0)
        await sql`update ${into} set ${sql.join(changes)} where guid = ${key}`.execute(tx.sql);
      return key;
    }),
  );
}

function sealed({ secrets }: BackupParts, guid: string, password: string | null): string | null {
  const text = readText(password, 'password');
  if (text === null) return null;
  if (!secrets.hasKey)
    throw new Fault('CONFLICT', 'No password can be kept before INFRAGRAPH_SECRETS_KEY is set.');
  return secrets.encrypt(text, credentialPlace(guid));
}

async function existing(tx: Tx, table: Table, guid: string): Promise<string> {
  const key = readGuid(guid);
  if (key === undefined) throw notFound(nouns[table]);
  const { rows } = await sql`
    select from ${sql.table(`backup.${table}`)} where guid = ${key} for update`.execute(tx.sql);
  if (rows.length === 0) throw notFound(nouns[table]);
  return key;
}

/** They belong to no tenant, so one who is confined changes none. */
function refuseConfined(viewer: Viewer): void {
  if (!seesAllTenants(viewer))
    throw new Fault('FORBIDDEN', 'This belongs to no tenant, and you are confined to one.');
}
