import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { cannotRun, engines } from '../support/engines.js';
import { openProduct, type OpenProduct } from '../support/product.js';
import { requestStatements } from '../support/request-statements.js';
import { createReadyDatabase } from '../support/shared-postgres.js';

const query = `query Walk($first: Int!) {
  cloud(name: "default") {
    nodes(first: $first) {
      nodes {
        name
        backupRecords(first: 5) { nodes { backupId client { clientId } } }
        backupClients { clientId computeNode { name } }
      }
    }
  }
}`;

interface Walk {
  readonly cloud: {
    readonly nodes: {
      readonly nodes: readonly {
        readonly name: string;
        readonly backupRecords: { readonly nodes: readonly object[] };
        readonly backupClients: readonly object[];
      }[];
    };
  };
}

for (const kind of engines) {
  describe(
    `the walk node → backup records and clients on the ${kind} database`,
    { skip: cannotRun(kind) },
    () => {
      let product: OpenProduct;
      const ends: (() => Promise<void>)[] = [];
      before(async () => {
        const databaseUrl = kind === 'server' ? await createReadyDatabase() : undefined;
        product = await openProduct(
          { after: (end) => void ends.push(end as () => Promise<void>) },
          { databaseUrl },
        );
        await fill(product, 1000);
      });
      after(async () => {
        for (const end of ends) await end();
      });

      async function walk(
        first: number,
      ): Promise<{ readonly statements: readonly string[]; readonly data: Walk }> {
        const { result, statements } = await requestStatements(() =>
          product.gateway.app.inject({
            method: 'POST',
            url: '/graphql',
            payload: { query, variables: { first } },
          }),
        );
        const { data, errors } = result.json<{ data: Walk; errors?: object[] }>();
        assert.equal(errors, undefined);
        return { statements, data };
      }

      test('costs the same few statements for 1 node and for 1,000', async () => {
        const one = await walk(1);
        const thousand = await walk(1000);

        assert.equal(one.data.cloud.nodes.nodes.length, 1);
        assert.equal(thousand.data.cloud.nodes.nodes.length, 1000);
        assert.equal(thousand.data.cloud.nodes.nodes.at(-1)?.backupRecords.nodes.length, 1);
        assert.equal(thousand.data.cloud.nodes.nodes.at(-1)?.backupClients.length, 1);
        assert.equal(thousand.statements.length, one.statements.length);
        // The nodes; records, clients of the nodes, clients of the records; machines of the clients.
        assert.ok(thousand.statements.length <= 5, thousand.statements.join('\n'));
      });
    },
  );
}

/** Gives the first cloud `count` machines, and each a record and a client of its name. */
async function fill({ running, gateway }: OpenProduct, count: number): Promise<void> {
  const db = running.kernel.database.engine.kysely;
  const list = () =>
    gateway.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ cloud { nodes(refresh: true, first: 1) { nodes { name } } } }' },
    });
  // The cloud makes its first two machines when it is first asked.
  await list();
  await sql`insert into compute.dummy_node (cloud, id) select 'default', g from generate_series(3, ${count}::int) g`.execute(
    db,
  );
  await list();
  await sql`insert into metadata.backup_record (backup_uuid, backup_id, user_id, status, container, host_name, host_key, backup_name, backup_time, level, session_posted, document, search, phrases)
    select md5(g::text), 'b' || g, 'u', 'available', 'c', 'dummy-' || g, 'dummy-' || g, 'b', g, 0, false, '{}', '{}', '{}' from generate_series(1, ${count}::int) g`.execute(
    db,
  );
  await sql`insert into metadata.backup_client (client_id, user_id, host_name, host_key, document, search, phrases)
    select 'c' || g, 'u', 'dummy-' || g, 'dummy-' || g, '{}', '{}', '{}' from generate_series(1, ${count}::int) g`.execute(
    db,
  );
}
