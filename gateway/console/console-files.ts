import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};
/** How the build names its files: after what is in them. */
const hashed = /^[a-z-]+-[\w-]{8}\.(js|css)$/;
const year = 'public, max-age=31536000, immutable';

/** Encodings the build has made ahead, the smaller first. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Serves the console's script and style. A name stands for one content for ever, so nobody asks for it twice. */
export function registerConsoleFiles(app: FastifyInstance, folder: string): void {
  app.get<{ Params: { file: string } }>('/console/files/:file', async (request, reply) => {
    const { file } = request.params;
    const [, extension = ''] = hashed.exec(file) ?? [];
    const accepted = request.headers['accept-encoding'] ?? '';
    const [encoding, suffix = ''] = encodings.find(([name]) => takes(accepted, name)) ?? [];
    const bytes = extension === '' ? undefined : await read(join(folder, file + suffix));
    if (!bytes)
      return reply.code(404).type('text/plain; charset=utf-8').send('The console has no such file.');
    void reply.headers({
      'cache-control': year,
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    });
    if (encoding !== undefined) void reply.header('content-encoding', encoding);
    return reply.type(types[extension] ?? 'application/octet-stream').send(bytes);
  });
}

/** Whether an Accept-Encoding header names an encoding and does not refuse it (RFC 9110, 12.5.3). */
function takes(accepted: string, encoding: string): boolean {
  return accepted
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .some((part) => part.split(';')[0]?.trim() === encoding && !/;\s*q=0(?:\.0*)?$/.test(part));
}

async function read(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
