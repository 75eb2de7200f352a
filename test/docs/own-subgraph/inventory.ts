import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, GraphQLError, parse } from 'graphql';
import { z } from 'zod';

/** The schema of this subgraph; the example of docs/adding-your-own-subgraph.md. */
export const inventorySchemaFile = fileURLToPath(
  new URL('../../../../test/docs/own-subgraph/inventory.graphql', import.meta.url),
);

const racks = new Map([
  ['A1', { name: 'A1', room: 'cellar' }],
  ['B7', { name: 'B7', room: 'attic' }],
]);

const request = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** A subgraph as a team would write it: any GraphQL server that knows `_entities` will do. */
export function inventoryServer(): Server {
  const assigned = new Map<string, string>();
  const resolvers = {
    Query: { racks: () => [...racks.values()] },
    Mutation: {
      assignRack: (_root: unknown, { uuid, rack }: { uuid: string; rack: string }) => {
        if (!racks.has(rack))
          throw new GraphQLError(`There is no rack "${rack}".`, { extensions: { code: 'NOT_FOUND' } });
        assigned.set(uuid, rack);
        return { __typename: 'ComputeNode', uuid };
      },
    },
    ComputeNode: { rack: ({ uuid }: { uuid: string }) => racks.get(assigned.get(uuid) ?? '') ?? null },
    Rack: { __resolveReference: ({ name }: { name: string }) => racks.get(name) ?? null },
  };
  const typeDefs = parse(readFileSync(inventorySchemaFile, 'utf8'));
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
  return createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { query, variables, operationName } = request.parse(JSON.parse(Buffer.concat(chunks).toString()));
      void graphql({ schema, source: query, variableValues: variables, operationName }).then((result) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(result));
      });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? 4301);
  inventoryServer().listen(port, '127.0.0.1', () => process.stdout.write(`Inventory listens on ${port}\n`));
}
