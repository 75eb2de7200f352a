import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { firstViolation } from '../../../../gateway/rest/delfin/body-check.js';
import { snmpConfigRule } from '../../../../gateway/rest/delfin/body-rules.js';
import { parseJson } from '../../../../gateway/rest/delfin/json-value.js';
import { leniently } from '../../../../gateway/rest/delfin/snmp-config.js';

/** As the integration guide prints it. */
const guide = parseJson(`{
  "version": "SNMPV2C", "community_string": "string", "username": "string", "engine_id": "string",
  "security_level": "noAuthnoPriv", "auth_protocol": "MD5", "auth_key": "string", "privacy_protocol": "DES",
  "privacy_key": "string", "host": "10.0.0.1", "context_name": "New Context", "retry_num": 2,
  "expiration": 60, "port": 20162
}`);

suite('the lenient reading of an alert source', () => {
  test("takes the guide's sample, which the strict one refuses", () => {
    const lenient = leniently(guide);

    assert.ok(firstViolation(guide, snmpConfigRule));
    assert.equal(firstViolation(lenient, snmpConfigRule), undefined);
    assert.deepEqual(lenient, {
      version: 'SNMPv2c',
      community_string: 'string',
      host: '10.0.0.1',
      retry_num: 2,
      expiration: 60,
      port: 20162,
    });
  });

  test('knows MD5 and SHA in version 3, and keeps its fields', () => {
    const body = { host: 'h', version: 'snmpV3', username: 'u', auth_protocol: 'SHA', context_name: 'c' };

    assert.deepEqual(leniently(body), {
      host: 'h',
      version: 'SNMPv3',
      username: 'u',
      auth_protocol: 'HMACSHA',
      context_name: 'c',
    });
    assert.deepEqual(leniently({ version: 'SNMPv3', auth_protocol: 'MD5' }), {
      version: 'SNMPv3',
      auth_protocol: 'HMACMD5',
    });
  });

  test('leaves what it does not know to the check', () => {
    for (const text of ['[]', '"x"', '{"version": "SNMPv4"}', '{"version": 3}', '{"host": "h"}'])
      assert.deepEqual(leniently(parseJson(text)), parseJson(text));
  });
});
