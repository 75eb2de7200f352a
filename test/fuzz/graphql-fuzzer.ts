import assert from 'node:assert/strict';
import { answerWithinMs } from './fuzz-settings.js';
import { openFuzzProduct, type FuzzProduct } from './fuzz-product.js';
import { seedBackups } from './backup-seed.js';
import { assertGraphqlAnswer, type GraphqlAnswer, type GraphqlError } from './graphql-answers.js';
import { knownBackups } from './graphql-known-backups.js';
import { knownValues, type Known } from './graphql-known.js';
import { refill, seed, type Ask } from './graphql-seed.js';
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
  private sent = 0;

  private constructor(
    readonly product: FuzzProduct,
    readonly known: Known,
    readonly state: StoredState,
    private readonly credentials: Readonly<Record<Sender, string | undefined>>,
  ) {}

  static async open(settings: Readonly<Record<string, string>> = {}): Promise<GraphqlFuzzer> {
    const product = await openFuzzProduct(settings);
    try {
      const as = (token?: string): Ask => askAs(product, token);
      await as()(
        'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }',
        {
          ...administrator,
          role: 'ADMIN',
        },
      );
      const { login } = await as()(
        'mutation ($input: LoginInput!) { login(input: $input) { token } }',
        administrator,
      );
      const session = (login as { token: string }).token;
      const { createApiToken } = await as(session)(
        'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret } }',
        { name: 'fuzz' },
      );
      const { secret } = createApiToken as { secret: string };
      const known = {
        ...knownValues(await seed(as(session))),
        ...knownBackups(await seedBackups(as(session), product.folder)),
      };
      const credentials = {
        administrator: session,
        token: secret,
        nobody: undefined,
        forger: `${session.slice(0, -1)}x`,
      };
      return new GraphqlFuzzer(product, known, await StoredState.of(product.kernel), credentials);
    } catch (error) {
      await product.close();
      throw error;
    }
  }

  /** Puts back what hostile mutations have taken away, every now and then. */
  async refill(): Promise<void> {
    if (this.sent++ % 25 === 0) await refill(askAs(this.product, this.credentials.administrator));
  }

  /** Sends a query and holds the answer against the rules; gives its errors. */
  async query(call: FuzzCall): Promise<readonly GraphqlError[]> {
    const sent = { query: call.query, variables: call.variables };
    const answer = await this.send(call, sent);
    return this.judged(answer, sent);
  }

  /** What the administrator is answered. */
  ask(query: string, variables: object): Promise<GraphqlAnswer> {
    return post(this.product, { query, variables }, this.credentials.administrator);
  }

  /** Sends a mutation; one that is refused must leave nothing. */
  async mutation(call: FuzzCall): Promise<readonly GraphqlError[]> {
    const sent = { query: call.query, variables: call.variables };
    const answer = await this.state.unchangedIfRefused(() => this.send(call, sent), isRefused);
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

/** Whether a mutation was not done; one that was, but whose answer has gaps further down, was. */
function isRefused({ text }: GraphqlAnswer): boolean {
  const { data, errors } = JSON.parse(text) as {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly { readonly path?: readonly unknown[] }[];
  };
  const nothing = !data || Object.values(data).every((value) => value === null);
  return nothing && !errors?.some(({ path }) => path !== undefined && path.length > 1);
}

function askAs(product: FuzzProduct, token: string | undefined): Ask {
  return async (query, input) => {
    const { text } = await post(product, { query, variables: { input } }, token);
    const { data, errors } = JSON.parse(text) as { data?: Record<string, unknown>; errors?: unknown };
    if (errors || !data) throw new Error(`${query} failed: ${text}`);
    return data;
  };
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
