import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { TrapDecoder, type DecodedTrap } from '../../../subgraphs/storage/snmp/decode-trap.js';
import { EngineClocks } from '../../../subgraphs/storage/snmp/engine-clocks.js';
import { messageHead } from '../../../subgraphs/storage/snmp/message-head.js';
import { snmpMissing } from '../../support/prepare.js';
import { sendTrap } from '../../support/snmp.js';
import { madeTrap, madeUserTrap } from '../../support/snmp-messages.js';
import { trapSource, userSource } from './trap-sources.js';

const ownEngine = '8000b98380aabbccddeeff001122334455';
const engineId = Buffer.from('8000000001020304', 'hex');
const kindOf = (decoded: DecodedTrap): string => (decoded.kind === 'refused' ? decoded.reason : decoded.kind);

suite('a message without a proof', () => {
  const decoder = new TrapDecoder(ownEngine);
  const source = userSource();

  test('is a trap of no source though it names no user at all', () => {
    const anonymous = madeUserTrap({ flags: 0, userName: '', engineId });

    const decoded = [source, trapSource(), userSource({ securityLevel: 'noAuthnoPriv' })].map((one) =>
      kindOf(decoder.decode(anonymous, [one])),
    );

    assert.deepEqual(decoded, ['credential', 'credential', 'credential']);
  });

  test('is read for a user who has none, of that name only', () => {
    const named = (userName: string): Buffer => madeUserTrap({ flags: 0, userName, engineId });
    const open = userSource({ securityLevel: 'noAuthnoPriv' });

    const decoded = [named('traps'), named('TRAPS')].map((one) => kindOf(decoder.decode(one, [open])));

    assert.deepEqual(decoded, ['trap', 'credential']);
  });

  test('that claims to have one is refused by the key', () => {
    const claims = madeUserTrap({ flags: 3, userName: 'traps', engineId });

    assert.equal(kindOf(decoder.decode(claims, [source])), 'key');
  });

  test('of a version there is not is no SNMP, whatever its community', () => {
    const decoded = [0, 1, 2, 3, 4, 77].map((version) =>
      kindOf(decoder.decode(madeTrap('trapme', version), [trapSource()])),
    );

    assert.deepEqual(decoded, ['trap', 'trap', 'malformed', 'malformed', 'malformed', 'malformed']);
  });

  test('of another version than the source is refused', () => {
    const decoded = [
      decoder.decode(madeTrap('traps'), [source]),
      decoder.decode(madeUserTrap({ flags: 0, userName: 'trapme', engineId }), [trapSource()]),
    ].map(kindOf);

    assert.deepEqual(decoded, ['credential', 'credential']);
  });
});

suite('the clock of an engine', () => {
  const head = (boots: number, time: number) => ({ engineId, boots, time });

  test('goes on by itself, and what lies 150 seconds behind it is old', () => {
    let now = 0;
    const clocks = new EngineClocks(() => now);

    const first = clocks.isTimely('s', head(3, 1000));
    now = 100_000;
    const told = [949, 950, 1000, 1200].map((time) => clocks.isTimely('s', head(3, time)));
    const behind = [1049, 1050].map((time) => clocks.isTimely('s', head(3, time)));

    assert.equal(first, true);
    assert.deepEqual(told, [false, true, true, true]);
    assert.deepEqual(behind, [false, true]);
  });

  test('begins anew with more boots, never with fewer', () => {
    const clocks = new EngineClocks();
    clocks.isTimely('s', head(3, 1000));

    const told = [head(4, 0), head(3, 1001), head(2 ** 31 - 1, 5)].map((one) => clocks.isTimely('s', one));

    assert.deepEqual(told, [true, false, false]);
  });

  test('is one for each source', () => {
    const clocks = new EngineClocks();
    clocks.isTimely('s', head(3, 1000));

    assert.equal(clocks.isTimely('other', head(1, 1)), true);
  });
});

suite('snmptrap', { skip: snmpMissing() }, () => {
  const socket = createSocket('udp4');
  before(async () => {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
  });
  after(() => socket.close());

  const user = '-v3 -u traps -l authPriv -a SHA -A authentication -x AES -X confidential'.split(' ');

  /** What a decoder makes of all that snmptrap sends, which gets its answers. */
  async function talk(decoder: TrapDecoder, options: readonly string[]): Promise<[DecodedTrap, Buffer][]> {
    const talked: [DecodedTrap, Buffer][] = [];
    const read = (datagram: Buffer, from: { port: number; address: string }): void => {
      const decoded = decoder.decode(datagram, [userSource()]);
      talked.push([decoded, datagram]);
      for (const answer of decoded.answers) socket.send(answer, from.port, from.address);
    };
    socket.on('message', read);
    const head = ['4711', '1.3.6.1.4.1.8072.2.3.0.1'];
    const got = once(socket, 'message');
    await Promise.all([sendTrap({ options, port: socket.address().port, head }), got]).finally(() =>
      socket.off('message', read),
    );
    return talked;
  }

  test('cannot be recorded and played again once its engine has started anew', async () => {
    const decoder = new TrapDecoder(ownEngine);
    const trap = (boots: number): string[] => [...user, '-e', '0x8000000001020304', '-Z', `${boots},100`];
    const [recorded] = await talk(decoder, trap(5));
    await talk(decoder, trap(6));

    const again = decoder.decode(recorded?.[1] ?? Buffer.of(), [userSource()]);

    assert.deepEqual([recorded?.[0].kind, kindOf(again)], ['trap', 'window']);
  });

  test('is told our clock when that of its inform is another, and sends again', async () => {
    const decoder = new TrapDecoder(ownEngine);

    const talked = await talk(decoder, ['-Ci', '-r2', '-t5', ...user, '-Z', '1,5']);
    const inform = talked.at(-1)?.[1] ?? Buffer.of();
    decoder.boot();
    const again = decoder.decode(inform, [userSource()]);

    assert.deepEqual(talked.map(([decoded]) => kindOf(decoded)).slice(-2), ['window', 'trap']);
    assert.equal(kindOf(again), 'window');
  });

  test('is told our engine when its inform is for another', async () => {
    const decoder = new TrapDecoder(ownEngine);

    const alien = new TrapDecoder('8000b98380ffffffffffffffffffffffff');
    const own = await talk(alien, ['-Ci', '-r0', '-t5', ...user]);
    const answer = decoder.decode(own.at(-1)?.[1] ?? Buffer.of(), [userSource()]);

    assert.equal(kindOf(answer), 'engine');
    const [report] = answer.answers;
    assert.equal(messageHead(Buffer.from(report ?? []))?.usm?.engineId.toString('hex'), ownEngine);
  });
});
