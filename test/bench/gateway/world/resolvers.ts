import type { GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { worldSdl, type WorldSubgraph } from './sdl.js';
import {
  articles,
  clips,
  customers,
  inStock,
  manuals,
  remarksOn,
  reviews,
  shippingEstimate,
  type Article,
  type Review,
} from './values.js';

/** How many of a list are wanted. */
interface Page {
  readonly first: number;
}

type Resolver = (parent: never, args: never) => unknown;

const customersById = new Map(customers.map((customer) => [customer.id, customer]));
const articlesByUpc = new Map(articles.map((article) => [article.upc, article]));
const media = manuals.flatMap((manual, i) => [manual, ...clips.slice(i, i + 1)]);

const resolvers: Readonly<Record<WorldSubgraph, Record<string, Record<string, Resolver>>>> = {
  accounts: {
    Query: {
      customers: () => customers,
      customer: (_, { id }: { id: string }) => customersById.get(id),
    },
    Customer: { __resolveReference: ({ id }: { id: string }) => customersById.get(id) },
  },
  inventory: {
    Article: {
      inStock: ({ upc }: Article) => inStock(upc),
      shippingEstimate: ({ price, weight }: Article) => shippingEstimate(price, weight),
    },
  },
  products: {
    Query: {
      topArticles: (_, { first }: Page) => articles.slice(0, first),
      article: (_, { upc }: Article) => articlesByUpc.get(upc),
      catalogue: (_, { first }: Page) => articles.slice(0, first),
      media: () => media,
      finds: () => [...articles.slice(0, 3), ...media],
    },
    Article: { __resolveReference: ({ upc }: Article) => articlesByUpc.get(upc) },
    Manual: { __resolveReference: ({ id }: { id: string }) => manuals.find((one) => one.id === id) },
    Clip: { __resolveReference: ({ id }: { id: string }) => clips.find((one) => one.id === id) },
  },
  reviews: {
    Review: {
      __resolveReference: ({ id }: Review) => reviews.find((review) => review.id === id),
      author: ({ author }: Review) => ({
        __typename: 'Customer',
        id: author,
        handle: customersById.get(author)?.handle,
      }),
      article: ({ article }: Review) => ({ __typename: 'Article', upc: article }),
    },
    Customer: {
      reviews: ({ id }: { id: string }, { first }: Page) =>
        reviews.filter(({ author }) => author === id).slice(0, first),
    },
    Article: { reviews: ({ upc }: Article) => reviews.filter(({ article }) => article === upc) },
    Manual: { remarks: ({ id }: { id: string }) => remarksOn(id) },
    Clip: { remarks: ({ id }: { id: string }) => remarksOn(id) },
  },
};

/** The executable schema of a subgraph of the world. */
export function worldSchema(name: WorldSubgraph): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(worldSdl[name]), resolvers: resolvers[name] as never }]);
}
