import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ask } from '../support/graph-client.js';
import { lastFirst } from '../support/last-first.js';
import { alertmanagerMissing, snmpMissing } from '../support/prepare.js';
import { waitFor } from '../support/wait-for.js';
import { TrapHouse } from './trap-house.js';

const patience = { withinMs: 30_000 };
const secrets = [
  'community-secret',
  'authentication-secret',
  'privacy-secret',
  'wrong-secret',
  's3cret-device',
];
const community = { community_string: 'community-secret' };
const keys = { auth_key: 'authentication-secret', privacy_key: 'privacy-secret' };

const asUser = (auth: string, privacy: string): string[] =>
  `-v3 -u traps -l authPriv -a ${auth} -A authentication-secret -x ${privacy} -X privacy-secret`.split(' ');
const v3 = (auth_protocol: string, privacy_protocol: string): Readonly<Record<string, unknown>> => ({
  version: 'SNMPv3',
  username: 'traps',
  security_level: 'authPriv',
  auth_protocol,
  privacy_protocol,
  ...keys,
});

const ways: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[]])[] = [
  ['version 1', { version: 'SNMPv1', ...community }, ['-v1', '-c', 'community-secret']],
  ['version 2c', { version: 'SNMPv2c', ...community }, ['-v2c', '-c', 'community-secret']],
  [
    'an inform of version 2c',
    { version: 'SNMPv2c', ...community },
    ['-Ci', '-v2c', '-c', 'community-secret'],
  ],
  [
    'version 3 without keys',
    { version: 'SNMPv3', username: 'traps', security_level: 'noAuthnoPriv' },
    ['-v3', '-u', 'traps', '-l', 'noAuthNoPriv'],
  ],
  ['version 3 by MD5 and DES', v3('HMACMD5', 'DES'), asUser('MD5', 'DES')],
  ['version 3 by SHA and AES', v3('HMACSHA', 'AES'), asUser('SHA', 'AES')],
  ['version 3 by SHA-512 and AES-256', v3('HMCSHA2512', 'AES256'), asUser('SHA-512', 'AES-256')],
  ['an inform of version 3', v3('HMCSHA2256', 'AES192'), ['-Ci', ...asUser('SHA-256', 'AES-192')]],
];

const owner = lastFirst({ after });

describe('the journey of a trap', { skip: snmpMissing() ?? alertmanagerMissing() }, () => {
  let house: TrapHouse;
  let storage: string;

  before(async () => {
    house = await TrapHouse.open(owner);
    storage = await house.array('TRAP-1', '192.0.2.31');
  });

  /** Sends until it has come of it: the receiver learns of a change of its sources a moment later. */
  async function sendUntil(what: string, send: () => Promise<void>, done: () => boolean): Promise<void> {
    await waitFor(
      what,
      async () => {
        await send();
        return waitFor(what, done, { withinMs: 1500 });
      },
      patience,
    );
  }

  for (const [i, [name, config, options]] of ways.entries()) {
    it(`by ${name} leads to one live alert and one at the Alertmanager, and its end ends both`, async () => {
      const alertId = `way-${i}`;
      await house.source(storage, config);

      await sendUntil(
        'the alert',
        () => house.send(options, { alertId }),
        () => house.told('OPENED', alertId).length > 0,
      );
      await waitFor('the Alertmanager to hold it', async () => (await house.held(alertId)) === 1, patience);
      await house.send(options, { alertId });
      await waitFor('the repeat', () => house.told('CHANGED', alertId).length > 0, patience);
      const heldStill = await house.held(alertId);
      await house.send(options, { alertId, category: 'Recovery' });
      await waitFor('its end', () => house.told('CLEARED', alertId).length > 0, patience);
      await waitFor('the Alertmanager to let go', async () => (await house.held(alertId)) === 0, patience);

      assert.equal(heldStill, 1);
      assert.equal(house.told('OPENED', alertId).length, 1);
      assert.deepEqual(house.told('OPENED', alertId)[0]?.alerts, [
        { alertId, severity: 'Major', storageUuid: storage },
      ]);
    });
  }

  it('ends at the door with a wrong community, a wrong key or an unknown sender, and is counted', async () => {
    const alertId = 'stranger';
    const before = await house.tally();
    const grown = async (outcome: string, by: number): Promise<void> => {
      const is = async (): Promise<boolean> =>
        ((await house.tally())[outcome] ?? 0) === (before[outcome] ?? 0) + by;
      await waitFor(`${by} ${outcome}`, is, patience);
    };

    await house.send(asUser('SHA', 'AES'), { alertId }, '127.0.0.2');
    await grown('unknown', 1);
    await house.send(['-v2c', '-c', 'wrong-secret'], { alertId });
    await house.send(
      asUser('SHA-256', 'AES-192').map((word) => (word === 'authentication-secret' ? 'wrong-secret' : word)),
      { alertId },
    );
    await house.send(
      asUser('SHA-256', 'AES-192').map((word) => (word === 'privacy-secret' ? 'wrong-secret' : word)),
      { alertId },
    );
    await grown('refused', 3);

    assert.deepEqual([house.told('OPENED', alertId).length, await house.held(alertId)], [0, 0]);
  });

  it('finds the array it is of behind a sender of several', async () => {
    const other = await house.array('TRAP-2', '192.0.2.32');
    await house.source(storage, { version: 'SNMPv2c', community_string: 'community-secret' });
    await house.source(other, { version: 'SNMPv2c', community_string: 'authentication-secret' });
    const of = (kind: string, alertId: string): (string | undefined)[] =>
      house.told(kind, alertId).map(({ alerts }) => alerts[0]?.storageUuid);

    await sendUntil(
      'the alert by the community',
      () => house.send(['-v2c', '-c', 'authentication-secret'], { alertId: 'by-community' }),
      () => of('OPENED', 'by-community').length > 0,
    );
    await sendUntil(
      'the alert by the serial number',
      () => house.send(['-v2c', '-c', 'community-secret'], { alertId: 'by-serial', serialNumber: 'TRAP-2' }),
      () => of('OPENED', 'by-serial').length > 0,
    );
    await house.withoutSource(other);

    assert.deepEqual([of('OPENED', 'by-community'), of('OPENED', 'by-serial')], [[other], [other]]);
  });

  it('leaves no secret in the log, the events or an answer, but the community to who may change it', async () => {
    await house.source(storage, v3('HMACSHA', 'AES'));
    const fields = 'alertSource { version username authProtocol privacyProtocol communityString probeError }';
    const answers = [
      (await house.rest('GET', `/v1/storages/${storage}/snmp-config`)).json,
      (await house.rest('GET', '/v1/snmp-configs')).json,
      (await ask(house.place, `{ storages { nodes { ${fields} } } alertSources { host version } }`)).text,
      (await house.rest('PUT', `/v1/storages/${storage}/snmp-config`, { auth_key: 7, ...community })).json,
    ];

    const told = JSON.stringify([house.log.lines, house.events.events, answers]);

    assert.ok(house.log.lines.length > 10);
    for (const secret of secrets)
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('hex'),
      ])
        assert.ok(!told.includes(form), form);
  });
});
