import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { registerSchemaSdl } from '../../../gateway/console/schema-sdl.js';
import { startConsoleServer, type ConsoleServer } from './console-server.js';

const start = (sdl: () => string): Promise<ConsoleServer> => startConsoleServer((app) => registerSchemaSdl(app, sdl, { path: '/schema.graphql' }));

describe('the schema text', () => {
  it('is served as plain text', async () => {
    await using server = await start(() => 'type Query { größe: Int }');

    const answer = await fetch(`${server.url}/schema.graphql`);

    assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
    assert.equal(await answer.text(), 'type Query { größe: Int }');
  });

  it('is printed once and confirmed to whom has it', async () => {
    let printed = 0;
    await using server = await start(() => `type Query { n${(printed += 1)}: Int }`);
    const url = `${server.url}/schema.graphql`;
    const etag = (await fetch(url)).headers.get('etag') ?? '';

    const same = await fetch(url, { headers: { 'if-none-match': `"other", ${etag}` } });
    const other = await fetch(url, { headers: { 'if-none-match': '"other"' } });

    assert.deepEqual([same.status, await same.text()], [304, '']);
    assert.equal(other.status, 200);
    assert.equal(printed, 1);
  });
});
