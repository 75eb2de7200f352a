import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { post, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';

/** Asks for an answer in parts; gives its content type and its messages in order. */
async function inParts(
  url: string,
  query: string,
  variables: object = {},
): Promise<{ readonly type: string; readonly parts: Record<string, unknown>[] }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'multipart/mixed; deferSpec=20220824, application/json',
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const bodies = text.split(/\r\n-{3,5}(?:\r\n|$)/).flatMap((part) => part.split('\r\n\r\n')[1] ?? []);
  const type = response.headers.get('content-type') ?? '';
  return {
    type,
    parts: (type.includes('multipart') ? bodies : [text]).map((body) => JSON.parse(body) as never),
  };
}

describe('@defer', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('remote');
  });
  after(() => sample.close());

  test('answers what is not deferred first, and each deferred object after it', async () => {
    const { type, parts } = await inParts(
      sample.url,
      '{ books { title ... @defer(label: "more") { reviews loud } } }',
    );

    assert.match(type, /^multipart\/mixed; boundary="-"; deferSpec=20220824/);
    assert.deepEqual(parts[0], { data: { books: [{ title: 'Dune' }, { title: 'Emma' }] }, hasNext: true });
    assert.deepEqual(
      parts.slice(1).flatMap((part) => part['incremental'] ?? []),
      [
        { data: { reviews: ['about 1'], loud: 'DUNE' }, path: ['books', 0], label: 'more' },
        { data: { reviews: ['about 2'], loud: 'EMMA' }, path: ['books', 1], label: 'more' },
      ],
    );
    assert.deepEqual(
      parts.map(({ hasNext }) => hasNext),
      [...parts.slice(1).map(() => true), false],
    );
  });

  test('does not let what is quick wait for what is slow', async () => {
    const { parts } = await inParts(
      sample.url,
      '{ topReview ... @defer(label: "slow") { slow(ms: 300) } ... @defer(label: "quick") { books { title } } }',
    );

    assert.deepEqual(parts[0], { data: { topReview: 'fine' }, hasNext: true });
    const labels = parts.flatMap(({ incremental }) =>
      ((incremental ?? []) as { label: string }[]).map(({ label }) => label),
    );
    assert.deepEqual(labels, ['quick', 'slow']);
  });

  test('puts errors of a part beside that part, masked as everywhere', async () => {
    const { parts } = await inParts(
      sample.url,
      '{ topReview ... @defer { id: fault(code: "CRASH") } ... @defer { other: fault(code: "CONFLICT") } }',
    );

    const payloads = parts.flatMap(({ incremental }) => (incremental ?? []) as Record<string, unknown>[]);
    const told = new Map(
      payloads.map(({ data, errors }) => [JSON.stringify(data), (errors as { path: unknown }[])[0]?.path]),
    );
    assert.deepEqual(parts[0], { data: { topReview: 'fine' }, hasNext: true });
    assert.deepEqual(
      told,
      new Map([
        ['{"id":null}', ['id']],
        ['{"other":null}', ['other']],
      ]),
    );
    assert.doesNotMatch(JSON.stringify(parts), /select|hunter2/);
  });

  test('is decided by its condition', async () => {
    const query = 'query ($wait: Boolean!) { books { title ... @defer(if: $wait) { reviews } } }';

    const now = await inParts(sample.url, query, { wait: false });
    const later = await inParts(sample.url, query, { wait: true });

    assert.equal(now.parts.length, 1);
    assert.deepEqual(now.parts[0]?.['data'], {
      books: [
        { title: 'Dune', reviews: ['about 1'] },
        { title: 'Emma', reviews: ['about 2'] },
      ],
    });
    assert.ok(later.parts.length > 1);
  });

  test('is answered whole to whom does not accept parts', async () => {
    const { body } = await post(sample.url, '{ books { title ... @defer { reviews } } }');

    assert.deepEqual(body.data, {
      books: [
        { title: 'Dune', reviews: ['about 1'] },
        { title: 'Emma', reviews: ['about 2'] },
      ],
    });
  });

  test('is refused where its draft forbids it', async () => {
    const twice = await post(
      sample.url,
      '{ ... @defer(label: "a") { topReview } ... @defer(label: "a") { whoami } }',
    );
    const variable = await post(sample.url, 'query ($l: String) { ... @defer(label: $l) { topReview } }');
    const mutation = await post(
      sample.url,
      'mutation { ... @defer { rename(id: "1", title: "x") { title } } }',
    );

    assert.deepEqual(
      [twice, variable, mutation].map(({ status, body }) => [status, body.errors?.[0]?.message]),
      [
        [400, 'Two @defer have the label "a".'],
        [400, 'A label of @defer must be a text, not a variable.'],
        [400, 'The root of a mutation cannot be deferred.'],
      ],
    );
  });
});
