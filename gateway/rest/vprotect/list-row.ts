import { HeadedBody, type IdentifiedRequest, type Operation, type PagedRow } from '../route.js';
import { isGuid } from './body-values.js';
import { emptyList, readFilters, readListQuery, type ListQuery, type QueryFilter } from './list-query.js';
import { ordered, searched, type WireRow } from './arrange-rows.js';
import { tenantFilter } from './tenant-scope.js';

/** The largest page the graph gives. */
const largestPage = 1000;

/** A connection as the lists ask for it. */
export interface GraphPage<N> {
  readonly nodes: readonly N[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
}

interface ListData<N> {
  readonly list: GraphPage<N>;
}

/** A list route. */
export interface ListSpec<N> {
  readonly path: string;
  readonly summary: string;
  readonly operation: Operation;
  readonly shape: (node: N, request: IdentifiedRequest) => WireRow;
  readonly filters?: readonly QueryFilter[];
  /** Member of the graph's filter for the tenant, where the list has one. */
  readonly tenant?: string;
  /** Members the graph's filter always has. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Property paths the graph orders by, with its names for them; it orders by others here. */
  readonly orders?: Readonly<Record<string, string>>;
  /** Other names of property paths in `orderBy`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Member of the graph's filter that searches, where it searches the same columns. */
  readonly search?: string;
  /** Property paths the parameter `filter` searches. */
  readonly columns?: readonly string[];
  /** What is left of the rows by rules of this list alone. */
  readonly refine?: (rows: readonly WireRow[], request: IdentifiedRequest) => readonly WireRow[];
}

/**
 * The row of a list. A page the graph can order and narrow by itself is asked of it alone; whatever else
 * the API allows is done over the whole list here, so that every property shown can be ordered by.
 */
export function listRow<N>(spec: ListSpec<N>): PagedRow<ListData<N>> {
  return {
    method: 'GET',
    path: spec.path,
    access: 'dialect',
    status: 200,
    document: { summary: spec.summary, query: documentedQuery(spec) },
    operation: spec.operation,
    variables: (request) => {
      const query = readListQuery(request);
      const filter = filterOf(spec, query, request);
      const order = orderOf(spec, query);
      const page = query.page && !isLocal(spec, query) ? query.page : undefined;
      return {
        ...(Object.keys(filter).length > 0 ? { filter } : {}),
        ...(order ? { orderBy: order } : {}),
        ...(page ? { first: page.size, offset: page.offset } : { first: largestPage }),
        counted: page !== undefined,
      };
    },
    next: ({ list }, request) => {
      const query = readListQuery(request);
      if (query.page && !isLocal(spec, query)) return null;
      return list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
    },
    stream: (request) => {
      const query = readListQuery(request);
      if (query.page || isLocal(spec, query)) return undefined;
      return {
        counting: { first: 0, counted: true },
        headers: ({ list }) => countHeader(list.totalCount ?? 0),
        shape: ({ list }) => list.nodes.map((node) => spec.shape(node, request)),
      };
    },
    shapePages: (pages, request) => {
      const query = readListQuery(request);
      const shaped = pages.flatMap(({ list }) => list.nodes.map((node) => spec.shape(node, request)));
      if (query.page && !isLocal(spec, query)) return counted(shaped, pages[0]?.list.totalCount ?? 0);
      const rows = arranged(spec, query, spec.refine?.(shaped, request) ?? shaped);
      const { page } = query;
      return counted(page ? rows.slice(page.offset, page.offset + page.size) : rows, rows.length);
    },
  };
}

/** A whole list with its count. */
export function countedList(rows: readonly unknown[]): HeadedBody {
  return counted(rows, rows.length);
}

/** The guid of a path; an empty list where it is none of ours. */
export function guidOrEmpty(value: string): string {
  const guid = value.toLowerCase();
  if (!isGuid(guid)) throw emptyList();
  return guid;
}

function counted(rows: readonly unknown[], total: number): HeadedBody {
  return new HeadedBody(rows, countHeader(total));
}

function countHeader(total: number): Readonly<Record<string, string>> {
  return { 'x-total-count': String(total) };
}

function filterOf<N>(
  { filters = [], tenant, fixed, search }: ListSpec<N>,
  query: ListQuery,
  request: IdentifiedRequest,
): Readonly<Record<string, unknown>> {
  const of = tenant === undefined ? undefined : tenantFilter(request.query);
  return {
    ...fixed,
    ...readFilters(request, filters),
    ...(tenant !== undefined && of !== undefined ? { [tenant]: of } : {}),
    ...(search !== undefined && query.search !== undefined ? { [search]: query.search } : {}),
  };
}

function orderOf<N>(spec: ListSpec<N>, query: ListQuery): object | undefined {
  const field = spec.orders?.[pathOf(spec, query) ?? ''];
  return field === undefined ? undefined : { field, direction: query.descending ? 'DESC' : 'ASC' };
}

function pathOf<N>({ aliases }: ListSpec<N>, { orderBy }: ListQuery): string | undefined {
  return orderBy === undefined ? undefined : (aliases?.[orderBy] ?? orderBy);
}

/** Whether the graph alone cannot give the page that is asked for. */
function isLocal<N>(spec: ListSpec<N>, query: ListQuery): boolean {
  const path = pathOf(spec, query);
  return (
    (path !== undefined && spec.orders?.[path] === undefined) ||
    (query.search !== undefined && spec.search === undefined) ||
    query.nameLike !== undefined ||
    spec.refine !== undefined ||
    (query.page?.size ?? 0) > largestPage
  );
}

function arranged<N>(spec: ListSpec<N>, query: ListQuery, rows: readonly WireRow[]): readonly WireRow[] {
  const found =
    query.search === undefined || spec.search !== undefined
      ? rows
      : searched(rows, query.search, spec.columns ?? ['name', 'guid', 'uuid']);
  const named = query.nameLike === undefined ? found : searched(found, query.nameLike, ['name']);
  const path = pathOf(spec, query);
  return path === undefined || spec.orders?.[path] !== undefined
    ? named
    : ordered(named, path, query.descending);
}

function documentedQuery<N>({
  filters = [],
  tenant,
  columns,
}: ListSpec<N>): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(
      filters.flatMap(({ names: [name = '', ...others], meaning }) => [
        [name, meaning] as const,
        ...others.map((other) => [other, `Another spelling of ${name}.`] as const),
      ]),
    ),
    ...(tenant === undefined
      ? {}
      : { tenantid: 'Project (tenant) of the objects; also tenantId, tenant-id.' }),
    'project-uuid': 'Project the call is confined to; also as the header 3rd-party-project.',
    filter: `Text somewhere in ${columns?.join(', ') ?? 'name, guid, uuid'}.`,
    nameLike: 'Text somewhere in the name.',
    orderBy: 'A property path as shown.',
    direction: 'asc or desc.',
    page: 'Number of the page, from 0.',
    size: 'Rows of a page.',
  };
}
