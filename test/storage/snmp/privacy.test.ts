import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { AuthProtocols, Encryption } from 'net-snmp';
import { chainedKey, localizedKey } from '../../../subgraphs/storage/snmp/localized-keys.js';
import { extendSnmpPrivacy, privacyNumbers } from '../../../subgraphs/storage/snmp/privacy.js';

const engineID = Buffer.from('000000000000000000000002', 'hex');

suite('keys of SNMPv3', () => {
  const ofOneHash = [
    ['md5', '526f5eed9fcce26f8964c2930787d82b'],
    ['sha1', '6695febc9288e36282235fc7151f128497b38f3f'],
  ] as const;
  for (const [hash, key] of ofOneHash)
    test(`are those of RFC 3414, A.3, by ${hash}`, () => {
      assert.equal(localizedKey(hash, 'maplesyrup', engineID).toString('hex'), key);
    });

  const chained = [
    ['md5', 32, '526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12'],
    ['sha1', 40, '6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9cd2d5065547743fb5'],
  ] as const;
  for (const [hash, length, key] of chained)
    test(`are those of the draft on triple DES by ${hash}`, () => {
      assert.equal(chainedKey(hash, 'maplesyrup', engineID, length).toString('hex'), key);
    });
});

suite('a privacy protocol', () => {
  const engine = { engineID, engineBoots: 3, engineTime: 1000 };
  const plain = Buffer.from('3010040180040100a70802010102010002010030', 'hex').subarray(0, 18);
  extendSnmpPrivacy();

  for (const [name, number] of Object.entries(privacyNumbers))
    test(`such as ${name} reads what it has written, and nothing by another password`, () => {
      const algorithm = Encryption.algorithms[number];
      assert.ok(algorithm);
      const { sha } = AuthProtocols;

      const { encryptedPdu, msgPrivacyParameters } = algorithm.encryptPdu(
        plain,
        number,
        'confidential',
        sha,
        engine,
      );
      const read = (password: string): Buffer =>
        algorithm.decryptPdu(encryptedPdu, number, msgPrivacyParameters, password, sha, engine);

      assert.equal(msgPrivacyParameters.length, 8);
      assert.deepEqual(read('confidential').subarray(0, plain.length), plain);
      assert.notDeepEqual(read('another one').subarray(0, plain.length), plain);
      assert.ok(!encryptedPdu.includes(plain.subarray(0, 8)));
    });
});
