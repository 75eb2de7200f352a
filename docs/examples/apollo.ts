// Apollo Client 4 with types of GraphQL Code Generator's client preset: a list that grows in the cache,
// work that is started, and its task until it has ended.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { graphql } from './generated/codegen';

const url = process.env['INFRAGRAPH_URL'] ?? 'http://localhost:4000';
const sockets = createClient({ url: `${url.replace('http', 'ws')}/graphql` });

const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(sockets),
    new HttpLink({ uri: `${url}/graphql` }),
  ),
  // Every entity has a global id, so the cache needs to be told nothing but how lists grow.
  cache: new InMemoryCache({
    typePolicies: { Cloud: { fields: { nodes: relayStylePagination(['filter', 'orderBy']) } } },
  }),
});

const machines = graphql(`
  query ApolloMachines($after: String) {
    cloud(name: "default") {
      id
      nodes(first: 1, after: $after) {
        edges {
          cursor
          node {
            id
            name
            state
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

const list = client.watchQuery({ query: machines });
const shown = list.subscribe({});
let { data: page } = await client.query({ query: machines });
while (page?.cloud?.nodes?.pageInfo.hasNextPage)
  ({ data: page } = await list.fetchMore({ variables: { after: page.cloud.nodes.pageInfo.endCursor } }));
shown.unsubscribe();
// The cache has joined the pages.
const whole = client.readQuery({ query: machines })?.cloud?.nodes;
console.log(...(whole?.edges ?? []).map(({ node }) => node?.name));

const start = graphql(`
  mutation ApolloStart($name: String!) {
    startComputeNode(input: { name: $name, imageId: "1", sizeId: "1" }) {
      task {
        id
        guid
        state
      }
      cursor
    }
  }
`);

const { data } = await client.mutate({ mutation: start, variables: { name: 'web' } });
const { task, cursor } = data?.startComputeNode ?? {};
if (!task) throw new Error('nothing was started');

const watch = graphql(`
  subscription ApolloWatch($guid: ID!, $after: EventCursor) {
    taskEvents(guid: $guid, after: $after) {
      cursor
      task {
        id
        state
        computeNode {
          id
          name
        }
      }
    }
  }
`);

// The stream of one task ends with it.
await new Promise<void>((complete, error) =>
  client
    .subscribe({ query: watch, variables: { guid: task.guid, after: cursor ?? null } })
    .subscribe({ complete, error }),
);
// Events and answers meet in the cache by their global ids.
const ended = client.cache.readFragment<{ state: string }>({
  id: client.cache.identify(task) ?? '',
  fragment: graphql(`
    fragment ApolloTask on Task {
      state
    }
  `),
});
console.log(ended?.state);
await sockets.dispose();
