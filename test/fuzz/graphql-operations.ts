import {
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';

/** Mutations are about what they are told, so their answers are asked for little. */
const deepest = { query: 4, mutation: 2 } as const;

/** Tokens the gateway reads at most; a document beyond that would only meet the parser. */
const mostTokens = 2000;

/** An operation that asks a root field for all it can give, every argument on the way being a variable. */
export interface FuzzOperation {
  readonly text: string;
  /** What each variable stands for, by its name. */
  readonly variables: Readonly<Record<string, FuzzVariable>>;
}

/** An argument whose value is a variable. */
export interface FuzzVariable {
  readonly type: GraphQLInputType;
  /** The field it belongs to. */
  readonly owner: string;
  readonly name: string;
}

/** Writes the operation of a root field, as deep as the gateway reads it. Its text is constant, so that plans are made once. */
export function operationOf(
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
): FuzzOperation {
  for (let levels: number = deepest[kind]; ; levels--) {
    const operation = operationTo(levels, kind, field);
    if (levels === 1 || isReadable(operation.text)) return operation;
  }
}

function isReadable(text: string): boolean {
  try {
    parse(text, { maxTokens: mostTokens });
    return true;
  } catch {
    return false;
  }
}

function operationTo(
  levels: number,
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
): FuzzOperation {
  const variables: Record<string, FuzzVariable> = {};
  const declare = (owner: string, { name, type }: GraphQLArgument): string => {
    const variable = `${name}_${Object.keys(variables).length}`;
    variables[variable] = { type, owner, name };
    return `${name}: $${variable}`;
  };
  const selection = written(field, declare, levels);
  const declared = Object.entries(variables).map(([name, { type }]) => `$${name}: ${String(type)}`);
  const head = declared.length === 0 ? '' : `(${declared.join(', ')})`;
  return { text: `${kind} Fuzz${head} { ${selection} }`, variables };
}

function written(
  field: GraphQLField<unknown, unknown>,
  declare: (owner: string, argument: GraphQLArgument) => string,
  levels: number,
): string {
  const type = getNamedType(field.type);
  const args = field.args.map((argument) => declare(field.name, argument));
  const call = args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
  if (!isCompositeType(type)) return call;
  if (isUnionType(type) || isInterfaceType(type)) return `${call} { __typename }`;
  const members = Object.values(type.getFields()).filter((member) => {
    if (!isCompositeType(getNamedType(member.type))) return true;
    return levels > 1 && !isRepeated(field, member);
  });
  return `${call} { __typename ${members.map((member) => written(member, declare, levels - 1)).join(' ')} }`;
}

/** `edges` show the same rows as `nodes`, and a thing inside itself nothing new. */
function isRepeated(parent: GraphQLField<unknown, unknown>, member: GraphQLField<unknown, unknown>): boolean {
  const type = getNamedType(member.type);
  return member.name === 'edges' || type === getNamedType(parent.type) || !isObjectType(type);
}
