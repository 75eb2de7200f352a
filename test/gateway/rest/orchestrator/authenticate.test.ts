import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { orchestratorTokens, tokenOf } from '../../../../gateway/rest/orchestrator/authenticate.js';
import { Refusal, type LegacyRequest, type Row } from '../../../../gateway/rest/route.js';
import { tokenAuthenticator, type TokenAuth } from '../../../../gateway/rest/server-tokens.js';
import { Fault } from '../../../../subgraphs/kernel/errors/fault.js';
import { openViewer, type Viewer } from '../../../../subgraphs/kernel/identity/viewer.js';

interface Sent {
  readonly header?: string;
  readonly query?: string;
  readonly body?: string;
}

function requestWith({ header, query, body = '' }: Sent): LegacyRequest {
  return {
    method: 'PUT',
    path: '/api/v1/nodes',
    params: {},
    query: new URLSearchParams(query === undefined ? {} : { auth_token: query }),
    headers: { 'x-auth-token': header },
    body: Buffer.from(body),
    origin: '',
    address: '',
    requestId: '',
  };
}

function authWith(mode: TokenAuth['mode'], server: 'open' | 'closed'): TokenAuth {
  const viewerOf = (token: string): ReturnType<TokenAuth['identity']['viewerOf']> =>
    token === 'good'
      ? Promise.resolve({ ...openViewer, kind: 'account', userId: 'ann', credentialId: 'session' })
      : Promise.reject(new Fault('UNAUTHENTICATED', 'The token is not valid.'));
  return { mode, identity: { mode: () => Promise.resolve(server), viewerOf } };
}

function authenticate(auth: TokenAuth, request: LegacyRequest, row: Row | undefined): Promise<Viewer> {
  return tokenAuthenticator(auth, orchestratorTokens)(request, row);
}

const guarded = { access: 'dialect' } as Row;
const open = { access: 'public' } as Row;

describe("the Orchestrator's authentication", () => {
  test('reads the token from the body before the query before the header', () => {
    const body = JSON.stringify({ auth_token: 'of the body' });

    assert.equal(
      tokenOf(requestWith({ header: 'of the header', query: 'of the query', body })),
      'of the body',
    );
    assert.equal(tokenOf(requestWith({ header: 'of the header', query: 'of the query' })), 'of the query');
    assert.equal(tokenOf(requestWith({ header: 'of the header' })), 'of the header');
    assert.equal(tokenOf(requestWith({ body: '{"auth_token": 7}' })), undefined);
    assert.equal(tokenOf(requestWith({ body: '{' })), undefined);
  });

  test('asks for nothing when it is off, or the server has no accounts', async () => {
    const whenOff = await authenticate(authWith('off', 'closed'), requestWith({}), guarded);
    const whenOpen = await authenticate(authWith('auto', 'open'), requestWith({ header: 'bad' }), guarded);

    assert.equal(whenOff.kind, 'dialect');
    assert.equal(whenOff.role, 'operator');
    assert.equal(whenOpen.kind, 'dialect');
  });

  test('knows the bearer of a valid token', async () => {
    const viewer = await authenticate(authWith('auto', 'closed'), requestWith({ header: 'good' }), guarded);

    assert.equal(viewer.userId, 'ann');
  });

  test('refuses with 403 where a token is wanted and none valid is sent', async () => {
    for (const sent of [{}, { header: 'bad' }, { query: 'bad' }, { body: '{"auth_token": "bad"}' }]) {
      const refused = authenticate(authWith('on', 'open'), requestWith(sent), guarded);

      await assert.rejects(refused, (error) => error instanceof Refusal && error.status === 403);
    }
  });

  test('lets everybody at public rows and unknown paths', async () => {
    assert.equal((await authenticate(authWith('on', 'closed'), requestWith({}), open)).kind, 'anonymous');
    assert.equal(
      (await authenticate(authWith('on', 'closed'), requestWith({}), undefined)).kind,
      'anonymous',
    );
  });
});
