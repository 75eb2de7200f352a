import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Sql, Store } from '../database/store.js';
import { Fault } from '../errors/fault.js';
import { clientNetwork } from './client-origin.js';

const longestWaitMs = 3_600_000;

/** How many failures are free, and in which time (reliability.md S4). */
export interface LoginLimits {
  readonly perAccount: number;
  readonly perAddress: number;
  /** Window of counting and first wait, in ms. */
  readonly windowMs: number;
}

/** The counters one login touches. */
export interface LoginKeys {
  readonly account: string;
  readonly address: string | null;
}

/** Failures so far; forgotten at `until` when nothing fails before. */
export interface FailureCount {
  readonly failures: number;
  readonly until: Date;
  readonly blockedUntil: Date | null;
}

/**
 * Failed logins by account and by address, in a table that all processes share. Successes are not
 * limited. Names are kept as hashes, because people type passwords into the wrong field.
 */
export class LoginLimit {
  constructor(
    private readonly store: Store,
    private readonly limits: LoginLimits,
    private readonly now: () => Date,
  ) {}

  /** The counters of a login to this name from this address. */
  keysOf(name: string, address: string | null): LoginKeys {
    const account = `account:${createHash('sha256').update(name.toLowerCase()).digest('hex').slice(0, 32)}`;
    return { account, address: address === null ? null : `address:${clientNetwork(address)}` };
  }

  /** RATE_LIMITED with `retryAfter` in seconds while one of the counters has to wait. */
  async refuseWhenBlocked(keys: LoginKeys): Promise<void> {
    const { rows } = await sql<{ blocked_until: string | null }>`
      select max(blocked_until) as blocked_until from kernel.login_attempt
      where key in (${keys.account}, ${keys.address}) and blocked_until > ${this.now()}`.execute(
      this.store.sql,
    );
    const until = rows[0]?.blocked_until;
    if (until == null) return;
    const retryAfter = Math.max(1, Math.ceil((new Date(until).getTime() - this.now().getTime()) / 1000));
    throw new Fault('RATE_LIMITED', `Too many failed logins. Try again in ${retryAfter} seconds.`, {
      details: { retryAfter },
    });
  }

  /** Counts a failure. */
  async failed(keys: LoginKeys): Promise<void> {
    await this.store.transaction(async (tx) => {
      await this.count(tx.sql, keys.account, this.limits.perAccount);
      if (keys.address !== null) await this.count(tx.sql, keys.address, this.limits.perAddress);
    });
  }

  /** Forgets the account's failures. The address keeps its own: it may have an account to log in to in between. */
  async succeeded(keys: LoginKeys): Promise<void> {
    await sql`delete from kernel.login_attempt where key = ${keys.account}`.execute(this.store.sql);
  }

  /** Removes counters that no longer matter. */
  async prune(): Promise<void> {
    await sql`delete from kernel.login_attempt where counted_until < ${this.now()}`.execute(this.store.sql);
  }

  private async count(tx: Sql, key: string, limit: number): Promise<void> {
    const now = this.now();
    await sql`insert into kernel.login_attempt (key, failures, counted_until) values (${key}, 0, ${now}) on conflict (key) do nothing`.execute(
      tx,
    );
    const { rows } = await sql<{ failures: number; counted_until: string }>`
      select failures, counted_until from kernel.login_attempt where key = ${key} for update`.execute(tx);
    const known = rows[0];
    const before = known && {
      failures: known.failures,
      until: new Date(known.counted_until),
      blockedUntil: null,
    };
    const after = afterFailure(before, limit, this.limits.windowMs, now);
    await sql`
      update kernel.login_attempt set failures = ${after.failures}, counted_until = ${after.until}, blocked_until = ${after.blockedUntil}
      where key = ${key}`.execute(tx);
  }
}

/**
 * The counter after one more failure. From the limit on each failure blocks, first for one window,
 * then twice as long each time; the count is forgotten when nothing fails for as long again.
 */
export function afterFailure(
  before: FailureCount | undefined,
  limit: number,
  windowMs: number,
  now: Date,
): FailureCount {
  const counting = before !== undefined && before.until > now;
  const failures = counting ? before.failures + 1 : 1;
  if (failures < limit)
    return { failures, until: counting ? before.until : later(now, windowMs), blockedUntil: null };
  const wait = Math.min(windowMs * 2 ** (failures - limit), Math.max(longestWaitMs, windowMs));
  return { failures, until: later(now, 2 * wait), blockedUntil: later(now, wait) };
}

function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
