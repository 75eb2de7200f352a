import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { shapes } from '../shapes.js';
import type { WorldSubgraph } from '../world/sdl.js';
import { answerWide } from './plain-wide.js';
import { answerWideMerged } from './plain-merged.js';
import { postTo } from './post.js';
import { listensAt, placedSubgraphs, variant } from './world-folder.js';

/** Asks a subgraph; with keys `$r` is the list of them, else the variables are those given. */
export type AskWorld = <T>(
  subgraph: WorldSubgraph,
  query: string,
  keys?: readonly object[],
  variables?: object,
) => Promise<T>;

type Answerer = (variables: Readonly<Record<string, unknown>>) => Promise<object>;

/** What a gateway can hardly be faster than: for three of the operations, code that does what they need and nothing else. */
const posts = new Map(placedSubgraphs().map(({ name, url }) => [name, postTo(new URL(url))]));

const ask: AskWorld = async <T>(
  subgraph: WorldSubgraph,
  query: string,
  keys?: readonly object[],
  variables: object = {},
) => {
  const post = posts.get(subgraph);
  if (!post) throw new Error(`The subgraph "${subgraph}" has no place.`);
  const answer = await post(JSON.stringify({ query, variables: keys ? { r: keys } : variables }));
  return (answer as { data: T }).data;
};

interface Priced {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
}

const answerers: Readonly<Record<string, Answerer>> = {
  wide: () => (variant === 'merged' ? answerWideMerged(ask) : answerWide(ask)),
  one: () => ask('accounts', '{customers{id handle name}}'),
  chain: async ({ upc }) => {
    const { article } = await ask<{ article: Priced }>(
      'products',
      'query($upc:String!){article(upc:$upc){upc name price}}',
      undefined,
      { upc },
    );
    const { _entities: stock } = await ask<{ _entities: object[] }>(
      'inventory',
      'query($r:[_Any!]!){_entities(representations:$r){...on Article{inStock}}}',
      [{ __typename: 'Article', upc: article.upc }],
    );
    return { article: { ...article, ...stock[0] } };
  },
};
const byQuery = new Map(shapes.map(({ name, query }) => [query, answerers[name]]));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const sent = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables: object };
    const answer = byQuery.get(sent.query)?.({ ...sent.variables });
    void (answer ?? Promise.reject(new Error('Nobody wrote code for this.'))).then(
      (data) => {
        const text = JSON.stringify({ data });
        const length = Buffer.byteLength(text);
        response.writeHead(200, {
          'content-type': 'application/json; charset=utf-8',
          'content-length': length,
        });
        response.end(text);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
});
server.listen(0, '127.0.0.1', () =>
  listensAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`),
);
