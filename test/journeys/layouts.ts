import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ChildOwner } from '../support/child.js';
import { cannotRun } from '../support/engines.js';
import type { GraphPlace } from '../support/graph-client.js';
import { subgraphNames } from '../../subgraphs/main.js';
import { startProduct } from '../support/product.js';
import { temporaryFolder } from '../support/command-line.js';
import { sharedPostgres } from '../support/shared-postgres.js';
import { ComposedHouse } from './composed-house.js';

/** The product as one of its layouts runs it. */
export interface House {
  readonly place: GraphPlace;
  /** Ends every process; fails unless each ends with 0. */
  stop(): Promise<void>;
}

/** A way to run the product. */
export interface Layout {
  readonly name: string;
  /** Why it cannot run on this machine; false when it can. */
  readonly missing: string | false;
  open(owner: ChildOwner): Promise<House>;
}

/** The ways the documentation names. */
export const layouts: readonly Layout[] = [
  {
    name: 'one process with the embedded database',
    missing: false,
    open: async (owner) => {
      const product = await startProduct(owner, { dataDir: temporaryFolder(owner) });
      return { place: product, stop: () => product.stop() };
    },
  },
  {
    name: 'one process on PostgreSQL',
    missing: cannotRun('server'),
    open: async (owner) => {
      const databaseUrl = await (await sharedPostgres()).createDatabase();
      const product = await startProduct(owner, {
        databaseUrl,
        settings: { 'secrets-key': randomBytes(32).toString('base64') },
      });
      return { place: product, stop: () => product.stop() };
    },
  },
  {
    name: 'the processes of docker-compose.yml',
    missing: cannotRun('server'),
    open: openComposed,
  },
];

/** As the file's head tells: migrate, create an account, then start the rest. */
async function openComposed(owner: ChildOwner): Promise<House> {
  const house = await ComposedHouse.plan(owner, await (await sharedPostgres()).createDatabase());
  await house.up('migrate');
  const password = randomBytes(16).toString('hex');
  const rest = [...subgraphNames, 'worker'].map((name) => house.up(name));
  await house.run('migrate', ['account', 'create', 'ann'], password);
  const token = await house.run('migrate', ['token', 'create', 'ann']);
  await Promise.all([...rest, house.up('gateway')]);
  return {
    place: { ...house.place, token },
    stop: async () => {
      const codes = await house.stop();
      assert.deepEqual(codes, Object.fromEntries(Object.keys(codes).map((name) => [name, 0])));
    },
  };
}
