import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { registerSchemaSdl } from '../../../gateway/console/schema-sdl.js';
import { startConsoleServer, type ConsoleServer } from './console-server.js';

const sdl = '"""Größe und Zahl"""\ntype Query {\n  n: Int\n}\n';
const schema = buildSchema(sdl);
const sampleSchema = (): GraphQLSchema => schema;
const start = (): Promise<ConsoleServer> => startConsoleServer((app) => registerSchemaSdl(app, sampleSchema));

describe('the schema text', () => {
  it('is served as plain text', async () => {
    await using server = await start();

    const answer = await fetch(`${server.url}/schema.graphql`);

    assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
    assert.equal(await answer.text(), sdl);
  });

  it('is not sent again to whom has it', async () => {
    await using server = await start();
    const url = `${server.url}/schema.graphql`;
    const etag = (await fetch(url)).headers.get('etag') ?? '';

    const same = await fetch(url, { headers: { 'if-none-match': `"other", ${etag}` } });
    const any = await fetch(url, { headers: { 'if-none-match': '*' } });
    const other = await fetch(url, { headers: { 'if-none-match': '"other"' } });

    assert.match(etag, /^"[\w-]{22}"$/);
    assert.deepEqual([same.status, await same.text()], [304, '']);
    assert.equal(any.status, 304);
    assert.equal(other.status, 200);
  });
});
