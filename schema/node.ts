import { Field, ID, InterfaceType } from 'type-graphql';

/** Relay's object identification: everything that can be asked for again by one opaque id. */
@InterfaceType({
  description: 'Anything that can be asked for again by its id.',
  // Otherwise a schema would take in the entities of every subgraph that happens to be loaded.
  autoRegisterImplementations: false,
  resolveType: (value: { readonly __typename?: string; readonly constructor: { readonly name: string } }) =>
    value.__typename ?? value.constructor.name,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque, unique in the whole graph.' })
  id!: string;
}
