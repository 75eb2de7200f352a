import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { post, startSampleGateway, type SampleGateway } from '../../support/sample-gateway.js';

/** A page cannot send this header to another origin without being asked about; see CSRF in the documentation of Apollo Server. */
const preflight = { 'apollo-require-preflight': 'true' };

/** Sends the audit's requests as a client that knows about the header. */
function withPreflight(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...preflight } });
}

/** Sends each request three times; all answers must be the same, and the last is the one that is audited. */
async function repeatedly(url: string, init?: RequestInit): Promise<Response> {
  const answers = [
    await withPreflight(url, init),
    await withPreflight(url, init),
    await withPreflight(url, init),
  ] as const;
  const seen = await Promise.all(answers.map(compared));

  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
  return answers[2];
}

/** What has to be the same of two answers to one request. */
async function compared(answer: Response): Promise<object> {
  const headers = [...answer.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  const text = (await answer.clone().text()).replaceAll(/"requestId":"[^"]+"/g, '');
  return { status: answer.status, headers, text };
}

describe('GraphQL over HTTP', () => {
  let sample: SampleGateway;
  before(async () => {
    sample = await startSampleGateway('in process');
  });
  after(() => sample.close());

  for (const [times, fetchFn] of [
    ['once', withPreflight],
    ['repeatedly', repeatedly],
  ] as const) {
    const audits = serverAudits({ url: () => `${sample.url}/graphql`, fetchFn });

    test(`is audited in 61 points, each asked ${times}`, () => {
      assert.equal(audits.length, 61);
    });

    for (const { id, name, fn } of audits)
      test(`${id}, asked ${times}: ${name}`, async () => {
        const result = await fn();

        assert.deepEqual(
          { status: result.status, reason: 'reason' in result ? result.reason : undefined },
          { status: 'ok', reason: undefined },
        );
      });
  }

  test('answers what is asked repeatedly on the hot path', () => {
    assert.ok(sample.gateway.hotPath.answered >= 20, `${sample.gateway.hotPath.answered} answers`);
  });

  test('says 400 to mistakes in an operation unless plain JSON alone is accepted', async () => {
    const wrong = '{ nonsense }';

    const usual = await post(sample.url, wrong);
    const graphql = await post(
      sample.url,
      wrong,
      {},
      { accept: 'application/graphql-response+json, application/json' },
    );
    const json = await post(sample.url, wrong, {}, { accept: 'application/json' });
    const subscription = await post(
      sample.url,
      'subscription { bookEvents { id } }',
      {},
      { accept: 'application/json' },
    );

    assert.deepEqual([usual.status, graphql.status, json.status, subscription.status], [400, 400, 200, 400]);
  });

  test('is not read by a page of another origin', async () => {
    const answer = await fetch(`${sample.url}/graphql?query=%7B__typename%7D`);

    assert.equal(answer.status, 400);
  });
});
