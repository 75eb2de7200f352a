import assert from 'node:assert/strict';
import { isErrorCode } from '../../subgraphs/kernel/errors/error-table.js';
import { assertNoLeak } from './leaks.js';

/** What GraphQL answered over HTTP. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** One error as a client sees it. */
export interface GraphqlError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const longestMessage = 501;
const longestAnswer = 400_000;
/** graphql-js reports up to 50 wrong variables and that it has stopped. */
const mostErrors = 51;

/** Fails unless an answer is GraphQL's own and safe to show; gives its errors. */
export function assertGraphqlAnswer(answer: GraphqlAnswer, sent: string): readonly GraphqlError[] {
  const { status, contentType, text } = answer;
  assert.ok(
    status === 200 || (status >= 400 && status < 500),
    `the status is ${status}: ${text.slice(0, 300)}`,
  );
  assert.match(contentType, /^application\/(?:graphql-response\+)?json\b/);
  assert.ok(text.length < longestAnswer, `the answer has ${text.length} characters`);
  const body = JSON.parse(text) as { readonly errors?: readonly GraphqlError[] };
  const errors = body.errors ?? [];
  assert.ok(errors.length <= mostErrors, `there are ${errors.length} errors`);
  for (const error of errors) assertError(error);
  assertNoLeak(JSON.stringify(errors), sent);
  return errors;
}

function assertError({ message, extensions }: GraphqlError): void {
  const code = extensions?.['code'];
  assert.ok(isErrorCode(code), `"${String(code)}" is no code of the table: ${message}`);
  assert.notEqual(code, 'INTERNAL_SERVER_ERROR');
  assert.ok(!['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT'].includes(code), `${code}: ${message}`);
  assert.equal(typeof extensions?.['requestId'], 'string', `no request id: ${message}`);
  assert.ok(
    message.length > 0 && message.length <= longestMessage,
    `the message has ${message.length} characters`,
  );
  assert.doesNotMatch(message, /Did you mean/);
}
