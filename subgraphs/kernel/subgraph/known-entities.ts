import { isObjectType, type GraphQLFieldResolver, type GraphQLObjectType } from 'graphql';

/** A value of an abstract type whose type is known beforehand; it may be on its way. */
export class Typed {
  constructor(
    readonly type: GraphQLObjectType,
    readonly value: unknown,
  ) {}
}

/** Finds the entity that a representation names. */
type Finder = (reference: unknown, context: unknown, info: unknown) => unknown;

interface SubgraphExtensions {
  readonly apollo?: { readonly subgraph?: { readonly resolveReference?: Finder } };
}

/**
 * `Query._entities` as Apollo's resolver has it, but for what that does for each entity: a promise of its own, and a
 * property defined on the value to tell its type. One that cannot be found costs itself alone, not all others.
 * Representations of interfaces are left to Apollo's.
 */
export function entitiesResolver(
  apollos: GraphQLFieldResolver<unknown, unknown>,
): GraphQLFieldResolver<unknown, unknown> {
  return (source, given, context, info) => {
    const { representations } = given as { representations: readonly { readonly __typename: string }[] };
    return representations.map((reference) => {
      const type = info.schema.getType(reference.__typename);
      if (!isObjectType(type)) return oneOf(apollos, [source, reference, context, info]);
      const { apollo } = type.extensions as SubgraphExtensions;
      const find = apollo?.subgraph?.resolveReference;
      if (!find) return new Typed(type, reference);
      try {
        return new Typed(type, find(reference, context, info));
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error), { cause: error });
      }
    });
  };
}

/** What Apollo's resolver gives for one representation. */
async function oneOf(
  apollos: GraphQLFieldResolver<unknown, unknown>,
  [source, reference, context, info]: [unknown, unknown, unknown, Parameters<typeof apollos>[3]],
): Promise<unknown> {
  const [entity] = (await apollos(source, { representations: [reference] }, context, info)) as unknown[];
  return entity;
}
