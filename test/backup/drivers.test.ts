import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { DriverFault, faultOfDriver } from '../../subgraphs/backup/drivers/driver-fault.js';
import type { DriverType, HypervisorDriver, ManagerSecret } from '../../subgraphs/backup/drivers/driver.js';
import { GuardedDriver } from '../../subgraphs/backup/drivers/guarded-driver.js';
import { orchestratorDriver } from '../../subgraphs/backup/drivers/orchestrator/orchestrator-driver.js';
import { driverTypes } from '../../subgraphs/backup/drivers/registry.js';
import { simulatedDriver } from '../../subgraphs/backup/drivers/simulated/simulated-driver.js';
import { Fault } from '../../subgraphs/kernel/errors/fault.js';
import { chunks, collected, conforms, type DriverBench } from './driver-conformance.js';
import { FakeOrchestrator } from './fake-orchestrator.js';

const disks = { diskSize: 1024 * 1024, filled: 300_000 };

function opener<S>(
  type: DriverType<S>,
  url: string,
  settings: object,
  folder: string,
  secret: ManagerSecret = {},
): () => HypervisorDriver {
  return () =>
    type.open({
      managerGuid: '00000000-0000-4000-8000-000000000001',
      url,
      settings: type.settings.parse(settings),
      secret,
      folder,
      addressesOf: (host) => Promise.resolve([host]),
    });
}

/** The two drivers, each with a far side; a row of the registry without a bench fails the suite below. */
const benches: Readonly<Record<string, () => Promise<DriverBench>>> = {
  simulated: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-simulated-'));
    return benchOf(opener(simulatedDriver, 'simulated:', { machines: 3, ...disks }, folder), () =>
      rm(folder, { recursive: true }),
    );
  },
  orchestrator: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'infragraph-orchestrator-'));
    const far = await FakeOrchestrator.start();
    return benchOf(opener(orchestratorDriver, far.url, disks, folder), async () => {
      await far.close();
      await rm(folder, { recursive: true });
    });
  },
};

function benchOf(open: () => HypervisorDriver, close: () => Promise<void>): DriverBench {
  const opened: HypervisorDriver[] = [];
  const again = (): HypervisorDriver => {
    opened.push(open());
    return opened.at(-1)!;
  };
  const driver = again();
  return {
    driver,
    again,
    write: (machine, offset, data) =>
      driver.writeDisk(
        machine.uuid,
        machine.disks[0]!.uuid,
        chunks({ offset, data }),
        new AbortController().signal,
      ),
    close: async () => {
      for (const one of opened) await one.close();
      await close();
    },
  };
}

for (const [name, open] of Object.entries(benches)) conforms(name, open);

suite('the drivers', () => {
  test('all run the conformance suite', () => {
    assert.deepEqual(
      driverTypes.map(({ name }) => name),
      Object.keys(benches).sort(),
    );
  });

  test('take settings that say nothing', () => {
    for (const type of driverTypes) assert.equal(type.settings.safeParse({}).success, true);
  });
});

suite('the driver "orchestrator"', () => {
  let far: FakeOrchestrator;
  let folder: string;
  const { signal } = new AbortController();
  before(async () => {
    far = await FakeOrchestrator.start('secret-token');
    folder = await mkdtemp(join(tmpdir(), 'infragraph-orchestrator-'));
  });
  after(async () => {
    await far.close();
    await rm(folder, { recursive: true });
  });

  const drivers: HypervisorDriver[] = [];
  after(() => Promise.all(drivers.map((driver) => driver.close())));
  const open = (secret: ManagerSecret): HypervisorDriver => {
    drivers.push(opener(orchestratorDriver, far.url, {}, folder, secret)());
    return drivers.at(-1)!;
  };

  test('takes the machines of all clouds, of one uuid that of the cloud that stands first', async () => {
    const { machines = [], projects, clusters } = await open({ token: 'secret-token' }).inventory(signal);

    assert.deepEqual(
      machines.map(({ uuid, clusterUuid, projectUuid }) => [uuid, clusterUuid, projectUuid]),
      [
        ['node-1', 'default', 'p-1'],
        ['node-2', 'default', undefined],
        ['node-7', 'lab', undefined],
      ],
    );
    assert.deepEqual(projects, [{ uuid: 'p-1', name: 'demo' }]);
    assert.deepEqual(clusters, [
      { uuid: 'default', name: 'default' },
      { uuid: 'lab', name: 'lab' },
    ]);
  });

  test('takes its time for each chunk of a disk where its settings say so, and stops when asked', async () => {
    const settings = { diskSize: 4 * 1_048_576, filled: 3 * 1_048_576, delayMs: 60 };
    const driver = opener(orchestratorDriver, far.url, settings, folder, { token: 'secret-token' })();
    drivers.push(driver);
    const machine = { uuid: 'node-2', name: 'two' };
    const { machines = [] } = await driver.inventory(signal);
    const disk = machines.find(({ uuid }) => uuid === machine.uuid)!.disks![0]!;
    const { id } = await driver.createSnapshot(machine, { name: 'slow', quiesce: false }, signal);
    const read = async (until: AbortSignal): Promise<number> => {
      let read = 0;
      for await (const _ of driver.readDisk(machine, disk, id, undefined, until)) read++;
      return read;
    };

    const begun = performance.now();
    const count = await read(signal);
    const took = performance.now() - begun;
    const stopped = read(AbortSignal.timeout(20));

    assert.ok(count >= 3 && took >= count * 60 - 5, `${count} chunks in ${took} ms`);
    await assert.rejects(stopped, { name: 'AbortError' });
  });

  test('signs in with a user and a password, and says when they are wrong', async () => {
    await open({ user: 'u', password: 'right' }).checkAccess(signal);

    await assert.rejects(
      open({ user: 'u', password: 'wrong' }).checkAccess(signal),
      (error) => error instanceof DriverFault && error.code === 'UNAUTHORIZED' && !error.later,
    );
  });

  test('finds the node again that was started before the answer was lost', async () => {
    const driver = open({ token: 'secret-token' });
    const wish = { key: 'lost', name: 'again', disks: [] };
    far.losesAnswers = true;
    await assert.rejects(
      driver.createMachine(wish, signal),
      (error) => (error as DriverFault).code === 'UNREACHABLE',
    );
    far.losesAnswers = false;

    const { uuid } = await driver.createMachine(wish, signal);

    assert.deepEqual([uuid, far.starts], ['node-100', 1]);
  });

  for (const [fault, code, later] of [
    [{ status: 500, body: '{"message":"Cloud not valid"}' }, 'FAILED', true],
    [{ status: 503, body: 'no json' }, 'BUSY', true],
    [{ status: 200, body: '{"served_cloud": 7}' }, 'BAD_ANSWER', false],
  ] as const)
    test(`sorts ${fault.status} ${fault.body} as ${code}`, async (t) => {
      far.fault = fault;
      t.after(() => (far.fault = undefined));

      const error: unknown = await open({ token: 'secret-token' })
        .inventory(signal)
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );

      assert.ok(error instanceof DriverFault);
      assert.deepEqual([error.code, error.later], [code, later]);
    });
});

suite('a guarded driver', () => {
  const { signal } = new AbortController();
  const limits = { callMs: 50, inventoryMs: 50 };
  const guarded = (part: Partial<HypervisorDriver>, secrets: readonly string[] = []): GuardedDriver =>
    new GuardedDriver(part as HypervisorDriver, limits, secrets);

  test('ends a call that takes too long, also when the driver does not listen', async () => {
    const driver = guarded({ checkAccess: () => new Promise(() => undefined) });

    await assert.rejects(driver.checkAccess(signal), (error) => (error as DriverFault).code === 'TOO_SLOW');
  });

  test('ends a stream whose next step takes too long', async () => {
    const driver = guarded({
      changedRanges: async function* () {
        yield { offset: 0, length: 1 };
        await new Promise(() => undefined);
      },
    });
    const names = [{ uuid: 'm', name: 'm' }, { uuid: 'd', size: 1 }, 'b', 'a'] as const;

    await assert.rejects(
      collected(driver.changedRanges(...names, signal)),
      (error) => (error as DriverFault).code === 'TOO_SLOW',
    );
  });

  test('passes on that somebody gave up', async () => {
    const given = new AbortController();
    const driver = guarded({ checkAccess: () => new Promise(() => undefined) });
    const call = driver.checkAccess(given.signal);

    given.abort(new Error('given up'));

    await assert.rejects(call, /given up/);
  });

  test('says nothing of what a driver threw by accident, and keeps secrets out of what it threw on purpose', async () => {
    const secrets = ['hunter2-secret'];
    const accident = guarded(
      { checkAccess: () => Promise.reject(new Error('hunter2-secret at 10.1.1.1')) },
      secrets,
    );
    const purpose = guarded(
      { checkAccess: () => Promise.reject(new DriverFault('REFUSED', 'it says hunter2-secret')) },
      secrets,
    );

    await assert.rejects(accident.checkAccess(signal), (error: DriverFault) => {
      assert.equal(error.message, 'The driver failed unexpectedly.');
      assert.equal((error.cause as Error).message, '*** at 10.1.1.1');
      return true;
    });
    await assert.rejects(purpose.checkAccess(signal), /it says \*\*\*/);
  });

  for (const [what, machine] of [
    ['a size below nothing', { uuid: 'm', name: 'm', disks: [{ uuid: 'd', name: 'd', size: -1 }] }],
    ['a NUL in a name', { uuid: 'm', name: 'a\0b' }],
    ['an empty uuid', { uuid: '', name: 'm' }],
  ] as const)
    test(`refuses an inventory with ${what}`, async () => {
      const driver = guarded({ inventory: () => Promise.resolve({ machines: [machine] } as never) });

      await assert.rejects(driver.inventory(signal), (error) => (error as DriverFault).code === 'BAD_ANSWER');
    });

  test('refuses an inventory that names a machine twice', async () => {
    const machine = { uuid: 'm', name: 'm' };
    const driver = guarded({ inventory: () => Promise.resolve({ machines: [machine, machine] }) });

    await assert.rejects(driver.inventory(signal), /names a uuid twice/);
  });
});

suite('a fault of a driver', () => {
  test('is tried again by the task engine exactly when it may pass by itself', () => {
    const codes = (['UNREACHABLE', 'UNAUTHORIZED', 'SNAPSHOT_GONE', 'BUSY'] as const).map((code) => {
      const fault = faultOfDriver(new DriverFault(code));
      assert.ok(fault instanceof Fault);
      return [fault.code === 'BACKEND_ERROR', fault.extensions['reason']];
    });

    assert.deepEqual(codes, [
      [true, 'UNREACHABLE'],
      [false, 'UNAUTHORIZED'],
      [false, 'SNAPSHOT_GONE'],
      [true, 'BUSY'],
    ]);
  });
});
