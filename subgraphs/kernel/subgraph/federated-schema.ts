import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap, type NonEmptyArray, type PubSub } from 'type-graphql';
import { deliveryDefinition, deliveryLink } from '../../../schema/delivery.js';
import { DateTime } from '../../../schema/scalars/scalars.js';
import { accessChecker } from './access.js';
import { describeDeliveries } from './delivery.js';
import { readPlainFieldsDirectly } from './plain-fields.js';
import { callPlainResolversDirectly } from './plain-resolvers.js';
import type { RequestContext } from './request-context.js';
import { refuseRootFieldsWithoutRule } from './root-field-rules.js';

/** Finds the entity a reference of another subgraph names; null when there is none the viewer may see. */
export type ReferenceResolver = (
  reference: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => unknown;

/** The graph of one subgraph. */
export interface GraphDefinition {
  readonly name: string;
  /** Resolver objects, wired by the subgraph; their classes carry the type-graphql decorators. */
  readonly resolvers: readonly object[];
  /** Entity types to publish though no field of this subgraph returns them. */
  readonly orphanedTypes?: readonly (new (...args: never[]) => object)[];
  /** One per entity type that can be asked for by key. */
  readonly references: Readonly<Record<string, ReferenceResolver>>;
}

/** A subgraph's published SDL and the schema that executes it. */
export interface FederatedGraph {
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@composeDirective", "@cost", "@listSize"])';

/** A pub-sub is demanded by type-graphql but unused: each subscription brings its own source. */
const unusedPubSub: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions read the event log.');
  },
};

/** Builds a subgraph's schema. Throws when a root field lacks an access rule. */
export function federatedGraph(definition: GraphDefinition): FederatedGraph {
  const instances = new Map(definition.resolvers.map((resolver) => [resolver.constructor, resolver]));
  refuseRootFieldsWithoutRule([...instances.keys()]);
  readPlainFieldsDirectly();
  const schema = buildSchemaSync({
    resolvers: [...instances.keys()] as unknown as NonEmptyArray<() => void>,
    orphanedTypes: [...(definition.orphanedTypes ?? [])] as unknown as (() => void)[],
    container: { get: (type: unknown) => instances.get(type as () => void) },
    authChecker: accessChecker(definition.name),
    scalarsMap: [{ type: Date, scalar: DateTime }],
    pubSub: unusedPubSub,
    validate: false,
    skipCheck: true,
  });
  callPlainResolversDirectly(schema, instances);
  describeRoots(schema);
  describeDeliveries(schema);
  const live = schema.getSubscriptionType() ? ` ${deliveryLink}\n\n${deliveryDefinition}` : '';
  const sdl = `${federation}${live}\n\n${printSchemaWithDirectives(schema)}\n`;
  const resolvers = createResolversMap(schema) as Record<string, Record<string, unknown>>;
  for (const [type, resolve] of Object.entries(definition.references)) {
    resolvers[type] = { ...resolvers[type], __resolveReference: resolve };
  }
  return { sdl, schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]) };
}

/** type-graphql makes the root types itself and knows no description of them. */
function describeRoots(schema: GraphQLSchema): void {
  const roots = [
    [schema.getQueryType(), 'What can be read.'],
    [schema.getMutationType(), 'What can be changed.'],
    [schema.getSubscriptionType(), 'What can be watched.'],
  ] as const;
  for (const [type, description] of roots) if (type) type.description = description;
}
