import { Supergraph } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { LinkDataSource } from './data-source.js';
import type { SubgraphLink } from './subgraph-link.js';

/** The federated graph of a process: what clients see, how operations are planned, who answers the parts. */
export interface Federation {
  readonly supergraphSdl: string;
  readonly supergraph: Supergraph;
  /** The schema clients see, for validation. */
  readonly apiSchema: GraphQLSchema;
  /** The supergraph as a graphql-js schema, for execution. */
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  readonly gateway: ApolloGateway;
  readonly links: ReadonlyMap<string, SubgraphLink>;
}

/** Puts the links behind a supergraph. Throws when the supergraph names a subgraph that has no link. */
export function federate(supergraphSdl: string, links: readonly SubgraphLink[]): Federation {
  const byName = new Map(links.map((link) => [link.name, link]));
  const supergraph = Supergraph.build(supergraphSdl);
  const missing = supergraph
    .subgraphsMetadata()
    .map(({ name }) => name)
    .filter((name) => !byName.has(name));
  if (missing.length > 0)
    throw new Error(`The supergraph needs the subgraphs ${missing.join(', ')}, which are not linked.`);
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => {
      const link = byName.get(name);
      if (!link) throw new Error(`No link for the subgraph "${name}".`);
      return new LinkDataSource(link);
    },
  });
  return {
    supergraphSdl,
    supergraph,
    apiSchema: supergraph.apiSchema().toGraphQLJSSchema(),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
    gateway,
    links: byName,
  };
}

/** The API schema of a supergraph alone, for tools that execute nothing. */
export function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
}
