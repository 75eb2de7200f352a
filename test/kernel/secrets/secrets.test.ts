import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { keyRingInFile } from '../../../subgraphs/kernel/secrets/key-file.js';
import { parseKeyRing } from '../../../subgraphs/kernel/secrets/key-ring.js';
import { openSecrets, SecretError, Secrets } from '../../../subgraphs/kernel/secrets/secrets.js';

const place = { table: 'storage.access_info', row: '7', column: 'password' };
const newKey = (): string => randomBytes(32).toString('base64');

describe('secrets', () => {
  it('are encrypted with a fresh nonce, the key id in front, and decrypt to themselves', () => {
    const secrets = new Secrets(parseKeyRing(`k1=${newKey()}`));

    const [first, second] = [secrets.encrypt('schlüssel', place), secrets.encrypt('schlüssel', place)];

    assert.match(first, /^v1:k1:[\w-]{16}:[\w-]+$/);
    assert.notEqual(first, second);
    assert.equal(secrets.decrypt(first, place), 'schlüssel');
    assert.equal(secrets.decrypt(secrets.encrypt('', place), place), '');
  });

  it('do not decrypt in another row, column or table', () => {
    const secrets = new Secrets(parseKeyRing(newKey()));
    const sealed = secrets.encrypt('planted', place);

    for (const elsewhere of [
      { ...place, row: '8' },
      { ...place, column: 'community' },
      { ...place, table: 'storage.alert_source' },
    ]) {
      assert.throws(() => secrets.decrypt(sealed, elsewhere), SecretError);
    }
  });

  it('do not decrypt when changed, and errors show neither text', () => {
    const secrets = new Secrets(parseKeyRing(`k1=${newKey()}`));
    const sealed = secrets.encrypt('planted', place);
    const changed = [
      sealed.slice(0, -4),
      `${sealed.slice(0, -8)}AAAAAAAA`,
      sealed.replace('v1:', 'v2:'),
      'planted',
      '',
      sealed.replace(/^(v1:k1:).{4}/, '$1AAAA'),
      sealed.replace('k1', 'k2'),
    ];

    const messages = changed.map((text) => {
      try {
        return secrets.decrypt(text, place);
      } catch (error) {
        assert.ok(error instanceof SecretError);
        return error.message;
      }
    });

    for (const message of messages) {
      assert.match(message, /storage\.access_info\.password of row "7"/);
      assert.doesNotMatch(message, /planted/);
      assert.equal(message.includes(sealed.slice(-20)), false);
    }
  });

  it('stay readable after a new key came in front, and move to it', () => {
    const [oldKey, currentKey] = [newKey(), newKey()];
    const before = new Secrets(parseKeyRing(oldKey));
    const sealed = before.encrypt('planted', place);

    const after = new Secrets(parseKeyRing(`k2=${currentKey},k1=${oldKey}`));
    const moved = after.reencrypt(sealed, place);

    assert.equal(after.decrypt(sealed, place), 'planted');
    assert.match(moved, /^v1:k2:/);
    assert.equal(after.reencrypt(moved, place), moved);
    assert.equal(new Secrets(parseKeyRing(`k2=${currentKey}`)).decrypt(moved, place), 'planted');
    assert.throws(() => new Secrets(parseKeyRing(`k2=${currentKey}`)).decrypt(sealed, place), /not known/);
  });

  it('refuse keys that are no 32 bytes, and do not show them', () => {
    for (const text of [
      'short',
      randomBytes(16).toString('base64'),
      `k1=${newKey()},oops`,
      `a b=${newKey()}`,
      '',
    ]) {
      assert.throws(
        () => parseKeyRing(text),
        (error: Error) =>
          /must hold 32 bytes/.test(error.message) && (text === '' || !error.message.includes(text)),
      );
    }
    assert.throws(() => parseKeyRing(`k1=${newKey()},k1=${newKey()}`), /"k1" twice/);
  });

  it('without a key on a server fail at the first use with the remedy', () => {
    const secrets = openSecrets({ configured: undefined, embedded: false });

    assert.throws(() => secrets.encrypt('planted', place), /INFRAGRAPH_SECRETS_KEY/);
  });

  it('keep one private key file beside the embedded database', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'infragraph-secrets-'));
    try {
      const sealed = openSecrets({ configured: undefined, embedded: true, dataDir }).encrypt(
        'planted',
        place,
      );

      const reopened = openSecrets({ configured: undefined, embedded: true, dataDir });

      assert.equal(reopened.decrypt(sealed, place), 'planted');
      assert.equal(statSync(join(dataDir, 'secrets.key')).mode & 0o777, 0o600);
      chmodSync(join(dataDir, 'secrets.key'), 0o644);
      assert.throws(() => keyRingInFile(dataDir), /chmod 600/);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
