import type {
  DocumentNode,
  FieldDefinitionNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
  TypeNode,
} from 'graphql';

/** A type with fields, as the supergraph declares it. */
export type CompositeDefinition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** The types with fields of a supergraph, by name. */
export class TypeMap {
  private readonly types = new Map<string, CompositeDefinition>();

  constructor(supergraph: DocumentNode) {
    for (const definition of supergraph.definitions)
      if (definition.kind === 'ObjectTypeDefinition' || definition.kind === 'InterfaceTypeDefinition')
        this.types.set(definition.name.value, definition);
  }

  field(type: string, name: string): FieldDefinitionNode | undefined {
    return this.types.get(type)?.fields?.find((field) => field.name.value === name);
  }

  all(): Iterable<CompositeDefinition> {
    return this.types.values();
  }

  /** The type itself and, of an interface, whatever implements it. */
  withImplementations(type: string): string[] {
    const implementing = [...this.types.values()].filter(({ interfaces }) =>
      interfaces?.some(({ name }) => name.value === type),
    );
    return [type, ...implementing.map(({ name }) => name.value)];
  }
}

/** The name of a type without its lists and non-nulls. */
export function namedType(type: TypeNode): string {
  return type.kind === 'NamedType' ? type.name.value : namedType(type.type);
}
