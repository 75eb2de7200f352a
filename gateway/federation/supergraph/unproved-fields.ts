import {
  baseType,
  isInterfaceType,
  isListType,
  isNullableType,
  type InterfaceType,
  type ObjectType,
  type Subgraph,
  type Supergraph,
} from '@apollo/federation-internals';

/**
 * A field of `Query` that finds objects of an interface by what they are called, such as Relay's `node(id)`, in a
 * subgraph that cannot tell whether there are such objects, because it knows nothing of their types but the key.
 */
export interface UnprovedField {
  readonly subgraph: string;
  readonly name: string;
  /** Whether it gives a list of objects. */
  readonly isList: boolean;
  /** For each type that is a mere reference there: the only subgraph that has its objects, and the key to ask by. */
  readonly owners: ReadonlyMap<string, ObjectOwner>;
}

/** Who has the objects of a type. */
export interface ObjectOwner {
  readonly subgraph: string;
  /** Name of the field that alone is a key. */
  readonly key: string;
}

/** The fields of a supergraph whose objects have to be proved. */
export function unprovedFields(supergraph: Supergraph): readonly UnprovedField[] {
  const subgraphs = [...supergraph.subgraphs()];
  return subgraphs.flatMap((subgraph) =>
    (subgraph.schema.schemaDefinition.rootType('query')?.fields() ?? []).flatMap(({ name, type }) => {
      const found = type && baseType(type);
      // Where a null may not stand nothing can be left out.
      if (!found || !isInterfaceType(found) || !isNullableType(type)) return [];
      const isList = isListType(type);
      if (isList && !isNullableType(type.ofType)) return [];
      if (isList && type.ofType !== found) return [];
      const owners = ownersOf(found, subgraph, subgraphs);
      return owners.size > 0 ? [{ subgraph: subgraph.name, name, isList, owners }] : [];
    }),
  );
}

function ownersOf(
  named: InterfaceType,
  subgraph: Subgraph,
  subgraphs: readonly Subgraph[],
): ReadonlyMap<string, ObjectOwner> {
  const owners = new Map<string, ObjectOwner>();
  for (const type of named.possibleRuntimeTypes()) {
    const keys = keysOf(subgraph, type);
    if (keys.length === 0 || keys.some(({ isResolvable }) => isResolvable)) continue;
    const offered = keys.filter(({ fields }) => named.field(fields) !== undefined);
    const having = subgraphs.flatMap((other) => ownerIn(other, type.name, named.name, offered));
    // Others may add to a type without knowing which objects there are; its owner alone says what it implements.
    const [owner, second] = having;
    if (owner && !second) owners.set(type.name, owner);
  }
  return owners;
}

function ownerIn(
  subgraph: Subgraph,
  typeName: string,
  interfaceName: string,
  offered: readonly Key[],
): ObjectOwner[] {
  const type = subgraph.schema.type(typeName);
  if (type?.kind !== 'ObjectType' || !type.implementsInterface(interfaceName)) return [];
  const key = keysOf(subgraph, type).find(
    ({ fields, isResolvable }) => isResolvable && offered.some((one) => one.fields === fields),
  );
  return key ? [{ subgraph: subgraph.name, key: key.fields }] : [];
}

interface Key {
  readonly fields: string;
  readonly isResolvable: boolean;
}

function keysOf(subgraph: Subgraph, type: ObjectType): Key[] {
  return type.appliedDirectivesOf(subgraph.metadata().keyDirective()).map((applied) => {
    const { fields, resolvable } = applied.arguments();
    return { fields: String(fields).trim(), isResolvable: resolvable !== false };
  });
}
