import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault } from '../../../subgraphs/kernel/errors/fault.js';
import { foreignHopSecret } from '../../../subgraphs/kernel/identity/foreign-hop-secret.js';
import { parseHopSecrets, signHop, verifyHop, type Hop } from '../../../subgraphs/kernel/identity/hop.js';
import { openViewer } from '../../../subgraphs/kernel/identity/viewer.js';

const secret = 'a-secret-of-at-least-32-bytes-in-length';
const other = 'another-secret-of-at-least-32-bytes-also';
const hop: Hop = {
  viewer: { ...openViewer, scopes: ['compute:read'], expiresAt: new Date(1_900_000_000_000) },
  requestId: 'request-1',
  origin: { address: '192.0.2.1', userAgent: 'test' },
  audience: 'compute',
};
const start = 1_800_000_000_000;

function isRefused(
  header: string | undefined,
  expected: Partial<Parameters<typeof verifyHop>[2]> = {},
  secrets = [secret],
): boolean {
  try {
    verifyHop(secrets, header, { audience: 'compute', now: start, ...expected });
    return false;
  } catch (error) {
    assert.ok(error instanceof Fault && error.code === 'UNAUTHENTICATED', String(error));
    return true;
  }
}

describe('a hop to a remote subgraph', () => {
  it('carries the viewer, the request and its origin', () => {
    const read = verifyHop([secret], signHop([secret], hop, start), { audience: 'compute', now: start });

    assert.deepEqual(read, hop);
  });

  it('is refused when any character was changed', () => {
    const header = signHop([secret], hop, start);

    const changed = Array.from(
      header,
      (c, i) => `${header.slice(0, i)}${c === 'A' ? 'B' : 'A'}${header.slice(i + 1)}`,
    );

    // The last character of each part holds unused bits, which base64url readers ignore.
    const decoded = changed.filter((text) => !sameBytes(text, header));
    assert.ok(decoded.length > header.length - 3);
    assert.deepEqual(
      decoded.filter((text) => !isRefused(text)),
      [],
    );
  });

  it('is refused for another subgraph', () => {
    assert.equal(isRefused(signHop([secret], hop, start), { audience: 'metadata' }), true);
  });

  it('lives for a minute, with five seconds for clocks that differ', () => {
    const header = signHop([secret], hop, start);

    const refused = [-6000, -5000, 0, 60_000, 64_999, 65_000].map((after) =>
      isRefused(header, { now: start + after }),
    );

    assert.deepEqual(refused, [true, false, false, false, false, true]);
  });

  it('is refused under a foreign secret and accepted under either of two', () => {
    const header = signHop([other, secret], hop, start);

    assert.equal(isRefused(header), true);
    assert.equal(isRefused(header, {}, [secret, other]), false);
  });

  it('that names a body holds for this body only', () => {
    const header = signHop([secret], { ...hop, body: '{"query":"{a}"}' }, start);

    assert.equal(isRefused(header, { body: '{"query":"{a}"}' }), false);
    assert.equal(isRefused(header, { body: '{"query":"{b}"}' }), true);
    assert.equal(isRefused(header), true);
  });

  it('is refused when missing, cut, doubled or far too long', () => {
    const header = signHop([secret], hop, start);

    for (const text of [
      undefined,
      '',
      '.',
      header.split('.')[0],
      `${header}.x`,
      `${header.split('.')[0]}.`,
      'x'.repeat(70_000),
    ]) {
      assert.equal(isRefused(text), true, text?.slice(0, 20));
    }
  });

  it('to a subgraph of others is signed with a secret that holds for it alone', () => {
    const theirs = foreignHopSecret(secret, 'inventory');
    const header = signHop([theirs], { ...hop, audience: 'inventory' }, start);
    const forged = signHop([theirs], { ...hop, audience: 'compute' }, start);

    assert.equal(verifyHop([theirs], header, { audience: 'inventory', now: start }).audience, 'inventory');
    assert.throws(() => verifyHop([secret], forged, { audience: 'compute', now: start }));
    assert.notEqual(theirs, foreignHopSecret(secret, 'billing'));
    assert.ok(parseHopSecrets(theirs));
  });

  it('needs a secret of 32 bytes, or two of them', () => {
    assert.deepEqual(parseHopSecrets(`${secret}, ${other}`), [secret, other]);
    assert.throws(() => parseHopSecrets('short'), /at least 32 bytes/);
    assert.throws(() => parseHopSecrets(`${secret},short`), /at least 32 bytes/);
    assert.throws(() => parseHopSecrets(`${secret},${other},${secret}`), /one secret, or two/);
    assert.throws(() => signHop([], hop), /INFRAGRAPH_HOP_SECRET/);
  });
});

function sameBytes(a: string, b: string): boolean {
  const [textA, signA] = a.split('.');
  const [textB, signB] = b.split('.');
  return (
    textA === textB && Buffer.from(signA ?? '', 'base64url').equals(Buffer.from(signB ?? '', 'base64url'))
  );
}
