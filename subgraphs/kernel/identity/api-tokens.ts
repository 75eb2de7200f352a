import { randomUUID } from 'node:crypto';
import { Fault } from '../errors/fault.js';
import { ApiToken } from './api-token.js';
import { changeIdentity, isUuid, type IdentityParts } from './parts.js';
import { newToken } from './token.js';

/** An API token to be created. */
export interface NewApiToken {
  readonly accountId: string;
  readonly name: string;
  /** `<subgraph>:read`, `:write` or `:admin`; absent is all the account may do. */
  readonly scopes?: readonly string[] | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}

/** A token that has just been created. */
export interface CreatedApiToken {
  /** The bearer token; it exists nowhere else. */
  readonly secret: string;
  readonly apiToken: ApiToken;
}

const mostPerAccount = 100;

/** The API tokens of the accounts. Revoking one reaches all processes with its commit. */
export class ApiTokens {
  constructor(private readonly parts: IdentityParts) {}

  /** BAD_USER_INPUT for a bad name, scope or end; CONFLICT when the account has too many. */
  async create(input: NewApiToken): Promise<CreatedApiToken> {
    const name = input.name.trim();
    if (name === '' || name.length > 128)
      throw new Fault('BAD_USER_INPUT', 'A token needs a name of 1 to 128 characters.');
    const scopes = checkedScopes(input.scopes);
    const now = this.parts.now();
    if (input.expiresAt && input.expiresAt <= now)
      throw new Fault('BAD_USER_INPUT', 'The end of a token must lie in the future.');
    const { token, hash, prefix } = newToken('api');
    const apiToken = Object.assign(new ApiToken(), {
      uuid: randomUUID(),
      hash,
      prefix,
      name,
      accountId: input.accountId,
      scopes,
      createdAt: now,
      expiresAt: input.expiresAt ?? null,
      lastUsedAt: null,
      revokedAt: null,
    });
    await this.parts.store.transaction(async (tx) => {
      const held = await tx.em.count(ApiToken, { accountId: input.accountId, revokedAt: null });
      if (held >= mostPerAccount)
        throw new Fault(
          'CONFLICT',
          `The account has ${mostPerAccount} tokens already. Revoke one that is no longer used.`,
        );
      tx.em.persist(apiToken);
    });
    return { secret: token, apiToken };
  }

  /** Revokes a token for good; repeated, it changes nothing. NOT_FOUND when there is none. */
  async revoke(uuid: string): Promise<ApiToken> {
    return changeIdentity(this.parts, async (tx) => {
      const apiToken = isUuid(uuid) ? await tx.em.findOne(ApiToken, { uuid }) : null;
      if (!apiToken) throw new Fault('NOT_FOUND', 'There is no such token.');
      apiToken.revokedAt ??= this.parts.now();
      return apiToken;
    });
  }
}

function checkedScopes(scopes: readonly string[] | null | undefined): string[] | null {
  if (scopes == null) return null;
  const wrong = scopes.find((scope) => !/^[a-z]{1,32}:(read|write|admin)$/.test(scope));
  if (wrong !== undefined || scopes.length === 0 || scopes.length > 50) {
    throw new Fault(
      'BAD_USER_INPUT',
      'Scopes are 1 to 50 of the form "<subgraph>:read", "<subgraph>:write" or "<subgraph>:admin".',
    );
  }
  return [...new Set(scopes)];
}
