import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:net';
import { NoDatabaseConnection } from '../../../subgraphs/kernel/errors/lost-database.js';
import { anonymous } from '../../../subgraphs/kernel/identity/viewer.js';
import {
  operation,
  Refusal,
  type Dialect,
  type OperationRow,
  type PagedRow,
  type StaticRow,
} from '../../../gateway/rest/route.js';
import { startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';

interface Books {
  readonly books: readonly { readonly id: string; readonly title: string }[];
}

const list: OperationRow<Books> = {
  method: 'GET',
  path: '/old/books',
  access: 'dialect',
  status: 200,
  document: { summary: 'All books.' },
  operation: operation('query OldBooks { books { id title } }'),
  variables: () => ({}),
  shape: ({ books }) => books.map(({ title }) => title),
};
const paged: PagedRow<Books> = {
  method: 'GET',
  path: '/old/pages',
  access: 'dialect',
  status: 200,
  document: { summary: 'Page by page.' },
  operation: operation('query OldPages { books { id title } }'),
  variables: () => ({}),
  next: countdown(3),
  shapePages: (pages) => pages.length,
};
const rename: OperationRow<{ rename: { title: string } }> = {
  method: 'PUT',
  path: '/old/books/:id',
  access: 'dialect',
  status: 202,
  document: { summary: 'Rename.' },
  operation: operation(
    'mutation OldRename($id: ID!, $title: String!) { rename(id: $id, title: $title) { title } }',
  ),
  variables: ({ params, body }) => ({ id: params['id'], title: body.toString() }),
  shape: ({ rename: renamed }) => renamed,
  headers: () => ({ 'x-renamed': 'yes' }),
};
const faulty: OperationRow<unknown> = {
  method: 'POST',
  path: '/old/fault',
  access: 'dialect',
  status: 200,
  document: { summary: 'Fails.' },
  operation: operation('query OldFault($code: String!) { fault(code: $code) }'),
  variables: ({ body }) => ({ code: body.toString() }),
  shape: () => ({}),
};
const empty: StaticRow = {
  method: 'DELETE',
  path: '/old/books/:id',
  access: 'dialect',
  status: 204,
  document: { summary: 'Nothing.' },
  answer: () => undefined,
};
const type: StaticRow = {
  method: 'POST',
  path: '/old/type',
  access: 'dialect',
  status: 200,
  document: { summary: 'The content type.' },
  answer: ({ headers }) => headers['content-type'],
};
const crash: StaticRow = {
  method: 'GET',
  path: '/old/crash',
  access: 'dialect',
  status: 200,
  document: { summary: 'Crashes.' },
  answer: () => {
    throw new Error('postgres://bob:hunter2@db');
  },
};

const dialect: Dialect = {
  name: 'old',
  title: 'Old API',
  trailingSlash: true,
  bodyLimit: 100,
  rows: [list, paged, rename, faulty, empty, type, crash] as never,
  owns: (path) => path.startsWith('/old'),
  authenticate: (request) =>
    request.headers['x-away']
      ? Promise.reject(new NoDatabaseConnection('There is no connection.'))
      : request.headers['x-deny']
        ? Promise.reject(new Refusal(401, { no: 'entry' }, { 'www-authenticate': 'Old' }))
        : Promise.resolve({ ...anonymous, kind: 'dialect', role: 'operator' }),
  encode: (body) => ({ text: JSON.stringify(body), contentType: 'application/old' }),
  headers: () => ({ 'x-old': '1' }),
  fault: ([error]) => new Refusal(409, { said: error?.message, code: error?.code }),
  obstacle: (obstacle) => {
    const statuses = {
      'unknown-path': 404,
      'wrong-method': 405,
      'too-large': 413,
      'bad-url': 400,
      crash: 500,
    } as const;
    return new Refusal(
      statuses[obstacle.kind],
      { obstacle },
      obstacle.kind === 'wrong-method' ? { allow: obstacle.allowed.join(', ') } : {},
    );
  },
  method: (request) => request.headers['x-http-method-override'] ?? request.method,
};

function countdown(from: number): () => string | null {
  let left = from;
  return () => (--left > 0 ? `page ${left}` : null);
}

describe('the REST façade over subgraphs that run elsewhere', () => {
  test('answers in the dialect when the subgraph a row asks is away, without its address', async () => {
    const sample = await startSampleGateway('remote', { dialects: [dialect] });
    const there = await fetch(`${sample.url}/old/books`);
    for (const server of sample.servers.values()) await server.close();
    const gone = await fetch(`${sample.url}/old/books`);
    const told = await gone.text();
    await sample.close();

    assert.equal(await there.text(), '["Dune","Emma"]');
    assert.equal(gone.status, 409);
    assert.match(told, /"code":"SUBGRAPH_UNAVAILABLE"/);
    assert.doesNotMatch(told, /127\.0\.0\.1|http/);
  });
});

describe('the REST façade', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('in process', { dialects: [dialect] });
  });
  after(() => sample.close());

  function send(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${sample.url}${path}`, init);
  }

  test('executes the row through the graph and answers in the dialect, length included', async () => {
    const answer = await send('/old/books');

    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/old');
    assert.equal(answer.headers.get('content-length'), '15');
    assert.equal(answer.headers.get('x-old'), '1');
    assert.equal(await answer.text(), '["Dune","Emma"]');
  });

  test('answers in the dialect when nobody can say who asks because the database is away', async () => {
    const answer = await send('/old/books', { headers: { 'x-away': '1' } });

    assert.equal(answer.status, 409);
    assert.deepEqual(await answer.json(), {
      said: 'The database does not answer just now. Try again in a moment.',
      code: 'SUBGRAPH_UNAVAILABLE',
    });
  });

  test('reads a body whatever its content type says, and path parameters decoded', async () => {
    const answer = await send('/old/books/%32', {
      method: 'PUT',
      body: 'Emma II',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

    assert.equal(answer.status, 202);
    assert.equal(answer.headers.get('x-renamed'), 'yes');
    assert.deepEqual(await answer.json(), { title: 'Emma II' });
  });

  test('shows a row the content type as it was sent', async () => {
    const answer = await send('/old/type', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });

    assert.equal(await answer.json(), 'application/json; charset=utf-8');
  });

  test('asks for further pages until there is none', async () => {
    assert.equal(await (await send('/old/pages')).text(), '3');
  });

  test('answers an empty body as one', async () => {
    const answer = await send('/old/books/1', { method: 'DELETE' });

    assert.equal(answer.status, 204);
    assert.equal(await answer.text(), '');
  });

  test('answers HEAD like GET without the body, and takes the overridden method', async () => {
    const head = await send('/old/books', { method: 'HEAD' });
    const overridden = await send('/old/books/1', {
      method: 'POST',
      headers: { 'x-http-method-override': 'DELETE' },
    });

    assert.equal(head.status, 200);
    assert.equal(head.headers.get('content-length'), '18');
    assert.equal(overridden.status, 204);
  });

  test('accepts the slash at the end where the dialect does', async () => {
    assert.equal((await send('/old/books/')).status, 200);
  });

  test("hands the graph's errors to the dialect", async () => {
    const known = await send('/old/fault', { method: 'POST', body: 'CONFLICT' });
    const unknown = await send('/old/fault', { method: 'POST', body: 'CRASH' });

    assert.deepEqual(await known.json(), { said: 'A documented mistake.', code: 'CONFLICT' });
    assert.deepEqual(await unknown.json(), {
      said: 'An internal error occurred.',
      code: 'INTERNAL_SERVER_ERROR',
    });
  });

  test('answers every obstacle in the dialect', async () => {
    const [missing, method, large, crashed, denied] = await Promise.all([
      send('/old/nothing'),
      send('/old/books', { method: 'PATCH' }),
      send('/old/fault', { method: 'POST', body: 'x'.repeat(101) }),
      send('/old/crash'),
      send('/old/books', { headers: { 'x-deny': '1' } }),
    ]);

    assert.deepEqual(
      [missing.status, method.status, large.status, crashed.status, denied.status],
      [404, 405, 413, 500, 401],
    );
    assert.equal(method.headers.get('allow'), 'HEAD, GET');
    assert.equal(denied.headers.get('www-authenticate'), 'Old');
    assert.doesNotMatch(await crashed.text(), /hunter2/);
    for (const answer of [missing, method, large, crashed])
      assert.equal(answer.headers.get('content-type'), 'application/old');
  });

  test('reads a JSON body on GET', async () => {
    const raw = await rawRequest(
      sample.url,
      'GET /old/books HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    );

    assert.match(raw, /^HTTP\/1\.1 200/);
  });

  test('answers a path it cannot decode in the dialect', async () => {
    const raw = await rawRequest(
      sample.url,
      'GET /old/books/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );

    assert.match(raw, /^HTTP\/1\.1 400/);
    assert.match(raw, /"bad-url"/);
  });

  test('leaves paths of nobody to a plain 404', async () => {
    assert.equal((await send('/elsewhere')).status, 404);
  });
});

function rawRequest(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('end', () => resolve(received));
    socket.on('error', reject);
  });
}
