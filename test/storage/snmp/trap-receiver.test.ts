import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { TrapCounts } from '../../../subgraphs/storage/snmp/trap-counts.js';
import { TrapReceiver, type ReceivedTrap } from '../../../subgraphs/storage/snmp/trap-receiver.js';
import { silentLog } from '../../support/engines.js';
import { snmpMissing } from '../../support/prepare.js';
import { sendTrap } from '../../support/snmp.js';
import { waitFor } from '../../support/wait-for.js';
import { trapSource } from './trap-sources.js';

const sent = { options: ['-v2c', '-c', 'trapme'], head: ['1', '1.3.6.1.4.1.8072.2.3.0.1'] };

suite('a trap receiver', { skip: snmpMissing() }, () => {
  async function receiver(
    t: TestContext,
    { port = 0, perSender = 100, address = '127.0.0.1' } = {},
  ): Promise<{ receiver: TrapReceiver; traps: ReceivedTrap[]; counts: TrapCounts; limited: string[] }> {
    const traps: ReceivedTrap[] = [];
    const limited: string[] = [];
    const counts = new TrapCounts();
    const one = new TrapReceiver({
      address,
      port,
      rates: { perSender, total: 1000 },
      standByMs: 20,
      counts,
      log: silentLog,
      onTrap: (trap) => traps.push(trap),
      onLimited: ({ storageId }) => limited.push(storageId),
    });
    one.use([trapSource()]);
    await one.start();
    t.after(() => one.stop());
    return { receiver: one, traps, counts, limited };
  }

  const portOf = ({ port }: TrapReceiver): number => {
    assert.ok(port !== undefined);
    return port;
  };

  test('takes over the port when the process that had it ends', async (t) => {
    const first = await receiver(t);
    const port = portOf(first.receiver);
    const second = await receiver(t, { port });
    const standing = second.receiver.port;

    await first.receiver.stop();
    await waitFor('the second to have the port', () => second.receiver.port === port);
    await sendTrap({ ...sent, port });
    await waitFor('the trap', () => second.traps.length === 1);

    assert.equal(standing, undefined);
    assert.equal(second.traps[0]?.sender, '127.0.0.1');
  });

  test('reads the traps of new sources without a restart', async (t) => {
    const { receiver: one, traps, counts } = await receiver(t);
    one.use([]);

    await sendTrap({ ...sent, port: portOf(one) });
    await waitFor('the unknown sender to be counted', () => counts.take().size === 1);
    one.use([trapSource({ host: '10.0.0.1, 127.0.0.1' })]);
    await sendTrap({ ...sent, port: portOf(one) });
    await waitFor('the trap', () => traps.length === 1);

    assert.equal(traps.length, 1);
  });

  test('counts what is over the rate and says of which storage it was', async (t) => {
    const { receiver: one, traps, counts, limited } = await receiver(t, { perSender: 1 });
    const total = 12;

    for (let i = 0; i < total; i++) await sendTrap({ ...sent, port: portOf(one) });
    await waitFor('all traps', () => traps.length + limited.length === total);

    assert.ok(traps.length >= 10, `${traps.length} read`);
    assert.equal(counts.take().get(trapSource().storageId)?.limited ?? 0, limited.length);
  });

  test('names every storage that a trap over the rate may have been of', async (t) => {
    const { receiver: one, counts, limited } = await receiver(t, { perSender: 1 });
    one.use([trapSource(), trapSource({ storageId: 'behind the same sender' })]);

    await waitFor('one over the rate', async () => {
      await sendTrap({ ...sent, port: portOf(one) });
      return limited.length > 0;
    });

    assert.deepEqual(limited.slice(0, 2), [trapSource().storageId, 'behind the same sender']);
    assert.equal(counts.take().get('behind the same sender'), undefined);
  });

  test('says what to do about an address it may not have', async (t) => {
    const one = receiver(t, { address: '192.0.2.1', port: 40_162 });

    await assert.rejects(one, {
      name: 'StartFailure',
      message:
        'SNMP traps cannot be listened for at 192.0.2.1 port 40162: check INFRAGRAPH_STORAGE_TRAP_ADDRESS and INFRAGRAPH_STORAGE_TRAP_PORT.',
    });
  });
});
