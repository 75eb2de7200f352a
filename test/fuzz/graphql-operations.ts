import {
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';

const deepest = 4;

/** An operation that asks a root field for all it can give, every argument on the way being a variable. */
export interface FuzzOperation {
  readonly text: string;
  /** Type of each variable, by name. */
  readonly variables: Readonly<Record<string, GraphQLInputType>>;
}

/** Writes the operation of a root field. Its text is constant, so that plans are made once. */
export function operationOf(kind: 'query' | 'mutation', field: GraphQLField<unknown, unknown>): FuzzOperation {
  const variables: Record<string, GraphQLInputType> = {};
  const declare = ({ name, type }: GraphQLArgument): string => {
    const variable = `${name}_${Object.keys(variables).length}`;
    variables[variable] = type;
    return `${name}: $${variable}`;
  };
  const selection = written(field, declare, 1);
  const declared = Object.entries(variables).map(([name, type]) => `$${name}: ${String(type)}`);
  const head = declared.length === 0 ? '' : `(${declared.join(', ')})`;
  return { text: `${kind} Fuzz${head} { ${selection} }`, variables };
}

function written(
  field: GraphQLField<unknown, unknown>,
  declare: (argument: GraphQLArgument) => string,
  depth: number,
): string {
  const type = getNamedType(field.type);
  const args = field.args.map(declare);
  const call = args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
  if (!isCompositeType(type)) return call;
  if (isUnionType(type) || isInterfaceType(type)) return `${call} { __typename }`;
  const members = Object.values(type.getFields()).filter((member) => {
    if (!isCompositeType(getNamedType(member.type))) return true;
    return depth < deepest && !isRepeated(field, member);
  });
  return `${call} { __typename ${members.map((member) => written(member, declare, depth + 1)).join(' ')} }`;
}

/** `edges` show the same rows as `nodes`, and a thing inside itself nothing new. */
function isRepeated(parent: GraphQLField<unknown, unknown>, member: GraphQLField<unknown, unknown>): boolean {
  const type = getNamedType(member.type);
  return member.name === 'edges' || type === getNamedType(parent.type) || !isObjectType(type);
}
