import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { contentOf, type Content } from './content.js';

const types = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const;

/** What the documentation page loads. */
export type SwaggerFile = keyof typeof types;

/** A file in the two forms a client may ask for. */
export interface SwaggerContent {
  readonly plain: Content;
  readonly compressed: Content;
}

/** Whether the page needs a file of this name. */
export function isSwaggerFile(name: string): name is SwaggerFile {
  return Object.hasOwn(types, name);
}

/**
 * Reads a file of Swagger UI out of its package. `@fastify/swagger-ui` is used for its files alone:
 * registered as a plugin it would cost every start, and a plugin cannot come later.
 */
export async function readSwaggerFile(name: SwaggerFile): Promise<SwaggerContent> {
  const home = dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui/package.json'));
  const plain = contentOf(types[name], await readFile(join(home, 'static', name)));
  const compressed = { ...contentOf(types[name], await promisify(gzip)(plain.bytes)), encoding: 'gzip' };
  return { plain, compressed };
}
