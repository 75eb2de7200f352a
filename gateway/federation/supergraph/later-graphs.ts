import {
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
} from 'graphql';
import { graphNames, textArgument } from './field-sets.js';
import { TwinFields } from './twin-fields.js';
import { RequirementLevels } from './requirement-levels.js';
import { TypeMap, type CompositeDefinition } from './type-map.js';

/** A supergraph in which what is worked out from other fields is in subgraphs of its own. */
export interface LaterGraphs {
  readonly supergraph: DocumentNode;
  /** The real subgraphs behind those that were added. */
  readonly realNames: ReadonlyMap<string, string>;
}

interface Twin {
  readonly value: string;
  readonly name: string;
}

/**
 * A supergraph for the planner where a field with `@requires` belongs to a twin of its subgraph, one for each length
 * of a chain of requirements. When such a chain comes back to a subgraph it has been at, the planner can put the two
 * visits together and ask for a field before there is what it requires. A twin knows of entities nothing but their
 * keys and what it works out, so there is no other reason to go to it.
 */
export function withLaterGraphs(supergraph: DocumentNode): LaterGraphs {
  const levels = new RequirementLevels(new TypeMap(supergraph));
  const names = graphNames(supergraph);
  const twins = twinsOf(names, levels.deepest);
  const copied = (directives: readonly ConstDirectiveNode[] = []): ConstDirectiveNode[] =>
    directives.flatMap((given) => [
      given,
      ...(twins.get(textArgument(given, 'graph') ?? '') ?? []).map(({ value }) =>
        withText(given, 'graph', value),
      ),
    ]);
  const copy = <T extends { readonly directives?: readonly ConstDirectiveNode[] }>(node: T): T => ({
    ...node,
    directives: copied(node.directives),
  });
  const entities = new TwinFields(supergraph, names);
  const field = (type: string, node: FieldDefinitionNode): FieldDefinitionNode => {
    const level = levels.of(type, node.name.value);
    const directives = entities.placesOf(type, node).flatMap((given) => {
      const graph = textArgument(given, 'graph') ?? '';
      if (textArgument(given, 'requires') === undefined)
        return entities.isInTwins(type, node.name.value, graph, given) ? copied([given]) : [given];
      const twin = twins.get(graph)?.[level - 1];
      return [twin ? withText(given, 'graph', twin.value) : given];
    });
    return { ...node, directives };
  };
  const composite = <T extends CompositeDefinition>(node: T): T => ({
    ...copy(node),
    fields: node.fields?.map((declared) => field(node.name.value, declared)),
  });
  const enumeration = (node: EnumTypeDefinitionNode): EnumTypeDefinitionNode =>
    node.name.value === 'join__Graph'
      ? { ...node, values: node.values?.flatMap((value) => [value, ...twinValues(value, twins)]) }
      : { ...copy(node), values: node.values?.map(copy) };
  const realNames = [...twins].flatMap(([value, all]) =>
    all.map(({ name }) => [name, names.get(value) ?? name] as const),
  );
  return {
    supergraph: visit(supergraph, {
      ObjectTypeDefinition: composite,
      InterfaceTypeDefinition: composite,
      UnionTypeDefinition: copy,
      ScalarTypeDefinition: copy,
      InputObjectTypeDefinition: (node) => ({ ...copy(node), fields: node.fields?.map(copy) }),
      EnumTypeDefinition: enumeration,
    }),
    realNames: new Map(realNames),
  };
}

/** The twins of each subgraph, by its value of `join__Graph`. */
function twinsOf(names: ReadonlyMap<string, string>, deepest: number): Map<string, Twin[]> {
  const used = new Set([...names.keys(), ...names.values()]);
  const unused = (wanted: string): string => {
    let name = wanted;
    while (used.has(name)) name += '_';
    used.add(name);
    return name;
  };
  return new Map(
    [...names].map(([value, name]) => [
      value,
      Array.from({ length: deepest }, (_, at) => ({
        value: unused(`${value}_LATER${at + 1}`),
        name: unused(`${name}_later${at + 1}`),
      })),
    ]),
  );
}

type EnumValue = NonNullable<EnumTypeDefinitionNode['values']>[number];

function twinValues(value: EnumValue, twins: ReadonlyMap<string, readonly Twin[]>): EnumValue[] {
  return (twins.get(value.name.value) ?? []).map((twin) => ({
    ...value,
    name: { ...value.name, value: twin.value },
    directives: value.directives?.map((given) => withText(given, 'name', twin.name)),
  }));
}

/** The directive with another text or enum value for an argument it has. */
function withText(directive: ConstDirectiveNode, argument: string, value: string): ConstDirectiveNode {
  return {
    ...directive,
    arguments: directive.arguments?.map((given) =>
      given.name.value === argument && 'value' in given.value
        ? { ...given, value: { ...given.value, value } as typeof given.value }
        : given,
    ),
  };
}
