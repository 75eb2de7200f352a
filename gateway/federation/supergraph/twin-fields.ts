import { Kind, type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode } from 'graphql';
import { isGiven, keysOf, parseFieldSet, textArgument } from './field-sets.js';
import { TypeMap } from './type-map.js';

const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Which fields of a subgraph its twins have too: of entities their keys, of other types all. */
export class TwinFields {
  private readonly types: TypeMap;
  /** Subgraphs, by their values of `join__Graph`, and names of key fields of each type. */
  private readonly homes = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();

  constructor(supergraph: DocumentNode, graphs: ReadonlyMap<string, string>) {
    this.types = new TypeMap(supergraph);
    for (const { name, directives } of this.types.all()) {
      const joins = (directives ?? []).filter((given) => given.name.value === 'join__type');
      const keys = new Map<string, Set<string>>();
      for (const join of joins) {
        const graph = textArgument(join, 'graph') ?? '';
        const known = keys.get(graph) ?? new Set();
        for (const { fieldSet } of keysOf([join]))
          for (const selection of parseFieldSet(fieldSet).selections)
            if (selection.kind === Kind.FIELD) known.add(selection.name.value);
        if (graphs.has(graph)) keys.set(graph, known);
      }
      this.homes.set(name.value, keys);
    }
  }

  /** Where a field is, with every subgraph told that has it because all subgraphs of its type do. */
  placesOf(type: string, field: FieldDefinitionNode): readonly ConstDirectiveNode[] {
    const given = field.directives ?? [];
    if (given.some(({ name }) => name.value === 'join__field')) return given;
    const homes = this.homes.get(type);
    if (!homes) return given;
    return [...given, ...[...homes.keys()].map(joinField)];
  }

  /** Whether the twins of a subgraph have the field that is placed there. */
  isInTwins(type: string, field: string, graph: string, place: ConstDirectiveNode): boolean {
    if (roots.has(type)) return false;
    if (isGiven(place, 'external', true)) return true;
    const real = this.types.withImplementations(type);
    return real.every((name) => {
      const keys = this.homes.get(name)?.get(graph);
      return !keys || keys.size === 0 || keys.has(field);
    });
  }
}

function joinField(graph: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__field' },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'graph' },
        value: { kind: Kind.ENUM, value: graph },
      },
    ],
  };
}
