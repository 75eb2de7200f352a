import assert from 'node:assert/strict';
import { answerWithinMs } from './fuzz-settings.js';
import { openFuzzProduct, type FuzzProduct } from './fuzz-product.js';
import { assertGraphqlAnswer, type GraphqlAnswer, type GraphqlError } from './graphql-answers.js';
import { assertUnpolluted } from './leaks.js';
import { StoredState } from './stored-state.js';

/** Who sends an operation. */
export type Sender = 'administrator' | 'token' | 'nobody' | 'forger';

/** A GraphQL request as it can be sent again. */
export interface FuzzCall {
  readonly sender: Sender;
  readonly query: string;
  readonly variables: unknown;
}

const administrator = { name: 'fuzz-root', password: 'a password nobody guesses' };

/** A product with an administrator, whose GraphQL is asked what nobody should ask. */
export class GraphqlFuzzer {
  private constructor(
    readonly product: FuzzProduct,
    private readonly state: StoredState,
    private readonly credentials: Readonly<Record<Sender, string | undefined>>,
  ) {}

  static async open(): Promise<GraphqlFuzzer> {
    const product = await openFuzzProduct();
    const { kernel } = product;
    const ask = async (query: string, input: object, token?: string): Promise<Record<string, unknown>> => {
      const { text } = await post(product, { query, variables: { input } }, token);
      const { data, errors } = JSON.parse(text) as { data?: Record<string, unknown>; errors?: unknown };
      if (errors) throw new Error(text);
      return data ?? {};
    };
    await ask('mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }', {
      ...administrator,
      role: 'ADMIN',
    });
    const { login } = await ask('mutation ($input: LoginInput!) { login(input: $input) { token } }', administrator);
    const session = (login as { token: string }).token;
    const { createApiToken } = await ask(
      'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }',
      { name: 'fuzz' },
      session,
    );
    const { token } = createApiToken as { token: string };
    return new GraphqlFuzzer(product, await StoredState.of(kernel), {
      administrator: session,
      token,
      nobody: undefined,
      forger: `${session.slice(0, -1)}x`,
    });
  }

  /** Sends a query and holds the answer against the rules; gives its errors. */
  async query(call: FuzzCall): Promise<readonly GraphqlError[]> {
    const sent = { query: call.query, variables: call.variables };
    const answer = await this.send(call, sent);
    return this.judged(answer, sent);
  }

  /** Sends a mutation; one that is refused must leave nothing. */
  async mutation(call: FuzzCall): Promise<readonly GraphqlError[]> {
    const sent = { query: call.query, variables: call.variables };
    const answer = await this.state.unchangedIfRefused(
      () => this.send(call, sent),
      ({ text }) => text.includes('"errors"'),
    );
    return this.judged(answer, sent);
  }

  private judged(answer: GraphqlAnswer, sent: object): readonly GraphqlError[] {
    assert.deepEqual(this.product.errors.takeErrors(), [], 'something failed inside');
    assertUnpolluted();
    return assertGraphqlAnswer(answer, JSON.stringify(sent));
  }

  /** Sends an operation; one that is late is sent once more, because this machine may have slept. */
  private async send(call: FuzzCall, sent: object, again = true): Promise<GraphqlAnswer> {
    const began = performance.now();
    const answer = await post(this.product, sent, this.credentials[call.sender]);
    const ms = Math.round(performance.now() - began);
    if (ms <= answerWithinMs) return answer;
    if (again) return this.send(call, sent, false);
    return assert.fail(`the answer took ${ms} ms`);
  }
}

async function post(product: FuzzProduct, body: object, token?: string): Promise<GraphqlAnswer> {
  const { statusCode, headers, payload } = await product.gateway.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    payload: JSON.stringify(body),
  });
  return { status: statusCode, contentType: String(headers['content-type']), text: payload };
}
