import { z } from 'zod';
import type { RowDocument } from '../route.js';

/** Parameters of every list. */
export const page = {
  limit: 'How many at most: 10 when absent or 0, never more than 1000.',
  offset: 'How many to skip.',
  marker: 'Continue behind the one with this id; "offset" counts from there.',
  search: 'The search document, URL-encoded, for those who cannot send a body with GET.',
};
const guarded = {
  401: 'The token is missing or not valid.',
  403: 'The token is not for this project, or only for reading (version 2).',
  406: 'The caller takes no JSON (version 2).',
  503: 'Whether the token is valid cannot be found out now.',
};

/** Errors of every row with a body or parameters. */
export const wrong = { 400: 'The body or a parameter is not usable.', ...guarded };
const missing = { ...wrong, 404: 'There is no such document of yours, or of your project.' };
const taken = { ...wrong, 409: 'You have registered it already; nothing was changed.' };

const terms = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])));
/** The search document of a list. */
export const search = z.strictObject({ match: terms.optional(), match_not: terms.optional() });
const backupSearch = search
  .extend({ time_after: z.int().optional(), time_before: z.int().optional() })
  .optional();

const integer = z.union([z.int(), z.string().regex(/^\d+$/)]);
const identity = {
  container: z.string(),
  host_name: z.string(),
  backup_name: z.string(),
  timestamp: integer,
  level: integer,
};
const backup = z.looseObject(identity);
const backupUpdate = z.looseObject({
  backup_metadata: z.looseObject({}).optional(),
  status: z.string().optional(),
});
const client = z.looseObject({ client_id: z.string() });

const backupId = 'vault_db1.example.org_orders_1700000000_0';
const backupExample = {
  backup_id: backupId,
  backup_uuid: '5f0d4c1e9b7a46d28c3e1f0a9b8c7d6e',
  user_id: 'u-ann',
  user_name: 'ann',
  project_id: 'p-1',
  status: 'available',
  backup_metadata: {
    container: 'vault',
    host_name: 'db1.example.org',
    backup_name: 'orders',
    timestamp: 1700000000,
    level: 0,
  },
};
const clientId = 'p-1_db1.example.org';
const clientExample = {
  client: {
    client_id: clientId,
    hostname: 'db1.example.org',
    description: 'orders database',
    config_id: 'cfg-7',
    uuid: '0c4e1d2f3a5b46978899aabbccddeeff',
  },
  user_id: 'u-ann',
  project_id: 'p-1',
};

/** What the documentation says of each row. */
export const rowDocuments = {
  versions: { summary: 'The versions of the API.', errors: { 300: 'The versions there are.' } },
  home: {
    summary: 'The resources of version 1, after draft-nottingham-json-home-03.',
    errors: guarded,
  },
  homeV2: {
    summary: 'The resources of version 2, after draft-nottingham-json-home-03.',
    errors: guarded,
  },
  identityVersion: { summary: 'The version of the identity service over the accounts of this server.' },
  signIn: {
    summary: 'Sign in with name and password of an account, or with a token of this server.',
    body: z.looseObject({ auth: z.looseObject({}) }),
    errors: {
      400: 'The body is not a sign-in.',
      401: 'The name, the password, the token or the project is not right.',
      429: 'Too many sign-ins have failed; Retry-After says when to try again.',
      503: 'The accounts cannot be read now.',
    },
  },
  healthy: { summary: 'Whether the server answers.', example: 'OK' },
  healthyV1: { summary: 'Whether the server answers; an empty body.' },
  listBackups: {
    summary: 'Your backups, or those of the project, in the order of their registration.',
    query: page,
    body: backupSearch,
    example: { backups: [backupExample] },
    errors: wrong,
  },
  createBackup: {
    summary: 'Register a backup.',
    body: backup,
    example: { backup_id: backupId },
    errors: taken,
  },
  showBackup: {
    summary: 'One backup, by its backup_id or backup_uuid.',
    example: backupExample,
    errors: missing,
  },
  updateBackup: {
    summary: 'Put fields into the metadata of a backup, and set its status.',
    body: backupUpdate,
    example: backupExample,
    errors: missing,
  },
  replaceBackup: {
    summary: 'Replace the metadata of a backup, and set its status.',
    body: backupUpdate,
    example: backupExample,
    errors: missing,
  },
  deleteBackup: {
    summary: 'Delete the record of a backup; done also when there is none.',
    errors: guarded,
  },
  listClients: {
    summary: 'Your clients, or those of the project, in the order of their registration.',
    query: page,
    body: search.optional(),
    example: { clients: [clientExample] },
    errors: wrong,
  },
  createClient: {
    summary: 'Register a client.',
    body: client,
    example: { client_id: clientId },
    errors: taken,
  },
  showClient: { summary: 'One client.', example: clientExample, errors: missing },
  updateClient: {
    summary: 'Put fields into a client.',
    body: z.looseObject({}),
    example: clientExample,
    errors: missing,
  },
  replaceClient: {
    summary: 'Replace a client; its client_id and uuid stay.',
    body: z.looseObject({}),
    example: clientExample,
    errors: missing,
  },
  deleteClient: { summary: 'Delete a client; done also when there is none.', errors: guarded },
} satisfies Readonly<Record<string, RowDocument>>;
