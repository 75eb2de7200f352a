import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { composeSupergraph } from '../../schema/compose.js';
import { deliveryDefinition, deliveryLink } from '../../schema/delivery.js';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import type { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import type { Subgraph } from '../../subgraphs/kernel/subgraph/subgraph.js';
import { SampleChanges } from './sample-changes.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@composeDirective"])';

const booksSdl = `${link} ${deliveryLink}
${deliveryDefinition}
type Book @key(fields: "id") { id: ID! title: String! }
type Query { books: [Book!] book(id: ID!): Book fault(code: String!): String whoami: String slow(ms: Int!): String }
type Mutation { rename(id: ID!, title: String!): Book }
scalar EventCursor
enum ChangeKind { SNAPSHOT CHANGED PROGRESS }
type Change { cursor: EventCursor! kind: ChangeKind! book: Book }
type Subscription { bookEvents(fail: Boolean): Book changes(after: EventCursor, of: ID): Change @delivery(class: "EVERY", latestOf: ["PROGRESS"], per: "book { id }") newest(after: EventCursor, of: ID): Change @delivery(class: "LATEST", per: "book { id }") }
`;

const reviewsSdl = `${link}
type Book @key(fields: "id") { id: ID! reviews: [String!] loud: String @requires(fields: "title") title: String! @external }
type Query { topReview: String }
`;

/** A tiny federated world with every kind of root field, and the levers the tests pull. */
export interface SampleWorld {
  readonly subgraphs: readonly Subgraph[];
  readonly supergraphSdl: string;
  readonly titles: Map<string, string>;
  /** Sends an event to every open `bookEvents`. */
  publish(id: string): void;
  readonly listeners: Set<(id: string) => void>;
  /** What the subscription `changes` tells. */
  readonly changes: SampleChanges;
  /** How often reviews were looked up, one per fetch. */
  reviewFetches: number;
  /** How many requests for `slow` ended before their answer. */
  slowEnded: number;
}

export function sampleWorld(): SampleWorld {
  const titles = new Map([
    ['1', 'Dune'],
    ['2', 'Emma'],
  ]);
  const listeners = new Set<(id: string) => void>();
  const world: SampleWorld = {
    subgraphs: [],
    supergraphSdl: '',
    titles,
    listeners,
    changes: new SampleChanges(),
    reviewFetches: 0,
    slowEnded: 0,
    publish: (id) => listeners.forEach((listener) => listener(id)),
  };
  const book = (id: string): object | null =>
    titles.has(id) ? { __typename: 'Book', id, title: titles.get(id) } : null;
  const books = subgraph('books', booksSdl, {
    Query: {
      books: () => [...titles.keys()].map(book),
      book: (_: unknown, { id }: { id: string }) => book(id),
      whoami: (_: unknown, __: unknown, context: RequestContext) =>
        `${context.viewer.kind}:${context.viewer.userId}`,
      slow: (_: unknown, { ms }: { ms: number }, { end }: RequestContext) => {
        end?.onEnd(() => world.slowEnded++);
        return new Promise((resolve) => setTimeout(() => resolve('late'), ms));
      },
      fault: (_: unknown, { code }: { code: string }) => {
        if (code === 'CRASH') throw new Error('select * from secret where password = hunter2');
        throw new Fault(code as 'CONFLICT', 'A documented mistake.', { details: { hint: 'other title' } });
      },
    },
    Mutation: {
      rename: (_: unknown, { id, title }: { id: string; title: string }) => {
        titles.set(id, title);
        return book(id);
      },
    },
    Subscription: {
      changes: { subscribe: (_: unknown, wish: object) => world.changes.source(wish) },
      newest: {
        subscribe: (_: unknown, wish: object) => world.changes.source(wish),
        resolve: ({ changes }: { changes: object }) => changes,
      },
      bookEvents: {
        subscribe: (_: unknown, { fail }: { fail?: boolean }) => eventsOf(listeners, book, fail ?? false),
      },
    },
    Book: {
      title: ({ id }: { id: string }) => titles.get(id),
      __resolveReference: ({ id }: { id: string }) => book(id),
    },
  });
  const reviews = subgraph('reviews', reviewsSdl, {
    Query: { topReview: () => 'fine' },
    Book: {
      reviews: ({ id }: { id: string }) => {
        world.reviewFetches++;
        return [`about ${id}`];
      },
      loud: ({ title }: { title: string }) => title.toUpperCase(),
    },
  });
  const subgraphs = [books, reviews];
  return Object.assign(world, {
    subgraphs,
    supergraphSdl: composeSupergraph(subgraphs.map(({ name, graph }) => ({ name, sdl: graph.sdl }))),
  });
}

function subgraph(name: string, sdl: string, resolvers: object): Subgraph {
  const graph = {
    sdl,
    schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
  };
  return { name, graph, start: () => Promise.resolve(), stop: () => Promise.resolve() };
}

function eventsOf(
  listeners: Set<(id: string) => void>,
  book: (id: string) => object | null,
  fail: boolean,
): AsyncIterableIterator<object> {
  const queue: string[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  const listener = (id: string): void => {
    queue.push(id);
    wake?.();
  };
  listeners.add(listener);
  const iterator: AsyncIterableIterator<object> = {
    async next() {
      while (queue.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
      const id = queue.shift();
      if (id === undefined) return { done: true, value: undefined };
      if (fail) throw new Error('the source broke: postgres://bob:hunter2@db');
      return { done: false, value: { bookEvents: book(id) } };
    },
    return() {
      ended = true;
      listeners.delete(listener);
      wake?.();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
