import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { parse, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { withDefer } from '../defer/with-defer.js';
import { AccessRules } from '../authorization/access-rules.js';
import { fieldsOfKeysAndRequires, isGiven } from './field-sets.js';
import { resolvableKeysFirst } from './key-order.js';
import { nameRequiredArguments, type RequiredArguments } from './required-arguments.js';
import { unprovedFields, type UnprovedField } from './unproved-fields.js';

/** A subgraph as the supergraph names it. */
export interface SubgraphPlace {
  readonly name: string;
  /** Empty where the supergraph does not know it. */
  readonly url: string;
}

/** A supergraph as it was read: what clients see, and the one that is planned and executed with. */
export interface ReadSupergraph {
  readonly sdl: string;
  readonly document: DocumentNode;
  readonly subgraphs: readonly SubgraphPlace[];
  /** The schema clients see, for validation; it knows `@defer`. */
  readonly apiSchema: GraphQLSchema;
  /** The supergraph with the corrections of the planner's faults. */
  readonly planned: Supergraph;
  /** The same as a graphql-js schema, to tell types of entities by. */
  readonly plannedSchema: GraphQLSchema;
  readonly required: RequiredArguments;
  readonly access: AccessRules;
  /** Fields of `Query` whose objects only other subgraphs can prove. */
  readonly unproved: readonly UnprovedField[];
  /** Whether some subgraph knows an interface as an object; the planner can then loop for ever on `@defer`. */
  readonly hasInterfaceObjects: boolean;
  /** Names of fields in keys and `@requires`, which the planner adds to what clients select. */
  readonly plannersNames: ReadonlySet<string>;
}

const options = { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES };

/** How supergraphs that were rewritten for the planner are read. */
export const plannerOptions = { ...options, validateSupergraph: false };

/** Reads the SDL of a Federation 1 or 2 supergraph. Throws where it is not one, or needs what is not here. */
export function readSupergraph(sdl: string): ReadSupergraph {
  const document = parse(sdl, { noLocation: true });
  const original = Supergraph.build(sdl, options);
  refuseContext(original);
  const required = nameRequiredArguments(resolvableKeysFirst(document));
  const planned = Supergraph.build(required.supergraph, plannerOptions);
  const api = original.apiSchema();
  return {
    sdl,
    document,
    subgraphs: original.subgraphsMetadata().map(({ name, url }) => ({ name, url: url ?? '' })),
    apiSchema: withDefer(api),
    planned,
    plannedSchema: planned.schema.toGraphQLJSSchema(),
    required,
    access: new AccessRules(original, document),
    unproved: unprovedFields(planned),
    hasInterfaceObjects: usesInterfaceObjects(document),
    plannersNames: fieldsOfKeysAndRequires(required.supergraph),
  };
}

/** Values of `@fromContext` are arguments per entity, which no plan is executed with here. */
function refuseContext(supergraph: Supergraph): void {
  if (supergraph.schema.coreFeatures?.getByIdentity('https://specs.apollo.dev/context'))
    throw new Error('The supergraph uses @context and @fromContext, which this gateway does not execute.');
}

function usesInterfaceObjects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive: (directive) => {
      if (directive.name.value === 'join__type') found ||= isGiven(directive, 'isInterfaceObject', true);
    },
  });
  return found;
}
