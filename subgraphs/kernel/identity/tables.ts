import { Migration0003Identity } from '../database/migrations/0003-identity.js';
import { Account } from './account.js';
import { ApiToken } from './api-token.js';
import { AuditEntry } from './audit-entry.js';
import { LoginSession } from './login-session.js';

/** What identity adds to the kernel's store. */
export const identityTables = {
  entities: [Account, LoginSession, ApiToken, AuditEntry],
  migrations: [Migration0003Identity],
};
