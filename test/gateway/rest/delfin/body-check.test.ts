import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { firstViolation, violationSentence } from '../../../../gateway/rest/delfin/body-check.js';
import {
  accessInfoRule,
  alertSyncRule,
  registerRule,
  snmpConfigRule,
} from '../../../../gateway/rest/delfin/body-rules.js';
import { parseJson } from '../../../../gateway/rest/delfin/json-value.js';

const rest = '"rest": {"host": "192.0.2.17", "port": 8443, "username": "monitor", "password": "s3cret"}';
const named = '"vendor": "fake_storage", "model": "fake_driver"';
const atField = (field: string, text: string): string =>
  `Invalid input for field/attribute ${field}. ${text}`;

/** A body of each rule and what is said of it; nothing when it keeps the rule. */
const registrations: readonly (readonly [body: string, sentence: string | undefined])[] = [
  [`{${named}, ${rest}}`, undefined],
  [`{${named}, "storage_name": "lab-7", ${rest}, "extra_attributes": {"array_id": "1", "ä": 5}}`, undefined],
  [`{${named}, "cli": {"host": "", "username": "u", "password": "p"}}`, undefined],
  [`{${named}, "smis": {"host": "h", "username": "u", "password": "p", "namespace": "root"}}`, undefined],
  [
    `{${named}, "ssh": {"host": "h", "port": 22, "username": "u", "password": "p", "pub_key": "k", "pub_key_type": "ssh-rsa"}}`,
    undefined,
  ],
  ['[]', "[] is not of type 'object'"],
  ['null', "None is not of type 'object'"],
  ['"x"', "'x' is not of type 'object'"],
  [`{${rest}}`, "'vendor' is a required property"],
  [`{"vendor": "v", ${rest}}`, "'model' is a required property"],
  [`{"vendor": "", "model": 5, ${rest}}`, atField('vendor', "'' is too short")],
  [`{"vendor": "v", "model": 5, ${rest}}`, atField('model', "5 is not of type 'string'")],
  [`{"vendor": "v", "model": true, ${rest}}`, atField('model', "True is not of type 'string'")],
  [
    `{"vendor": "${'v'.repeat(256)}", "model": "m", ${rest}}`,
    atField('vendor', `'${'v'.repeat(256)}' is too long`),
  ],
  [`{"vendor": "${'😀'.repeat(255)}", "model": "m", ${rest}}`, undefined],
  [`{${named}, "rest": []}`, atField('rest', "[] is not of type 'object'")],
  [`{${named}, "rest": {}}`, atField('rest', "'host' is a required property")],
  [
    `{${named}, "rest": {"host": "h", "port": 1, "username": "u"}}`,
    atField('rest', "'password' is a required property"),
  ],
  [
    `{${named}, "rest": {"host": "a b", "port": "22"}}`,
    atField('host', "'a b' does not match '^[a-zA-Z0-9-_.:]*$'"),
  ],
  [
    `{${named}, "rest": {"host": "10.0.0.1,10.0.0.2"}}`,
    atField('host', "'10.0.0.1,10.0.0.2' does not match '^[a-zA-Z0-9-_.:]*$'"),
  ],
  [`{${named}, "rest": {"port": "22"}}`, atField('port', "'22' is not of type 'integer'")],
  [`{${named}, "rest": {"port": 22.0}}`, atField('port', "22.0 is not of type 'integer'")],
  [`{${named}, "rest": {"port": true}}`, atField('port', "True is not of type 'integer'")],
  [`{${named}, "rest": {"port": null}}`, atField('port', "None is not of type 'integer'")],
  [`{${named}, "rest": {"port": 70000}}`, atField('port', '70000 is greater than the maximum of 65535')],
  [`{${named}, "rest": {"port": -1}}`, atField('port', '-1 is less than the minimum of 0')],
  [
    `{${named}, "rest": {"port": 99999999999999999999}}`,
    atField('port', '99999999999999999999 is greater than the maximum of 65535'),
  ],
  [
    `{${named}, "rest": {"host": "h", "port": 1, "username": "u", "password": "p", "x": 1}}`,
    atField('rest', "Additional properties are not allowed ('x' was unexpected)"),
  ],
  [
    `{${named}, "rest": {"host": "h", "port": 1, "username": "u", "password": ""}}`,
    atField('password', "'' is too short"),
  ],
  [
    `{${named}, "ssh": {"host": "h", "port": 22, "username": "u", "password": "p"}}`,
    atField('ssh', "'pub_key' is a required property"),
  ],
  [
    `{${named}, "ssh": {"host": "h", "port": 22, "username": "u", "password": "p", "pub_key": "k", "pub_key_type": "rsa"}}`,
    atField(
      'pub_key_type',
      "'rsa' is not one of ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa', 'ssh-dss']",
    ),
  ],
  [`{${named}, ${rest}, "extra_attributes": {"a b": 5}}`, atField('a b', "5 is not of type 'string'")],
  [
    `{${named}, ${rest}, "extra_attributes": {"a": "${'x'.repeat(256)}"}}`,
    atField('a', `'${'x'.repeat(256)}' is too long`),
  ],
  [
    `{${named}, "x": 1}`,
    "{'vendor': 'fake_storage', 'model': 'fake_driver', 'x': 1} is not valid under any of the given schemas",
  ],
  [`{${named}, ${rest}, "name": "n"}`, "Additional properties are not allowed ('name' was unexpected)"],
  [
    `{${named}, ${rest}, "name": "n", "description": "d"}`,
    "Additional properties are not allowed ('name', 'description' were unexpected)",
  ],
];

suite('the check of a registration', () => {
  for (const [body, sentence] of registrations)
    test(`says ${sentence?.slice(0, 120) ?? 'nothing'} of ${body.slice(0, 80)}`, () => {
      const violation = firstViolation(parseJson(body), registerRule);

      assert.equal(violation && violationSentence(violation), sentence);
    });

  test('shows no secret', () => {
    const violation = firstViolation(
      parseJson(`{${named}, "rest": {"password": "${'s3cret'.repeat(60)}"}}`),
      registerRule,
    );

    assert.equal(violation && violationSentence(violation), atField('password', "'***' is too long"));
  });
});

suite('the check of other bodies', () => {
  test('asks for one way of access at an access info, of which SSH needs no password', () => {
    const none = firstViolation(parseJson('{"extra_attributes": {}}'), accessInfoRule);
    const ssh = firstViolation(
      parseJson('{"ssh": {"host": "h", "port": 22, "username": "u"}}'),
      accessInfoRule,
    );

    assert.equal(none?.text, "{'extra_attributes': {}} is not valid under any of the given schemas");
    assert.equal(ssh, undefined);
  });

  test('knows six spellings of the SNMP version', () => {
    const wrong = firstViolation(parseJson('{"host": "h", "version": "SNMPV2C"}'), snmpConfigRule);
    const right = firstViolation(parseJson('{"host": "h", "version": "snmpv2c"}'), snmpConfigRule);

    assert.equal(
      wrong && violationSentence(wrong),
      atField(
        'version',
        "'SNMPV2C' is not one of ['SNMPv1', 'SNMPv2c', 'SNMPv3', 'snmpv1', 'snmpv2c', 'snmpv3']",
      ),
    );
    assert.equal(right, undefined);
  });

  test('lets no other key into an alert sync', () => {
    const violation = firstViolation(parseJson('{"begin_time": 1, "from": 2}'), alertSyncRule);

    assert.equal(violation?.text, "Additional properties are not allowed ('from' was unexpected)");
  });
});
