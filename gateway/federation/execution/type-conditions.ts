import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

const objectTypes = new WeakMap<GraphQLSchema, ReadonlySet<unknown>>();

/** Whether this is the name of a type that objects can really be of. */
export function isNameOfObjects(schema: GraphQLSchema, typename: unknown): boolean {
  const known = objectTypes.get(schema);
  if (known) return known.has(typename);
  const names = Object.values(schema.getTypeMap()).filter(isObjectType);
  objectTypes.set(schema, new Set(names.map(({ name }) => name)));
  return isNameOfObjects(schema, typename);
}

/** Whether an object of this type is one of another, by the supergraph. */
export function isOfType(schema: GraphQLSchema, typename: unknown, condition: string): boolean {
  if (typename === condition) return true;
  if (typeof typename !== 'string') return false;
  const [type, wanted] = [schema.getType(typename), schema.getType(condition)];
  return (
    isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type)
  );
}
