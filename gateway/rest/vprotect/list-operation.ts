import { operation, type Operation } from '../route.js';

/** The constant operation of a list: one page of a connection, counted where asked. */
export function listOperation(name: string, root: string, inputs: ListInputs, fields: string): Operation {
  const { filter, order, extra = '' } = inputs;
  const declared = [
    ...(filter ? [`$filter: ${filter}`] : []),
    ...(order ? [`$orderBy: ${order}`] : []),
    '$first: Int, $after: String, $offset: Int, $counted: Boolean!',
  ].join(', ');
  const given = [
    ...(filter ? ['filter: $filter'] : []),
    ...(order ? ['orderBy: $orderBy'] : []),
    ...(extra === '' ? [] : [extra]),
    'first: $first, after: $after, offset: $offset',
  ].join(', ');
  return operation(`query ${name}(${declared}) {
  list: ${root}(${given}) { nodes { ${fields} } pageInfo { hasNextPage endCursor } totalCount @include(if: $counted) }
}`);
}

/** GraphQL types of a list's arguments. */
export interface ListInputs {
  readonly filter?: string;
  readonly order?: string;
  readonly extra?: string;
}
