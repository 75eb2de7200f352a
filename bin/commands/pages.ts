import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { registerIde } from '../../gateway/console/ide.js';
import { registerRestDocs } from '../../gateway/console/rest-docs.js';
import { registerSchemaSdl } from '../../gateway/console/schema-sdl.js';
import type { LiveFederation } from '../../gateway/federation/live-federation.js';
import { graphqlPath } from '../../gateway/http/graphql-route.js';
import { openApiDocument } from '../../gateway/rest/openapi.js';
import { registerConsole } from '../../gateway/console/console-page.js';
import { productVersion, projectRoot } from '../project.js';
import type { ServedDialect } from './dialects.js';

/** The pages for people; the IDE and the schema only where introspection is open. */
export function pages(
  app: FastifyInstance,
  federation: LiveFederation,
  dialects: readonly ServedDialect[],
  open: boolean,
): void {
  const version = productVersion();
  registerRestDocs(
    app,
    () =>
      openApiDocument(
        dialects.map(({ dialect }) => dialect),
        { version },
      ),
    { path: '/docs/rest' },
  );
  if (open) {
    registerIde(app, { path: '/ide', graphqlPath, subscriptionPath: graphqlPath });
    registerSchemaSdl(app, () => federation.current.apiSchema);
  }
  registerConsole(app, {
    folder: join(projectRoot, 'dist', 'console'),
    version,
    links: {
      ...(open ? { 'GraphQL IDE': '/ide', Schema: '/schema.graphql' } : {}),
      'REST documentation': '/docs/rest',
      OpenAPI: '/openapi.json',
      Health: '/health/ready',
    },
  });
}
