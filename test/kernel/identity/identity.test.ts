import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { sql } from 'kysely';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { waitFor } from '../../support/wait-for.js';
import { describeOnEngines, origin, type TestIdentity } from './identity-fixture.js';

const password = 'correct horse battery';

function refusedWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof Fault && error.code === code;
}

async function isRefused(identity: TestIdentity['identity'], token: string): Promise<boolean> {
  return identity.viewerOf(token).then(() => false, refusedWith('UNAUTHENTICATED'));
}

describeOnEngines('identity', (database) => {
  let main: TestIdentity;
  let other: TestIdentity;

  before(async () => {
    main = await database.open();
    other = await database.open();
  });

  it('is open without accounts and closes in all processes with the first', async () => {
    const before = [await main.identity.mode(), await other.identity.identify(undefined)];
    let ended = false;
    other.identity.onceEnded(openViewer, () => (ended = true));

    await main.identity.accounts.create({ name: 'Root', password, role: 'admin' });

    assert.deepEqual(before, ['open', openViewer]);
    await waitFor('the other process to close', async () => (await other.identity.mode()) === 'closed', {
      withinMs: 1000,
    });
    assert.equal((await main.identity.identify(undefined)).kind, 'anonymous');
    await waitFor('streams of the open server to be told', () => ended, { withinMs: 1000 });
  });

  it('gives a session whose token names the account, its role and its tenant', async () => {
    await main.identity.accounts.create({
      name: 'Ada',
      password,
      role: 'operator',
      tenantId: 'lab',
      userId: 'u-1',
    });

    const { token, expiresAt } = await main.identity.login('ADA', password, origin());
    const viewer = await other.identity.viewerOf(token);

    const { kind, userId, userName, tenantId, role } = viewer;
    assert.deepEqual(
      { kind, userId, userName, tenantId, role },
      { kind: 'account', userId: 'u-1', userName: 'Ada', tenantId: 'lab', role: 'operator' },
    );
    assert.deepEqual(viewer.expiresAt, expiresAt);
  });

  it('refuses a name that is taken in other letters', async () => {
    await main.identity.accounts.create({ name: 'Bela', password, role: 'viewer' });

    const second = main.identity.accounts.create({ name: 'bELA', password, role: 'viewer' });

    await assert.rejects(second, refusedWith('CONFLICT'));
  });

  it('refuses passwords that are short or repeat the name', async () => {
    const short = main.identity.accounts.create({ name: 'carl', password: 'short', role: 'viewer' });
    const name = main.identity.accounts.create({
      name: 'carlcarlcarl',
      password: 'CarlCarlCarl',
      role: 'viewer',
    });

    await assert.rejects(short, refusedWith('BAD_USER_INPUT'));
    await assert.rejects(name, refusedWith('BAD_USER_INPUT'));
  });

  it('answers an unknown name, a wrong password and a disabled account alike, each for one hash', async () => {
    const dora = await main.identity.accounts.create({ name: 'dora', password, role: 'viewer' });
    await main.identity.accounts.setDisabled(dora.uuid, true);
    await main.identity.accounts.create({ name: 'emil', password, role: 'viewer' });

    const answers: [string, number][] = [];
    for (const [name, given] of [
      ['nobody', password],
      ['emil', 'wrong password'],
      ['dora', password],
    ] as const) {
      const before = main.passwords.derivations;
      const message = await main.identity.login(name, given, origin()).then(
        () => 'signed in',
        (error: Error) => error.message,
      );
      answers.push([message, main.passwords.derivations - before]);
    }

    assert.deepEqual(answers, Array(3).fill(['The name or the password is wrong.', 1]));
  });

  it('does not compute a hash again for a login repeated within a minute, but for a changed password', async () => {
    const account = await main.identity.accounts.create({ name: 'proxy', password, role: 'viewer' });
    const address = origin();
    await main.identity.login('proxy', password, address);
    const before = main.passwords.derivations;

    await main.identity.login('proxy', password, address);
    const repeated = main.passwords.derivations - before;
    await main.identity.accounts.setPassword(account.uuid, `${password} staple`);
    const old = main.identity.login('proxy', password, address);

    assert.equal(repeated, 0);
    await assert.rejects(old, refusedWith('UNAUTHENTICATED'));
  });

  it('ends the session that was idle for the longest time when an account has too many', async () => {
    const few = await database.open({ sessionsPerAccount: 10 });
    await few.identity.accounts.create({ name: 'many', password, role: 'viewer' });
    const tokens: string[] = [];
    for (let i = 0; i < 12; i++) {
      few.clock.advance(1000);
      tokens.push((await few.identity.login('many', password, origin())).token);
    }

    const refused = await Promise.all(tokens.map((token) => isRefused(few.identity, token)));

    assert.deepEqual(
      refused.map((isOver, i) => isOver === i < 2),
      tokens.map(() => true),
    );
  });

  it('ends a session in all processes within a second of logout', async () => {
    await main.identity.accounts.create({ name: 'fay', password, role: 'viewer' });
    const { token, viewer } = await main.identity.login('fay', password, origin());
    await other.identity.viewerOf(token);

    await main.identity.logout(viewer);

    await waitFor('the other process to refuse', () => isRefused(other.identity, token), { withinMs: 1000 });
    assert.equal(await isRefused(main.identity, token), true);
  });

  it('refuses API tokens in all processes within a second of revocation', async () => {
    const gus = await main.identity.accounts.create({ name: 'gus', password, role: 'operator' });
    const { secret, apiToken } = await main.identity.apiTokens.create({
      accountId: gus.uuid,
      name: 'ci',
      scopes: ['compute:read'],
    });
    const viewer = await other.identity.viewerOf(secret);

    await main.identity.apiTokens.revoke(apiToken.uuid);

    assert.deepEqual([viewer.kind, viewer.scopes, viewer.role], ['token', ['compute:read'], 'operator']);
    assert.ok(secret.startsWith(apiToken.prefix) && secret.startsWith('igt_'));
    await waitFor('the other process to refuse', () => isRefused(other.identity, secret), { withinMs: 1000 });
  });

  it('tells sockets when their credential is revoked or their role changes', async () => {
    const hal = await main.identity.accounts.create({ name: 'hal', password, role: 'operator' });
    const stays = await main.identity.login('hal', password, origin());
    const leaves = await main.identity.login('hal', password, origin());
    const ended: string[] = [];
    other.identity.onceEnded(stays.viewer, () => ended.push('stays'));
    other.identity.onceEnded(leaves.viewer, () => ended.push('leaves'));

    await main.identity.logout(leaves.viewer);
    await waitFor('the revoked socket to be told', () => Promise.resolve(ended.length === 1), {
      withinMs: 1000,
    });
    await main.identity.accounts.setRole(hal.uuid, 'viewer', null);
    await waitFor('the demoted socket to be told', () => Promise.resolve(ended.length === 2), {
      withinMs: 1000,
    });

    assert.deepEqual(ended, ['leaves', 'stays']);
  });

  it('ends the sessions of an account whose password changes', async () => {
    const ida = await main.identity.accounts.create({ name: 'ida', password, role: 'viewer' });
    const { token } = await main.identity.login('ida', password, origin());

    await main.identity.accounts.setPassword(ida.uuid, 'another long password');

    assert.equal(await isRefused(main.identity, token), true);
    await assert.rejects(main.identity.login('ida', password, origin()), refusedWith('UNAUTHENTICATED'));
    await main.identity.login('ida', 'another long password', origin());
  });

  it('ends a session that is idle for half an hour and keeps one that is used', async () => {
    const late = await database.open();
    await main.identity.accounts.create({ name: 'jan', password, role: 'viewer' });
    const used = await late.identity.login('jan', password, origin());
    const idle = await late.identity.login('jan', password, origin());

    late.clock.advance(20 * 60_000);
    const fresh = await database.open();
    fresh.clock.advance(20 * 60_000);
    await fresh.identity.viewerOf(used.token);
    await waitFor('the use to be noted', async () => {
      const { rows } = await sql<{
        used: boolean;
      }>`select last_seen_at > created_at as used from kernel.login_session where id = ${used.viewer.credentialId}`.execute(
        main.store.sql,
      );
      return rows[0]?.used === true;
    });
    const later = await database.open();
    later.clock.advance(40 * 60_000);

    assert.equal(await isRefused(later.identity, idle.token), true);
    assert.equal((await later.identity.viewerOf(used.token)).userName, 'jan');
  });

  it('ends every session after twelve hours, cached or not', async () => {
    const late = await database.open({ sessionIdle: 24 * 3_600_000 });
    await main.identity.accounts.create({ name: 'kim', password, role: 'viewer' });
    const { token } = await late.identity.login('kim', password, origin());
    await late.identity.viewerOf(token);

    late.clock.advance(12 * 3_600_000 + 1000);

    assert.equal(await isRefused(late.identity, token), true);
  });

  it('refuses an API token after its end', async () => {
    const late = await database.open();
    const leo = await main.identity.accounts.create({ name: 'leo', password, role: 'viewer' });
    const { secret } = await late.identity.apiTokens.create({
      accountId: leo.uuid,
      name: 'brief',
      expiresAt: new Date(Date.now() + 60_000),
    });
    await late.identity.viewerOf(secret);

    late.clock.advance(61_000);

    assert.equal(await isRefused(late.identity, secret), true);
  });

  it('refuses texts that are no tokens without asking the database', async () => {
    for (const text of [
      '',
      'igt_',
      'igs_short',
      `igt_${'a'.repeat(44)}`,
      `x${'a'.repeat(65_536)}`,
      "igs_' or 1=1",
    ]) {
      assert.equal(await isRefused(main.identity, text), true, text.slice(0, 20));
    }
  });

  it('shares one look into the database between requests that come together', async () => {
    await main.identity.accounts.create({ name: 'mia', password, role: 'viewer' });
    const { token } = await main.identity.login('mia', password, origin());

    const viewers = await Promise.all(Array.from({ length: 50 }, () => main.identity.viewerOf(token)));

    assert.equal(new Set(viewers).size, 1);
  });

  it('keeps the last administrator of all tenants', async () => {
    const root = await main.identity.accounts.findByName('root');
    assert.ok(root);

    await assert.rejects(main.identity.accounts.setDisabled(root.uuid, true), refusedWith('CONFLICT'));
    await assert.rejects(
      main.identity.accounts.setRole(root.uuid, 'operator', null),
      refusedWith('CONFLICT'),
    );
    await assert.rejects(main.identity.accounts.setRole(root.uuid, 'admin', 'lab'), refusedWith('CONFLICT'));

    assert.equal((await main.identity.accounts.find(root.uuid))?.role, 'admin');
  });

  it('lets two administrators who remove each other at once lose one only', async () => {
    const root = await main.identity.accounts.findByName('root');
    const second = await main.identity.accounts.create({ name: 'second', password, role: 'admin' });
    assert.ok(root);

    const outcomes = await Promise.allSettled([
      main.identity.accounts.setDisabled(root.uuid, true),
      other.identity.accounts.setDisabled(second.uuid, true),
    ]);

    assert.deepEqual(outcomes.map((outcome) => outcome.status).sort(), ['fulfilled', 'rejected']);
    await main.identity.accounts.setDisabled(root.uuid, false);
  });

  it('notes one of equal logins an hour in the audit trail, and every other', async () => {
    const late = await database.open();
    await late.identity.accounts.create({ name: 'olga', password, role: 'viewer', userId: 'u-olga' });
    const here = origin('192.0.2.77');
    const noted = async (...origins: readonly (typeof here)[]): Promise<number> => {
      const count = async (): Promise<number> => {
        const { rows } = await sql<{ count: number }>`
          select count(*)::int as count from kernel.audit_entry where who = 'u-olga' and action = 'core.login'`.execute(
          late.store.sql,
        );
        return rows[0]!.count;
      };
      const before = await count();
      for (const from of origins) await late.identity.login('olga', password, from);
      return (await count()) - before;
    };

    const first = await noted(here, here, { ...here, requestId: 'another' });
    const elsewhere = await noted({ ...here, address: '192.0.2.78' }, { ...here, userAgent: 'another' });
    late.clock.advance(59 * 60_000);
    const within = await noted(here);
    late.clock.advance(60_001);
    const later = await noted(here);

    assert.deepEqual([first, elsewhere, within, later], [1, 2, 0, 1]);
  });

  it('keeps the audit trail from being changed', async () => {
    const { rows } = await sql<{
      action: string;
      result: string;
    }>`select action, result from kernel.audit_entry`.execute(main.store.sql);

    assert.ok(rows.some((row) => row.action === 'core.login' && row.result === 'OK'));
    assert.ok(rows.some((row) => row.action === 'core.login' && row.result === 'UNAUTHENTICATED'));
    await assert.rejects(
      sql`update kernel.audit_entry set result = 'OK'`.execute(main.store.sql),
      /append-only/,
    );
    await assert.rejects(sql`delete from kernel.audit_entry`.execute(main.store.sql), /append-only/);
    await assert.rejects(sql`truncate kernel.audit_entry`.execute(main.store.sql), /append-only/);
  });

  it('leaves no password and no token in any table', async () => {
    const nora = await main.identity.accounts.create({
      name: 'nora',
      password: 'planted-secret-one',
      role: 'viewer',
    });
    const { token } = await main.identity.login('nora', 'planted-secret-one', origin());
    const { secret } = await main.identity.apiTokens.create({ accountId: nora.uuid, name: 'planted' });
    await main.identity.login('planted-secret-two', 'planted-secret-three', origin()).catch(() => undefined);

    const dump = await dumpTables(main);

    for (const planted of [
      'planted-secret-one',
      'planted-secret-two',
      'planted-secret-three',
      token,
      token.slice(4),
      secret,
      secret.slice(4),
    ]) {
      for (const form of ['utf8', 'base64', 'hex', 'base64url'] as const) {
        const text = Buffer.from(planted).toString(form);
        assert.equal(dump.includes(text), false, `${planted} as ${form}`);
      }
    }
    assert.ok(dump.includes('nora'));
  });
});

async function dumpTables({ store }: TestIdentity): Promise<string> {
  const tables = await sql<{
    name: string;
  }>`select table_name as name from information_schema.tables where table_schema = 'kernel'`.execute(
    store.sql,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql<{
      row: string;
    }>`select t::text as row from ${sql.table(`kernel.${name}`)} t`.execute(store.sql);
    texts.push(...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}
