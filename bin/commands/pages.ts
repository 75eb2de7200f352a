import type { FastifyInstance } from 'fastify';
import { registerIde } from '../../gateway/console/ide.js';
import { registerRestDocs } from '../../gateway/console/rest-docs.js';
import { isSchemaReader, registerForReaders } from '../../gateway/console/schema-readers.js';
import { registerSchemaSdl } from '../../gateway/console/schema-sdl.js';
import type { ViewerSource } from '../../gateway/auth/bearer.js';
import type { LiveFederation } from '../../gateway/federation/live-federation.js';
import { graphqlPath } from '../../gateway/http/graphql-route.js';
import { openApiDocument } from '../../gateway/rest/openapi.js';
import { registerStartPage } from '../../gateway/console/start-page.js';
import type { SchemaReaders } from '../../gateway/limits/introspection.js';
import { productVersion } from '../project.js';
import type { ServedDialect } from './dialects.js';

/** The pages for people; the IDE and the schema for those who may read it. */
export function pages(
  app: FastifyInstance,
  federation: LiveFederation,
  dialects: readonly ServedDialect[],
  readers: SchemaReaders,
  viewers: ViewerSource,
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
  registerForReaders(app, readers, viewers, (scope) => {
    registerIde(scope, { path: '/ide', graphqlPath, subscriptionPath: graphqlPath });
    registerSchemaSdl(scope, () => federation.current.apiSchema);
  });
  const links = {
    version,
    graphql: graphqlPath,
    health: '/health/ready',
    restDocs: '/docs/rest',
    openApi: '/openapi.json',
  };
  registerStartPage(app, async (request) =>
    // Who cannot be told just now is shown what everybody is.
    (await isSchemaReader(readers, viewers, request).catch(() => false))
      ? { ...links, ide: '/ide', schema: '/schema.graphql' }
      : links,
  );
}
