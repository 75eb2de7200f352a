import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { cannotRun } from '../support/engines.js';
import { lastFirst } from '../support/last-first.js';
import { startPostgres } from '../support/postgres.js';
import { startProduct, type Product } from '../support/product.js';
import { startProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait-for.js';
import { NumberedEvents, numberedType } from './numbered-events.js';
import { resumingSocket, resumingStream, type ResumingClient } from './resuming-clients.js';

const events = 10_000;
const kills = 4;

/** Six starts of the product are among it, on a machine that may be busy. */
const longestMs = 300_000;

const query = `subscription ($after: EventCursor, $types: [String!]) {
  taskEvents(after: $after, types: $types) { cursor kind task { title } }
}`;

function assertSeen({ titles, problems, connections }: ResumingClient, count: number): void {
  const state = `${titles.length} of ${count}, ${titles.at(-1)} last, ${connections} connections, problems ${JSON.stringify(problems)}`;
  assert.ok(titles.length >= count, state);
}

describe(
  'subscribers of two servers on one PostgreSQL, behind a proxy',
  { skip: cannotRun('server') },
  () => {
    it(
      `get ${events} events once and in order over ${kills} kills, as many cuts, a lost LISTEN connection and a database crash`,
      { timeout: longestMs },
      async (t) => {
        const owner = lastFirst(t);
        const postgres = await startPostgres();
        owner.after(() => postgres.stop());
        const databaseUrl = await postgres.createDatabase();
        const start = (): Promise<Product> =>
          startProduct(owner, { databaseUrl, settings: { 'log-level': 'silent' } });
        const products = await Promise.all([start(), start()]);
        let serving = 0;
        const proxy = await startProxy({
          get port() {
            return Number(new URL(products[serving]!.url).port);
          },
        });
        owner.after(() => proxy.stop());
        const url = `http://127.0.0.1:${proxy.port}`;
        const clients = [
          resumingSocket(owner, url, query, [numberedType]),
          resumingStream(owner, url, query, [numberedType]),
        ];
        await waitFor('both to have begun', () => clients.every(({ hasBegun }) => hasBegun));
        const writer = await NumberedEvents.open(databaseUrl);
        owner.after(() => writer.close());
        let last = Infinity;

        const writing = writer.write(() => last);
        const goOn = async (count: number): Promise<void> => {
          const from = writer.written;
          await waitFor('more events', () => writer.written >= from + count, { withinMs: 30_000 });
        };
        for (let round = 0; round < kills; round++) {
          await goOn(300);
          const killed = products[serving]!;
          serving = 1 - serving;
          await killed.kill9();
          const back = killed.restart();
          await goOn(300);
          proxy.cutAll();
          if (round === 1)
            await postgres.query(
              `select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %' and pid <> pg_backend_pid()`,
            );
          await goOn(200);
          await back;
          if (round === 2) await postgres.restart('immediate');
        }
        last = Math.max(events, writer.written);
        await writing;
        const written = writer.written;
        await waitFor(
          'both to have seen the last',
          () => clients.map((client) => assertSeen(client, written)),
          {
            withinMs: 30_000,
          },
        );
        await delay(200);

        const all = Array.from({ length: written }, (_, index) => String(index + 1));
        for (const { titles, problems, connections } of clients) {
          assert.deepEqual(problems, []);
          assert.deepEqual(titles, all);
          assert.ok(connections > kills, `${connections} connections`);
        }
        assert.ok(written >= events);
        t.diagnostic(
          `${written} events; connections: ${clients.map(({ connections }) => connections).join(', ')}`,
        );
      },
    );
  },
);
