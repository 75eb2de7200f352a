import {
  openApiMethods,
  type OpenApiDocument,
  type PathItem,
  type SecurityScheme,
} from './openapi-document.js';
import { mergeOperations } from './openapi-merge.js';
import { answersOnMainPort, describeRow, openApiPath, type DialectRow } from './openapi-operation.js';
import { OpenApiSchemas } from './openapi-schemas.js';
import type { Dialect } from './route.js';

/** What the document says beyond the rows. */
export interface OpenApiOptions {
  /** Version of the product. */
  readonly version: string;
  /** Where the layer answers; the server that hands out the document unless told. */
  readonly serverUrl?: string;
}

const authToken: SecurityScheme = {
  type: 'apiKey',
  in: 'header',
  name: 'X-Auth-Token',
  description:
    'A token of this server, or of the identity service it was told to ask. Needed where the server has accounts.',
};

/**
 * Describes the whole REST layer as one OpenAPI 3.1 document. The same rows give the same text: dialects
 * by name, rows as the dialect orders them. Where dialects share a path on different ports, one
 * operation describes both, under the name of the one that answers on the main port.
 */
export function openApiDocument(dialects: readonly Dialect[], options: OpenApiOptions): OpenApiDocument {
  const ordered = dialects.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const schemas = new OpenApiSchemas();
  return {
    openapi: '3.1.1',
    info: {
      title: 'Infragraph REST compatibility',
      version: options.version,
      summary: 'The legacy REST APIs, answered by the graph.',
      description:
        'A URL below executes the GraphQL operation its description shows. A new client is better served by the graph itself.',
    },
    servers: [{ url: options.serverUrl ?? '/' }],
    tags: ordered.map((dialect) => ({ name: dialect.title, description: describeDialect(dialect) })),
    paths: describePaths(ordered, schemas),
    components: {
      schemas: schemas.all(),
      securitySchemes: Object.fromEntries(
        ordered.map(({ name, credential = authToken }) => [name, credential]),
      ),
    },
  };
}

function describeDialect({ trailingSlash, bodyLimit }: Dialect): string {
  const slash = trailingSlash ? ' Every path is also accepted with a slash at its end.' : '';
  return `Bodies may have up to ${bodyLimit} bytes.${slash}`;
}

function describePaths(dialects: readonly Dialect[], schemas: OpenApiSchemas): Record<string, PathItem> {
  const rows = dialects.flatMap((dialect) => dialect.rows.map((row) => ({ dialect, row })));
  // Two templates that differ in parameter names only are one path (OpenAPI 3.1.1, 4.8.8.2).
  const paths = Map.groupBy(rows, ({ row }) => row.path.replaceAll(/:\w+/g, ':'));
  return Object.fromEntries(
    [...paths.values()].map((same) => {
      const path = same[0]?.row.path ?? '/';
      return [
        openApiPath(path),
        describePath(
          same.map(({ dialect, row }) => ({ dialect, row: { ...row, path } })),
          schemas,
        ),
      ];
    }),
  );
}

function describePath(rows: readonly DialectRow[], schemas: OpenApiSchemas): PathItem {
  const ownersFirst = rows.toSorted((a, b) => Number(answersOnMainPort(b)) - Number(answersOnMainPort(a)));
  return Object.fromEntries(
    openApiMethods.flatMap((method) => {
      const operations = ownersFirst
        .filter(({ row }) => row.method.toLowerCase() === method)
        .map((row) => describeRow(row, schemas));
      return operations.length > 0 ? [[method, operations.reduce(mergeOperations)]] : [];
    }),
  );
}
