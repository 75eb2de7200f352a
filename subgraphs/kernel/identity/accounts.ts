import { randomUUID } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Tx } from '../database/store.js';
import { Fault } from '../errors/fault.js';
import { Account, toAccount, type AccountRow } from './account.js';
import { LoginSession } from './login-session.js';
import { changeIdentity, isUuid, type IdentityParts } from './parts.js';
import type { Role } from './viewer.js';

/** An account to be created. */
export interface NewAccount {
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  readonly tenantId?: string | null | undefined;
  /** Id of the user in legacy records; the name when absent. */
  readonly userId?: string | null | undefined;
}

const longestText = 128;

/** The accounts of the installation. Every change reaches all processes with its commit. */
export class Accounts {
  constructor(private readonly parts: IdentityParts) {}

  /** BAD_USER_INPUT for a bad name or password, CONFLICT when the name is taken. */
  async create(input: NewAccount): Promise<Account> {
    const name = checkedName(input.name);
    const account = Object.assign(new Account(), {
      uuid: randomUUID(),
      name,
      passwordHash: await this.hashFor(name, input.password),
      role: input.role,
      tenantId: checkedText('tenant', input.tenantId),
      userId: checkedText('user id', input.userId) ?? name,
      disabled: false,
      createdAt: this.parts.now(),
    });
    try {
      await changeIdentity(this.parts, async (tx) => void tx.em.persist(account));
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new Fault('CONFLICT', `There is an account "${name}" already. Choose another name.`);
    }
    return account;
  }

  /** The account of a key; undefined when there is none. */
  async find(uuid: string): Promise<Account | undefined> {
    if (!isUuid(uuid)) return undefined;
    const { rows } = await sql<AccountRow>`select * from kernel.account where id = ${uuid}`.execute(
      this.parts.store.sql,
    );
    return rows[0] && toAccount(rows[0]);
  }

  /** The account of a name, in any case of letters; undefined when there is none. */
  async findByName(name: string): Promise<Account | undefined> {
    if (name.includes('\0') || !name.isWellFormed()) return undefined;
    const { rows } =
      await sql<AccountRow>`select * from kernel.account where lower(name) = lower(${name})`.execute(
        this.parts.store.sql,
      );
    return rows[0] && toAccount(rows[0]);
  }

  /** Whether there is any account. */
  async exist(): Promise<boolean> {
    const { rows } = await sql<{
      exist: boolean;
    }>`select exists (select from kernel.account) as exist`.execute(this.parts.store.sql);
    return rows[0]?.exist === true;
  }

  /** Lets an account sign in or not; disabling ends its sessions, and its tokens rest. CONFLICT for the last administrator. */
  async setDisabled(uuid: string, disabled: boolean): Promise<Account> {
    return this.change(uuid, async (tx, account) => {
      if (disabled) {
        await refuseLastAdmin(tx, uuid);
        await tx.em.nativeDelete(LoginSession, { accountId: uuid });
      }
      account.disabled = disabled;
    });
  }

  /** Sets a new password and ends all sessions of the account. */
  async setPassword(uuid: string, password: string): Promise<Account> {
    const { name } = (await this.find(uuid)) ?? missing();
    const passwordHash = await this.hashFor(name, password);
    return this.change(uuid, async (tx, account) => {
      await tx.em.nativeDelete(LoginSession, { accountId: uuid });
      account.passwordHash = passwordHash;
    });
  }

  /** Sets what the account may do and where. CONFLICT for the last administrator. */
  async setRole(uuid: string, role: Role, tenantId: string | null): Promise<Account> {
    const tenant = checkedText('tenant', tenantId);
    return this.change(uuid, async (tx, account) => {
      if (role !== 'admin' || tenant !== null) await refuseLastAdmin(tx, uuid);
      Object.assign(account, { role, tenantId: tenant });
    });
  }

  /** Replaces a hash of outdated cost by one of the same password, unless the password was changed meanwhile. */
  async rehash(account: Account, password: string): Promise<void> {
    const passwordHash = await this.parts.passwords.hash(password);
    await this.parts.store.transaction((tx) =>
      tx.em.nativeUpdate(
        Account,
        { uuid: account.uuid, passwordHash: account.passwordHash },
        { passwordHash },
      ),
    );
  }

  private async hashFor(name: string, password: string): Promise<string> {
    this.parts.passwords.check(password);
    if (password.toLowerCase() === name.toLowerCase())
      throw new Fault('BAD_USER_INPUT', 'The password must differ from the name.');
    return this.parts.passwords.hash(password);
  }

  private change(uuid: string, work: (tx: Tx, account: Account) => Promise<void>): Promise<Account> {
    return changeIdentity(this.parts, async (tx) => {
      const account = isUuid(uuid) ? await tx.em.findOne(Account, { uuid }) : null;
      if (!account) return missing();
      await work(tx, account);
      return account;
    });
  }
}

function missing(): never {
  throw new Fault('NOT_FOUND', 'There is no such account.');
}

/** Locks the administrators of all tenants, so that two of them cannot remove each other at once. */
async function refuseLastAdmin(tx: Tx, uuid: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from kernel.account where role = 'admin' and tenant_id is null and not disabled order by id for update`.execute(
    tx.sql,
  );
  if (rows.length === 1 && rows[0]?.id === uuid) {
    throw new Fault(
      'CONFLICT',
      'This is the last administrator of all tenants. Make another account administrator first.',
    );
  }
}

function checkedName(name: string): string {
  const plain = name.normalize('NFC').trim();
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,127}$/u.test(plain)) {
    throw new Fault(
      'BAD_USER_INPUT',
      'An account name has 1 to 128 letters, digits and the characters . _ @ + -, and begins with a letter or digit.',
    );
  }
  return plain;
}

function checkedText(what: string, text: string | null | undefined): string | null {
  if (text == null) return null;
  if (text.trim() === '' || text.length > longestText || /\p{Cc}/u.test(text)) {
    throw new Fault('BAD_USER_INPUT', `A ${what} has 1 to ${longestText} printable characters.`);
  }
  return text;
}
