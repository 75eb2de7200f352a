import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { postTo } from './post.js';
import { listensAt, supergraphSdl, variant } from './world-folder.js';

/** Apollo Gateway behind Apollo Server as their documentation starts them; as a variant with a data source on undici. */
const gateway = new ApolloGateway({
  supergraphSdl: supergraphSdl(),
  ...(variant === 'undici' && { buildService: ({ url = '' }) => undiciSource(new URL(url)) }),
});

function undiciSource(url: URL): GraphQLDataSource {
  const post = postTo(url);
  return {
    process: async ({ request: { query, variables, operationName } }) =>
      (await post(JSON.stringify({ query, variables, operationName }))) as never,
  };
}

const { url } = await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { port: 0, host: '127.0.0.1' },
});
listensAt(url);
