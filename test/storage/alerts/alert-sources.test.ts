import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { AlertHouse } from './alert-house.js';

const v2c = { host: '192.0.2.17', version: 'SNMPv2c', communityString: 'trapme' };
const v3 = {
  host: '192.0.2.17',
  version: 'SNMPv3',
  username: 'traps',
  securityLevel: 'authPriv',
  authProtocol: 'HMACSHA',
  authKey: 'authentication key',
  privacyProtocol: 'AES',
  privacyKey: 'confidential key',
};
const nobody = '00000000-0000-4000-8000-000000000000';
const put = `mutation ($input: PutAlertSourceInput!) { putAlertSource(input: $input) { alertSource {
  createdAtText updatedAtText host version communityString username securityLevel authProtocol privacyProtocol
  engineId port contextName retryNum expiration } } }`;

type Source = Readonly<Record<string, unknown>>;

suite('an alert source', () => {
  let house: AlertHouse;
  let storageUuid: string;

  before(async () => {
    house = await AlertHouse.open();
    storageUuid = (await house.array('SN-1')).uuid;
  });
  after(() => house.close());

  async function given(input: Source): Promise<Source> {
    const data = await house.data<{ putAlertSource: { alertSource: Source } }>(put, {
      input: { storageUuid, ...input },
    });
    return data.putAlertSource.alertSource;
  }

  test('is created, then merged into: what is not sent stays', async () => {
    const created = await given({ ...v2c, port: 1161, retryNum: 3, expiration: 5, contextName: 'ctx' });
    const merged = await given({ ...v2c, host: '192.0.2.18' });

    assert.equal(created['updatedAtText'], null);
    assert.equal(merged['createdAtText'], created['createdAtText']);
    assert.match(String(merged['updatedAtText']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    assert.deepEqual(
      [merged['host'], merged['port'], merged['retryNum'], merged['expiration'], merged['contextName']],
      ['192.0.2.18', 1161, 3, 5, 'ctx'],
    );
  });

  test('of another version loses what belongs to the former', async () => {
    await given(v2c);

    const third = await given({ ...v3, engineId: '80001f8880e963' });
    const second = await given({ ...v2c, version: 'snmpv1' });

    assert.deepEqual([third['communityString'], third['engineId']], [null, '80001f8880e963']);
    assert.deepEqual(
      [
        second['version'],
        second['communityString'],
        second['username'],
        second['securityLevel'],
        second['authProtocol'],
        second['engineId'],
      ],
      ['snmpv1', 'trapme', null, null, null, null],
    );
  });

  test('of a lower security level loses the keys of the higher', async () => {
    await given(v3);

    const authOnly = await given({
      ...v3,
      securityLevel: 'authNoPriv',
      privacyProtocol: null,
      privacyKey: null,
    });
    const [row] = await house.storage.rows('alert_source', storageUuid);

    assert.deepEqual([authOnly['authProtocol'], authOnly['privacyProtocol']], ['HMACSHA', null]);
    assert.deepEqual([row?.['privacy_key'], typeof row?.['auth_key']], [null, 'string']);
  });

  test('keeps its secrets encrypted', async () => {
    await given(v3);
    const [third] = await house.storage.rows('alert_source', storageUuid);
    await given(v2c);
    const [second] = await house.storage.rows('alert_source', storageUuid);

    const kept = JSON.stringify([third, second]);
    for (const secret of ['authentication key', 'confidential key', 'trapme'])
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('hex'),
      ])
        assert.ok(!kept.includes(form), form);
  });

  const refusals: readonly (readonly [string, Source, string])[] = [
    [
      'version 2c without a community',
      { communityString: null },
      'If snmp version is SNMPv1 or SNMPv2c, community_string is required.',
    ],
    [
      'version 3 without a user',
      { ...v3, username: null },
      'If snmp version is SNMPv3, then username, security_level are required.',
    ],
    [
      'authentication without a key',
      { ...v3, authKey: null },
      'If snmp version is SNMPv3 and security_level is authPriv or authNoPriv, auth_protocol and auth_key are required.',
    ],
    [
      'privacy without a key',
      { ...v3, privacyKey: null },
      'If snmp version is SNMPv3 and security_level is authPriv, privacy_protocol and privacy_key are  required.',
    ],
    [
      'an engine that is no hexadecimal',
      { ...v3, engineId: '80001f88zz' },
      'engine_id should be a set of octets in hexadecimal format.',
    ],
    [
      'a version there is not',
      { version: 'SNMPV2C' },
      'version must be one of SNMPv1, SNMPv2c, SNMPv3, snmpv1, snmpv2c, snmpv3.',
    ],
    ['a short key', { ...v3, authKey: 'short' }, 'auth_key must have 8 to 65535 characters.'],
    ['a port there is not', { port: 70_000 }, 'port must be from 0 to 65535.'],
  ];
  for (const [what, changes, sentence] of refusals) {
    test(`is refused with ${what}`, async () => {
      const fault = await house.fault(put, { input: { storageUuid, ...v2c, ...changes } });

      assert.deepEqual(fault, ['InvalidInput', sentence]);
    });
  }

  test('of a storage there is not is refused before its fields are compared', async () => {
    const fault = await house.fault(put, { input: { storageUuid: nobody, ...v2c, communityString: null } });

    assert.deepEqual(fault, ['StorageNotFound', nobody]);
  });

  test('is listed, shown at its storage, and gone once it is deleted', async () => {
    await given(v2c);
    const remove =
      'mutation ($input: DeleteAlertSourceInput!) { deleteAlertSource(input: $input) { storageUuid } }';
    const input = { storageUuid };

    const { alertSources } = await house.data<{ alertSources: Source[] }>(
      '{ alertSources { host storage { serialNumber alertSource { communityString } } traps { stored } } }',
    );
    await house.data(remove, { input });
    const again = await house.fault(remove, { input });

    assert.deepEqual(alertSources, [
      {
        host: '192.0.2.17',
        storage: { serialNumber: 'SN-1', alertSource: { communityString: 'trapme' } },
        traps: { stored: 0 },
      },
    ]);
    assert.deepEqual(again, ['AlertSourceNotFound', storageUuid]);
  });
});
