import type { ApiResponse, JsonSchema, OpenApiOperation, Parameter } from './openapi-document.js';
import type { OpenApiSchemas } from './openapi-schemas.js';
import type { Dialect, LegacyRequest, Operation, Row } from './route.js';

/** A row with the dialect it belongs to. */
export interface DialectRow {
  readonly dialect: Dialect;
  readonly row: Row;
}

/** Whether the row answers on the main port, where all dialects live together. */
export function answersOnMainPort({ dialect, row }: DialectRow): boolean {
  return dialect.owns(row.path.replaceAll(/:\w+/g, 'x'));
}

/** Describes one row. Names of operations follow from dialect, method and path, so they stay when rows move. */
export function describeRow({ dialect, row }: DialectRow, schemas: OpenApiSchemas): OpenApiOperation {
  const operationId = [dialect.name, row.method.toLowerCase(), slug(row.path)].join('_');
  const { document } = row;
  return {
    operationId,
    tags: [dialect.title],
    summary: document.summary,
    description: descriptionOf(dialect, row),
    parameters: parametersOf(row),
    ...(document.body && bodyOf(row, document.body, schemas.reference(document.body, `${operationId}_body`))),
    responses: responsesOf(dialect, row),
    security: row.access === 'public' ? [] : [{ [dialect.name]: [] }],
  };
}

/** The path as OpenAPI writes it, such as `/v1/backups/{backup_id}`. */
export function openApiPath(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

function descriptionOf(dialect: Dialect, row: Row): string {
  const port = answersOnMainPort({ dialect, row }) ? '' : `Answered only on the port of ${dialect.title}.`;
  const graph =
    'operation' in row
      ? `Executes in the graph:\n\n\`\`\`graphql\n${dedent(textOf(row))}\n\`\`\``
      : 'Answered without the graph.';
  const body =
    row.method === 'GET' && row.document.body
      ? 'Clients that can send a body with GET may send the search document in it; web pages cannot.'
      : '';
  return [port, body, graph].filter((part) => part !== '').join('\n\n');
}

function textOf(row: Row & { readonly operation: Operation }): string {
  return 'live' in row && row.live ? row.live.operation.text : row.operation.text;
}

function dedent(text: string): string {
  const lines = text
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n');
  const indent = Math.min(
    ...lines
      .slice(1)
      .filter((line) => line.trim() !== '')
      .map((line) => line.length - line.trimStart().length),
    lines[0]?.search(/\S/) ?? 0,
  );
  return lines.map((line) => line.slice(indent)).join('\n');
}

function parametersOf(row: Row): Parameter[] {
  const inPath = [...row.path.matchAll(/:(\w+)/g)].map(([, name]): Parameter => ({
    name: String(name),
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(row.document.query ?? {}).map(([name, description]): Parameter => ({
    name,
    in: 'query',
    required: false,
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...inQuery];
}

/** The body of a GET stands apart: it has no meaning in HTTP (OpenAPI 3.1.1, 4.8.10.1), and pages cannot send it. */
function bodyOf(
  { method }: Row,
  body: NonNullable<Row['document']['body']>,
  schema: JsonSchema,
): Pick<OpenApiOperation, 'requestBody' | 'x-get-body'> {
  const required = !body.safeParse(undefined).success;
  const described = { required, content: { 'application/json': { schema } } };
  return method === 'GET' ? { 'x-get-body': described } : { requestBody: described };
}

function responsesOf(dialect: Dialect, row: Row): Record<string, ApiResponse> {
  const errors = Object.entries(row.document.errors ?? {}).map(
    ([status, description]): [string, ApiResponse] => [status, { description }],
  );
  return { ...Object.fromEntries(errors), [row.status]: answerOf(dialect, row) };
}

function answerOf(dialect: Dialect, row: Row): ApiResponse {
  const { example, errors } = row.document;
  const description = errors?.[row.status] ?? meaningOf(row.status);
  if (example === undefined) return { description };
  const { contentType } = dialect.encode(example, sampleRequest(row), row.status);
  const mediaType = contentType.split(';')[0]?.trim() ?? contentType;
  return {
    description,
    content: { [mediaType]: { examples: { [dialect.name]: { value: example } } } },
  };
}

/** What a row's own answer means; some rows always refuse. */
function meaningOf(status: number): string {
  if (status < 300) return 'Done.';
  return status < 400 ? 'To be found elsewhere.' : 'Always refused.';
}

/** A request that asks for nothing special: `encode` takes one, to see whether the caller wants another form. */
function sampleRequest(row: Row): LegacyRequest {
  return {
    method: row.method,
    path: row.path,
    params: {},
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    origin: 'http://localhost',
    address: '127.0.0.1',
    requestId: 'document',
  };
}

/** `/v1/backups/:id` becomes `v1_backups_id`, `/` becomes `root`; a slash at the end stays visible. */
function slug(path: string): string {
  return path === '/'
    ? 'root'
    : path
        .slice(1)
        .replaceAll(':', '')
        .replaceAll(/[^\w.-]/g, '_');
}
