import { isEnumType, isSpecifiedScalarType, type GraphQLLeafType } from 'graphql';

/** Tells whether a value that a subgraph gave can stand for a type. */
export type LeafCheck = (value: unknown) => boolean;

const checks = new WeakMap<GraphQLLeafType, LeafCheck>();

/** Whether a value that a subgraph gave can stand for a type. Of scalars that are not GraphQL's own anything can. */
export function isLeafValue(type: GraphQLLeafType, value: unknown): boolean {
  return leafCheck(type)(value);
}

/** The same for many values of one type. */
export function leafCheck(type: GraphQLLeafType): LeafCheck {
  const known = checks.get(type);
  if (known) return known;
  const made = makeCheck(type);
  checks.set(type, made);
  return made;
}

function makeCheck(type: GraphQLLeafType): LeafCheck {
  if (isEnumType(type)) return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  if (!isSpecifiedScalarType(type)) return () => true;
  switch (type.name) {
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    case 'Int':
      return Number.isInteger;
    case 'Float':
      return Number.isFinite;
    case 'ID':
      return (value) => typeof value === 'string' || Number.isInteger(value);
    default:
      return (value) => typeof value === 'string';
  }
}
