import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { waitFor } from '../../support/wait-for.js';
import { describeOnEngines, type TestIdentity } from './identity-fixture.js';

const password = 'correct horse battery';

describeOnEngines('the watch over open streams', (database) => {
  let main: TestIdentity;
  let other: TestIdentity;

  before(async () => {
    main = await database.open();
    other = await database.open();
  });

  it('tells streams that their credential is over at the instant it is', async () => {
    const zoe = await main.identity.accounts.create({ name: 'zoe', password, role: 'viewer' });
    const expiresAt = new Date(Date.now() + 700);
    const { secret } = await main.identity.apiTokens.create({
      accountId: zoe.uuid,
      name: 'short',
      scopes: null,
      expiresAt,
    });
    const viewer = await other.identity.viewerOf(secret);
    let ended: number | undefined;

    other.identity.onceEnded(viewer, () => (ended = Date.now()));

    const at = await waitFor('the stream to be told', () => ended, { withinMs: 3000 });
    assert.ok(
      at - expiresAt.getTime() >= 0 && at - expiresAt.getTime() < 1000,
      `${at - expiresAt.getTime()} ms`,
    );
  });
});
