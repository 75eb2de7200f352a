import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { TrapDecoder, type DecodedTrap } from '../../../subgraphs/storage/snmp/decode-trap.js';
import type { TrapSource } from '../../../subgraphs/storage/snmp/trap-source.js';
import type { Refusal } from '../../../subgraphs/storage/snmp/usm-check.js';
import { snmpMissing } from '../../support/prepare.js';
import { sendTrap, type SnmpTrap } from '../../support/snmp.js';
import { trapSource, userSource } from './trap-sources.js';

const engine = '8000000001020304';
const head = ['4711', '1.3.6.1.4.1.8072.2.3.0.1'];
const values = ['1.3.6.1.4.1.8072.2.3.2.1', 's', 'disk 11 pulled'];

suite('a datagram of snmptrap', { skip: snmpMissing() }, () => {
  let socket: Socket;
  let port: number;
  let decoder: TrapDecoder;

  before(async () => {
    socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    port = socket.address().port;
    decoder = new TrapDecoder('8000b98380aabbccddeeff001122334455');
  });
  after(() => socket.close());

  /** What the decoder makes of the next datagram, its answers sent back. */
  async function decodeSent(
    trap: Pick<SnmpTrap, 'options'> & Partial<SnmpTrap>,
    sources: readonly TrapSource[],
  ): Promise<DecodedTrap[]> {
    const decoded: DecodedTrap[] = [];
    const read = (datagram: Buffer, from: { port: number; address: string }): void => {
      const one = decoder.decode(datagram, sources);
      decoded.push(one);
      if (one.kind !== 'refused')
        for (const answer of one.answers) socket.send(answer, from.port, from.address);
    };
    const got = once(socket, 'message');
    socket.on('message', read);
    try {
      await Promise.all([sendTrap({ head, values, port, ...trap }), got]);
    } finally {
      socket.off('message', read);
    }
    return decoded;
  }

  const onlyTrap = (decoded: readonly DecodedTrap[]): (DecodedTrap & { kind: 'trap' }) | undefined =>
    decoded.find((one) => one.kind === 'trap');

  test('of version 1 is converted to the form of the later ones', async () => {
    const source = trapSource({ version: 'SNMPv1' });

    const decoded = await decodeSent(
      {
        options: ['-v1', '-c', 'trapme'],
        head: ['1.3.6.1.4.1.8072.9', '10.1.2.3', '6', '17', '99'],
      },
      [source],
    );

    assert.deepEqual(onlyTrap(decoded)?.trap, {
      '1.3.6.1.2.1.1.3.0': '99',
      '1.3.6.1.6.3.1.1.4.1.0': '1.3.6.1.4.1.8072.9.0.17',
      '1.3.6.1.6.3.18.1.3.0': '10.1.2.3',
      '1.3.6.1.6.3.18.1.4.0': 'trapme',
      '1.3.6.1.6.3.1.1.4.3.0': '1.3.6.1.4.1.8072.9',
      '1.3.6.1.4.1.8072.2.3.2.1': 'disk 11 pulled',
    });
  });

  test('of version 2c is flattened, each value as a text', async () => {
    const kinds = [
      ['1.3.6.1.4.1.1.1', 'i', '-5'],
      ['1.3.6.1.4.1.1.2', 'u', '4000000000'],
      ['1.3.6.1.4.1.1.3', 'o', '1.3.6.1.4'],
      ['1.3.6.1.4.1.1.4', 'a', '10.0.0.7'],
      ['1.3.6.1.4.1.1.5', 'C', '18446744073709551615'],
      ['1.3.6.1.4.1.1.6', 'x', '00ff10'],
      ['1.3.6.1.4.1.1.7', 's', 'Größe 7'],
    ].flat();

    const decoded = await decodeSent({ options: ['-v2c', '-c', 'trapme'], values: kinds }, [trapSource()]);

    assert.deepEqual(onlyTrap(decoded)?.trap, {
      '1.3.6.1.2.1.1.3.0': '4711',
      '1.3.6.1.6.3.1.1.4.1.0': '1.3.6.1.4.1.8072.2.3.0.1',
      '1.3.6.1.4.1.1.1': '-5',
      '1.3.6.1.4.1.1.2': '4000000000',
      '1.3.6.1.4.1.1.3': '1.3.6.1.4',
      '1.3.6.1.4.1.1.4': '10.0.0.7',
      '1.3.6.1.4.1.1.5': '18446744073709551615',
      '1.3.6.1.4.1.1.6': '0x00ff10',
      '1.3.6.1.4.1.1.7': 'Größe 7',
    });
  });

  test('with a community of no source is refused', async () => {
    const decoded = await decodeSent({ options: ['-v2c', '-c', 'wrong'] }, [trapSource()]);

    assert.deepEqual(decoded, [refused('credential')]);
  });

  const auths = [
    ['MD5', 'HMACMD5'],
    ['SHA', 'HMACSHA'],
    ['SHA-224', 'HMCSHA2224'],
    ['SHA-256', 'HMCSHA2256'],
    ['SHA-384', 'HMCSHA2384'],
    ['SHA-512', 'HMCSHA2512'],
  ] as const;
  for (const [option, authProtocol] of auths) {
    test(`of version 3 authenticated by ${option} is read`, async () => {
      const source = userSource({ securityLevel: 'authNoPriv', authProtocol });

      const decoded = await decodeSent({ options: asUser(option) }, [source]);

      assert.equal(onlyTrap(decoded)?.trap['1.3.6.1.4.1.8072.2.3.2.1'], 'disk 11 pulled');
    });
  }

  const privacies = [
    ['DES', 'DES', 'SHA', 'HMACSHA'],
    ['AES', 'AES', 'SHA', 'HMACSHA'],
    ['AES-192', 'AES192', 'SHA', 'HMACSHA'],
    ['AES-256', 'AES256', 'SHA', 'HMACSHA'],
    ['AES-192', 'AES192', 'SHA-256', 'HMCSHA2256'],
    ['AES-256', 'AES256', 'MD5', 'HMACMD5'],
  ] as const;
  for (const [option, privacyProtocol, auth, authProtocol] of privacies) {
    test(`of version 3 encrypted by ${option} and authenticated by ${auth} is read`, async () => {
      const source = userSource({ authProtocol, privacyProtocol });

      const decoded = await decodeSent({ options: asUser(auth, option) }, [source]);

      assert.equal(onlyTrap(decoded)?.trap['1.3.6.1.4.1.8072.2.3.2.1'], 'disk 11 pulled');
    });
  }

  test('of version 3 with a wrong authentication key is refused', async () => {
    const decoded = await decodeSent({ options: asUser('SHA', 'AES') }, [
      userSource({ authKey: 'something else' }),
    ]);

    assert.deepEqual(decoded, [refused('key')]);
  });

  test('of version 3 with a wrong privacy key is refused', async () => {
    const decoded = await decodeSent({ options: asUser('SHA', 'AES') }, [
      userSource({ privacyKey: 'something else' }),
    ]);

    assert.deepEqual(decoded, [refused('key')]);
  });

  test('of version 3 below the level of its user is refused', async () => {
    const decoded = await decodeSent({ options: asUser('SHA') }, [userSource()]);

    assert.deepEqual(decoded, [refused('credential')]);
  });

  test('of version 3 from another engine than the known one is refused', async () => {
    const own = await decodeSent({ options: asUser('SHA', 'AES') }, [userSource({ engineId: engine })]);
    const foreign = await decodeSent({ options: asUser('SHA', 'AES') }, [
      userSource({ engineId: '80000000ffffffff' }),
    ]);

    assert.equal(onlyTrap(own)?.kind, 'trap');
    assert.deepEqual(foreign, [refused('engine')]);
  });

  test('finds its source among those of one sender that share a user name', async () => {
    const first = userSource({ storageId: 'first', authKey: 'another key' });
    const second = userSource({ storageId: 'second' });

    const decoded = await decodeSent({ options: asUser('SHA', 'AES') }, [first, second]);

    assert.equal(onlyTrap(decoded)?.source.storageId, 'second');
  });

  test('that is an inform of version 2c is read and acknowledged', async () => {
    const decoded = await decodeSent({ options: ['-Ci', '-v2c', '-c', 'trapme', '-r0', '-t5'] }, [
      trapSource(),
    ]);

    assert.equal(onlyTrap(decoded)?.trap['1.3.6.1.4.1.8072.2.3.2.1'], 'disk 11 pulled');
  });

  for (const privacy of ['DES', 'AES', 'AES-256'] as const) {
    test(`that is an inform of version 3 with ${privacy} is read and acknowledged`, async () => {
      const source = userSource({ privacyProtocol: privacy.replace('-', '') });

      const decoded = await decodeSent({ options: ['-Ci', '-r0', '-t5', ...asUser('SHA', privacy, null)] }, [
        source,
      ]);

      assert.equal(onlyTrap(decoded)?.trap['1.3.6.1.4.1.8072.2.3.2.1'], 'disk 11 pulled');
    });
  }

  test('that is no SNMP is refused', () => {
    const datagrams = [Buffer.alloc(0), Buffer.from('hello'), Buffer.from([0x30, 0x82, 0xff, 0xff, 0x02])];

    const decoded = datagrams.map((datagram) => decoder.decode(datagram, [trapSource()]));

    assert.deepEqual(
      decoded,
      datagrams.map(() => refused('malformed')),
    );
  });
});

function refused(reason: Refusal): DecodedTrap {
  return { kind: 'refused', reason, answers: [] };
}

function asUser(auth: string, privacy?: string, engineId: string | null = engine): string[] {
  const options = ['-v3', '-u', 'traps', '-a', auth, '-A', 'authentication'];
  if (privacy === undefined) options.push('-l', 'authNoPriv');
  else options.push('-l', 'authPriv', '-x', privacy, '-X', 'confidential');
  return engineId === null ? options : [...options, '-e', `0x${engineId}`];
}
