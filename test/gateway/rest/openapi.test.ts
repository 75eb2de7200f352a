import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { openApiDocument } from '../../../gateway/rest/openapi.js';
import { operation, type Row } from '../../../gateway/rest/route.js';
import { sampleDialect, staticRow } from './sample-dialect.js';

const folder = z.object({
  name: z.string().meta({ description: 'Name of the folder' }),
  get folders() {
    return z.array(folder).optional();
  },
});

const createClient: Row = {
  method: 'POST',
  path: '/v1/clients/:client_id',
  access: 'dialect',
  status: 201,
  operation: operation(`
    mutation createClient($input: CreateClientInput!) {
      createClient(input: $input) { client { id } }
    }`),
  variables: () => ({}),
  shape: () => ({}),
  document: {
    summary: 'Registers a client',
    body: z.looseObject({
      client_id: z.string(),
      created: z.date().optional(),
      root: folder,
      other: folder.optional(),
    }),
    query: { dry: 'Whether nothing is written' },
    example: { client_id: 'ann_web1' },
    errors: { 400: 'The document is wrong', 409: 'The client exists' },
  },
};

const freezer = sampleDialect({
  name: 'freezer',
  title: 'Freezer',
  trailingSlash: true,
  rows: [
    staticRow({
      path: '/',
      access: 'public',
      status: 300,
      document: { summary: 'Versions', example: { versions: [] } },
    }),
    createClient,
    staticRow({ path: '/v1/clients/:id', method: 'DELETE', status: 204 }),
  ],
});

const delfin = sampleDialect({
  name: 'delfin',
  title: 'Delfin',
  owns: (path) => path !== '/',
  rows: [
    staticRow({
      path: '/',
      status: 300,
      document: { summary: 'API versions', example: { v1: '/v1' }, errors: { 401: 'No token' } },
    }),
  ],
});

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const document = openApiDocument([freezer, delfin], {
      version: '1.2.3',
      serverUrl: 'https://infragraph.example',
    });

    const validator = new Validator();
    const { valid, errors } = await validator.validate(
      JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
    );

    assert.equal(valid, true, JSON.stringify(errors, null, 2));
    assert.equal(validator.version, '3.1');
    assert.equal(document.info.version, '1.2.3');
    assert.deepEqual(document.servers, [{ url: 'https://infragraph.example' }]);
  });

  it('is the same whatever order the dialects come in', () => {
    const one = openApiDocument([freezer, delfin], { version: '1' });
    const other = openApiDocument([delfin, freezer], { version: '1' });

    assert.equal(JSON.stringify(one), JSON.stringify(other));
  });

  it('describes a row with its parameters, body, answers and operation', () => {
    const { paths } = openApiDocument([freezer], { version: '1' });

    const post = paths['/v1/clients/{client_id}']?.post;

    assert.equal(post?.operationId, 'freezer_post_v1_clients_client_id');
    assert.deepEqual(post.tags, ['Freezer']);
    assert.equal(post.summary, 'Registers a client');
    assert.match(post.description, /```graphql\nmutation createClient\(.*\) \{\n  createClient/);
    assert.deepEqual(post.parameters, [
      { name: 'client_id', in: 'path', required: true, schema: { type: 'string' } },
      {
        name: 'dry',
        in: 'query',
        required: false,
        description: 'Whether nothing is written',
        schema: { type: 'string' },
      },
    ]);
    assert.deepEqual(post.requestBody, {
      required: true,
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/freezer_post_v1_clients_client_id_body' },
        },
      },
    });
    assert.deepEqual(post.responses['201'], {
      description: 'Done.',
      content: { 'application/json': { examples: { freezer: { value: { client_id: 'ann_web1' } } } } },
    });
    assert.equal(post.responses['409']?.description, 'The client exists');
    assert.deepEqual(post.security, [{ freezer: [] }]);
  });

  it('keeps one path for templates that differ in parameter names only', () => {
    const { paths } = openApiDocument([freezer], { version: '1' });

    assert.deepEqual(Object.keys(paths), ['/', '/v1/clients/{client_id}']);
    assert.equal(paths['/v1/clients/{client_id}']?.delete?.parameters[0]?.name, 'client_id');
  });

  it('tells of the body of a GET apart, because no page can send one', () => {
    const search = staticRow({
      path: '/v1/clients',
      document: { summary: 'Searches', body: z.object({ match: z.string() }).optional() },
    });

    const { paths, components } = openApiDocument([sampleDialect({ name: 'freezer', rows: [search] })], {
      version: '1',
    });

    const get = paths['/v1/clients']?.get;
    assert.equal(get?.requestBody, undefined);
    assert.match(get?.description ?? '', /body with GET/);
    const schema = { $ref: '#/components/schemas/freezer_get_v1_clients_body' };
    assert.deepEqual(get?.['x-get-body'], { required: false, content: { 'application/json': { schema } } });
    assert.ok(components.schemas['freezer_get_v1_clients_body']);
  });

  it('asks for nothing where a row is public', () => {
    const { paths } = openApiDocument([freezer], { version: '1' });

    assert.deepEqual(paths['/']?.get?.security, []);
  });

  it('files a path that dialects share on different ports under the one on the main port, and tells of the other', () => {
    const { paths } = openApiDocument([delfin, freezer], { version: '1' });

    const get = paths['/']?.get;

    assert.deepEqual(get?.tags, ['Freezer']);
    assert.equal(get.operationId, 'freezer_get_root');
    assert.equal(get.summary, 'Versions');
    assert.match(get.description, /\*\*Delfin:\*\* API versions\n\nAnswered only on the port of Delfin\./);
    assert.deepEqual(get.responses['300']?.content, {
      'application/json': {
        examples: { freezer: { value: { versions: [] } }, delfin: { value: { v1: '/v1' } } },
      },
    });
    assert.equal(get.responses['401']?.description, 'No token');
    assert.deepEqual(get.security, [{}, { delfin: [] }]);
  });

  it('points every reference of a schema at a place in the document', () => {
    const { components, ...rest } = openApiDocument([freezer], { version: '1' });

    const references = [...JSON.stringify({ components, ...rest }).matchAll(/"\$ref":"([^"]*)"/g)].map(
      ([, place]) => String(place),
    );

    assert.ok(references.length >= 4);
    for (const place of references)
      assert.ok(components.schemas[place.replace('#/components/schemas/', '')], place);
  });

  it('says what the answer of a row means', () => {
    const refuse = staticRow({ path: '/fw', method: 'POST', status: 501 });
    const explain = staticRow({
      path: '/fw',
      status: 501,
      document: { summary: 'Reads', errors: { 501: 'No walls' } },
    });

    const { paths } = openApiDocument([sampleDialect({ name: 'orchestrator', rows: [refuse, explain] })], {
      version: '1',
    });

    assert.deepEqual(paths['/fw']?.post?.responses, { 501: { description: 'Always refused.' } });
    assert.deepEqual(paths['/fw']?.get?.responses, { 501: { description: 'No walls' } });
  });

  it('says how a dialect finds out who asks', () => {
    const basic = { ...delfin, credential: { type: 'http', scheme: 'basic' } } as const;

    const { components } = openApiDocument([freezer, basic], { version: '1' });

    assert.deepEqual(components.securitySchemes['delfin'], { type: 'http', scheme: 'basic' });
    assert.equal(components.securitySchemes['freezer']?.type, 'apiKey');
  });
});
