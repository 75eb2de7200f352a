import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { TrapDecoder } from '../../../subgraphs/storage/snmp/decode-trap.js';
import { TrapCounts, totalOf, trapOutcomes } from '../../../subgraphs/storage/snmp/trap-counts.js';
import { TrapReceiver } from '../../../subgraphs/storage/snmp/trap-receiver.js';
import { runs, runSettings } from '../../fuzz/fuzz-settings.js';
import { silentLog } from '../../support/engines.js';
import { snmpMissing } from '../../support/prepare.js';
import { sendTrap } from '../../support/snmp.js';
import { waitFor } from '../../support/wait-for.js';
import { madeTrap, madeUserTrap } from '../../support/snmp-messages.js';
import { trapSource, userSource } from './trap-sources.js';

const sources = [
  trapSource(),
  userSource(),
  userSource({ privacyProtocol: 'AES256', authProtocol: 'HMCSHA2512' }),
  userSource({ securityLevel: 'noAuthnoPriv', userName: 'open' }),
];
const engine = '0x8000000001020304';
const users = [
  '-v3 -u open -l noAuthNoPriv',
  '-v3 -u traps -l authPriv -a SHA -A authentication -x AES -X confidential',
  '-v3 -u traps -l authPriv -a SHA-512 -A authentication -x AES-256 -X confidential',
].map((line) => [...line.split(' '), '-e', engine]);
const made = [
  madeTrap('trapme'),
  madeTrap('trapme', 0),
  madeUserTrap({ flags: 0, userName: '', engineId: Buffer.alloc(0) }),
  madeUserTrap({ flags: 4, userName: '', engineId: Buffer.alloc(0) }),
  madeUserTrap({ flags: 7, userName: 'traps', engineId: Buffer.alloc(32, 255), boots: 2 ** 31 - 1 }),
];

suite('hostile datagrams', { skip: snmpMissing() }, () => {
  const socket = createSocket('udp4');
  const decoder = new TrapDecoder('8000b98380aabbccddeeff001122334455');
  let seeds: readonly Buffer[] = made;

  before(async () => {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    for (const options of users) {
      const got = once(socket, 'message') as Promise<[Buffer]>;
      await sendTrap({ options, port: socket.address().port, head: ['1', '1.3.6.1.6.3.1.1.5.1'] });
      seeds = [...seeds, (await got)[0]];
    }
  });
  after(() => socket.close());

  /** A datagram of a kind that an attacker makes of a good one. */
  function hostile(): fc.Arbitrary<Buffer> {
    const seed = fc.nat(made.length + users.length - 1).map((i) => seeds[i] ?? Buffer.of());
    const bytes = (max: number): fc.Arbitrary<Buffer> =>
      fc.uint8Array({ maxLength: max }).map((array) => Buffer.from(array));
    const place = fc.nat(400);
    return fc.oneof(
      bytes(600),
      fc.tuple(seed, place).map(([from, at]) => from.subarray(0, at % (from.length + 1))),
      fc.tuple(seed, fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 8 })).map(changed),
      // Every byte of a message may be a length: this makes it lie.
      fc
        .tuple(seed, place, fc.constantFrom(0, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xff))
        .map(([from, at, lie]) => changed([from, [[at, lie]]])),
      fc.tuple(seed, place, bytes(64)).map(([from, at, more]) => {
        const cut = at % (from.length + 1);
        return Buffer.concat([from.subarray(0, cut), more, from.subarray(cut)]);
      }),
      fc.tuple(seed, fc.nat(60_000)).map(([from, size]) => Buffer.concat([from, Buffer.alloc(size, 0x30)])),
      fc.nat(20_000).map((depth) => Buffer.alloc(depth * 2, Buffer.of(0x30, 0x80))),
    );
  }

  function changed([from, changes]: [Buffer, readonly (readonly [number, number])[]]): Buffer {
    const copy = Buffer.from(from);
    for (const [at, byte] of changes) copy[at % copy.length] = byte;
    return copy;
  }

  test('are each told to be one thing, and never break the decoder', () => {
    fc.assert(
      fc.property(hostile(), (datagram) => {
        const before = Buffer.from(datagram);

        const decoded = decoder.decode(datagram, sources);

        assert.ok(['trap', 'answered', 'refused'].includes(decoded.kind));
        assert.ok(datagram.equals(before), 'the datagram was written into');
        const answered = decoded.answers.reduce((sum, answer) => sum + answer.length, 0);
        assert.ok(answered <= datagram.length + 200, `${answered} bytes answer ${datagram.length}`);
      }),
      runSettings(runs * 20),
    );
  });

  test('are a trap of a user with a key only when nothing of them was changed', () => {
    const signed = fc.nat(1).map((i) => seeds.at(-1 - i) ?? Buffer.of());
    fc.assert(
      fc.property(fc.tuple(signed, fc.nat(400), fc.integer({ min: 1, max: 255 })), ([from, at, flip]) => {
        const one = Buffer.from(from);
        one[at % one.length] = (one[at % one.length] ?? 0) ^ flip;

        const decoded = decoder.decode(one, sources);

        assert.notEqual(decoded.kind, 'trap');
      }),
      runSettings(runs * 4),
    );
  });

  test('are counted each once by a receiver, which goes on reading', async (t) => {
    const counts = new TrapCounts();
    const receiver = new TrapReceiver({
      address: '127.0.0.1',
      port: 0,
      rates: { perSender: 100_000, total: 100_000 },
      counts,
      log: silentLog,
      onTrap: ({ source }) => counts.add('stored', source.storageId),
      onLimited: () => undefined,
    });
    receiver.use(sources);
    await receiver.start();
    t.after(() => receiver.stop());
    const { port } = receiver;
    assert.ok(port !== undefined);
    const counted: Record<string, number> = {};
    const sum = (): number => {
      for (const [outcome, n] of Object.entries(totalOf(counts.take())))
        counted[outcome] = (counted[outcome] ?? 0) + n;
      return Object.values(counted).reduce((total, n) => total + n, 0);
    };
    const datagrams = fc.sample(hostile(), { numRuns: 500, seed: 20_261_121 });

    for (const [i, datagram] of datagrams.entries()) {
      await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
      if (i % 50 === 49) await waitFor('what was sent to be counted', () => sum() === i + 1);
    }
    const good = madeTrap('trapme');
    await new Promise((resolve) => socket.send(good, port, '127.0.0.1', resolve));

    await waitFor('the last one to be counted', () => sum() === datagrams.length + 1);
    assert.ok((counted['refused'] ?? 0) > 0 && (counted['stored'] ?? 0) > 0, JSON.stringify(counted));
    assert.deepEqual(
      Object.keys(counted).filter((outcome) => !(trapOutcomes as readonly string[]).includes(outcome)),
      [],
    );
  });
});
