// urql with types that gql.tada reads out of the schema, and graphql-ws for what is live.
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { initGraphQLTada } from 'gql.tada';
import { createClient } from 'graphql-ws';
import type { introspection } from './generated/graphql-env';

const url = process.env['INFRAGRAPH_URL'] ?? 'http://localhost:4000';

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; EventCursor: string; Long: number | string; JSON: unknown };
}>();

const sockets = createClient({ url: `${url.replace('http', 'ws')}/graphql` });
const client = new Client({
  url: `${url}/graphql`,
  preferGetMethod: false,
  exchanges: [
    cacheExchange,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query, variables }, sink) }),
      }),
    }),
  ],
});

const sizes = graphql(`
  query Sizes($cloud: String!) {
    cloud(name: $cloud) {
      name
      sizes(first: 2) {
        totalCount
        nodes {
          name
          ram
        }
      }
    }
  }
`);

const { data, error } = await client.query(sizes, { cloud: 'default' }).toPromise();
if (error) throw error;
// data is typed: cloud may be null, ram is a number.
for (const size of data?.cloud?.sizes?.nodes ?? []) console.log(size.name, size.ram);
console.log(data?.cloud?.sizes?.totalCount);

const changes = graphql(`
  subscription Changes {
    nodeEvents(cloud: "default") {
      cursor
      kind
      nodes {
        name
      }
    }
  }
`);

const first = await new Promise<string | undefined>((resolve, reject) => {
  const reading = client.subscription(changes, {}).subscribe((result) => {
    reading.unsubscribe();
    if (result.error) reject(result.error);
    else resolve(result.data?.nodeEvents?.kind);
  });
});
console.log(first);
await sockets.dispose();
