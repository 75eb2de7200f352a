import {
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** How much of an answer is there. `sparse`: whatever may be null is, and lists of it are empty. `full`: everything, each list of two. */
export type Fullness = 'sparse' | 'full';

const guid = '5f0c6c0a-1d7e-4b59-9a55-0d2f6f3a7c11';
const scalars: Readonly<Record<string, unknown>> = {
  ID: guid,
  String: 'text',
  Int: 1,
  Float: 66.5,
  Boolean: true,
  Long: 42949672960,
  DateTime: '2026-01-02T00:00:00.000Z',
};

/** The data an operation would be answered with, made up after the schema; what it asks for at its root is there. */
export function sampleAnswer(
  schema: GraphQLSchema,
  text: string,
  fullness: Fullness,
): Record<string, unknown> {
  const [definition] = parse(text).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  const root = schema.getRootType(definition.operation);
  if (!root) throw new Error('The schema has no such root.');
  return objectOf(definition.selectionSet, root.name, true);

  function objectOf(selections: SelectionSetNode, typeName: string, isRoot = false): Record<string, unknown> {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`${typeName} is not an object.`);
    return Object.fromEntries(
      selections.selections.map((selection) => {
        if (selection.kind !== Kind.FIELD) throw new Error('Rows use no fragments.');
        const name = selection.name.value;
        const field = type.getFields()[name];
        if (!field) throw new Error(`${typeName} has no ${name}.`);
        const wanted = isRoot || isPage(name) ? getNullableType(field.type) : field.type;
        return [
          selection.alias?.value ?? name,
          valueOf(wanted, selection.selectionSet, isRoot || isPage(name)),
        ];
      }),
    );
  }

  function valueOf(
    type: GraphQLOutputType,
    selections: SelectionSetNode | undefined,
    isThere: boolean,
  ): unknown {
    if (!isNonNullType(type) && !isThere && fullness === 'sparse') return null;
    const bare = getNullableType(type);
    if (isListType(bare)) {
      const item = (): unknown => valueOf(bare.ofType as GraphQLOutputType, selections, true);
      return fullness === 'sparse' && !isThere ? [] : [item(), item()];
    }
    if (isObjectType(bare) && selections) {
      if (bare.name === 'PageInfo') return { hasNextPage: false, endCursor: null };
      return objectOf(selections, bare.name);
    }
    if (isEnumType(bare)) return bare.getValues()[0]?.name;
    const scalar = scalars[(bare as { name: string }).name];
    if (scalar === undefined) throw new Error(`There is no sample of ${String(bare)}.`);
    return scalar;
  }
}

/** Parts of a connection are there however sparse its nodes are. */
function isPage(name: string): boolean {
  return name === 'nodes' || name === 'pageInfo';
}
