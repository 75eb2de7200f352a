import { before, after, describe } from 'node:test';
import { loadConfig } from '../../../subgraphs/kernel/config/load.js';
import { Database } from '../../../subgraphs/kernel/database/database.js';
import { Hints } from '../../../subgraphs/kernel/database/hints.js';
import { Migration0001Events } from '../../../subgraphs/kernel/database/migrations/0001-events.js';
import type { Store } from '../../../subgraphs/kernel/database/store.js';
import { identityConfig, type IdentityConfig } from '../../../subgraphs/kernel/identity/config.js';
import { Identity } from '../../../subgraphs/kernel/identity/identity.js';
import { Passwords, type PasswordCost } from '../../../subgraphs/kernel/identity/passwords.js';
import { identityTables } from '../../../subgraphs/kernel/identity/tables.js';
import { openLog } from '../../../subgraphs/kernel/log/log.js';
import { postgresMissing } from '../../support/prepare.js';
import { createReadyDatabase } from '../../support/shared-postgres.js';

/** Hashes at a small cost and counts them. */
export class CountingPasswords extends Passwords {
  derivations = 0;

  protected override derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
    this.derivations++;
    return super.derive(password, salt, cost);
  }
}

/** Cheap enough for tests that log in often. */
export const testCost: PasswordCost = { memory: 64, passes: 1, parallelism: 1 };

/** A clock that stands until it is moved. */
export class TestClock {
  private moved = 0;
  readonly now = (): Date => new Date(Date.now() + this.moved);

  advance(ms: number): void {
    this.moved += ms;
  }
}

/** One process's identity, as the tests see it. */
export interface TestIdentity {
  readonly identity: Identity;
  readonly passwords: CountingPasswords;
  readonly clock: TestClock;
  readonly store: Store;
}

/** A database with the tables of identity. */
export interface TestDatabase {
  /** Another identity on the same database: another process when the database is a server. */
  open(config?: Partial<IdentityConfig>): Promise<TestIdentity>;
}

/** What login tests pass as the origin; each call is another address. */
export function origin(address?: string): { address: string; userAgent: string; requestId: string } {
  return {
    address: address ?? `192.0.2.${++lastAddress % 250}`,
    userAgent: 'test',
    requestId: `request-${lastAddress}`,
  };
}
let lastAddress = 0;

const quiet = openLog({ level: 'silent' });

/** Runs a suite once on each engine. */
export function describeOnEngines(title: string, suite: (database: TestDatabase) => void): void {
  for (const kind of ['embedded', 'server'] as const) {
    describe(`${title} (${kind})`, { skip: kind === 'server' ? postgresMissing() : undefined }, () => {
      const closers: (() => Promise<void>)[] = [];
      let connect: () => Promise<{ database: Database; store: Store; hints: Hints }>;

      before(async () => {
        const url = kind === 'server' ? await createReadyDatabase() : undefined;
        const first = await openStore(url, closers);
        await first.database.migrate();
        connect = () => (url === undefined ? Promise.resolve(first) : openStore(url, closers));
      });
      after(async () => {
        for (const close of closers.reverse()) await close();
      });

      suite({
        async open(config = {}) {
          const { store, hints } = await connect();
          const clock = new TestClock();
          const passwords = new CountingPasswords(8, testCost);
          const values = { ...loadConfig(identityConfig, { env: {}, options: {} }), ...config };
          const identity = new Identity({
            store,
            hints,
            log: quiet,
            config: values,
            now: clock.now,
            passwords,
          });
          identity.start();
          closers.push(() => identity.stop());
          return { identity, passwords, clock, store };
        },
      });
    });
  }
}

async function openStore(
  url: string | undefined,
  closers: (() => Promise<void>)[],
): Promise<{ database: Database; store: Store; hints: Hints }> {
  const database = await Database.open({ url, poolSize: 4 }, quiet);
  const store = await database.store({
    schema: 'kernel',
    entities: identityTables.entities,
    migrations: [Migration0001Events, ...identityTables.migrations],
  });
  const hints = new Hints(database.engine, quiet);
  await hints.start();
  closers.push(async () => {
    await hints.stop();
    await database.close();
  });
  return { database, store, hints };
}
