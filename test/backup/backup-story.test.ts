import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { after, before, describe, it } from 'node:test';
import { unmountExpired } from '../../subgraphs/backup/services/begin-clean.js';
import type { HypervisorDriver } from '../../subgraphs/backup/drivers/driver.js';
import { openViewer, type Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { cannotRun, engines } from '../support/engines.js';
import { waitFor } from '../support/wait-for.js';
import { BackupHouse } from './backup-house.js';
import { temporaryFolder } from './disk-fixture.js';
import { ext4Image } from './ext-images.js';
import { addManager } from './manager-fixture.js';

const image = gunzipSync(Buffer.from(ext4Image, 'base64'));
const stranger: Viewer = { ...openViewer, kind: 'account', tenantId: 'elsewhere', role: 'operator' };

interface BackupData {
  guid: string;
  status: string;
  type: string;
  statusInfo: string | null;
  size: number;
  warnings: string[];
  locations: { guid: string; status: string; storedSize: number; destination: { name: string } }[];
  files: {
    path: string;
    type: string;
    contentDigest: string | null;
    mountable: boolean;
    disk: { name: string } | null;
  }[];
}

const backupFields = `guid status type statusInfo size warnings locations { guid status storedSize destination { name } }
  files { path type contentDigest mountable disk { name } }`;

for (const kind of engines) {
  describe(`the story of a backup on the ${kind} database`, { skip: cannotRun(kind) }, () => {
    const cleanUps: (() => Promise<void>)[] = [];
    let house: BackupHouse;
    let root = '';
    let driver: HypervisorDriver;
    let machine: { guid: string; uuid: string; disks: { uuid: string; size: number }[] };
    let manager = '';
    let destination = '';
    let backup = '';

    before(async () => {
      root = await temporaryFolder({ after: (work) => void cleanUps.push(work) });
      house = await BackupHouse.open({ kind });
      manager = await addManager(house, { machines: 2, disks: 1, diskSize: 2 ** 21, filled: 0 });
      driver = await house.parts.drivers.of(manager);
      const { virtualMachines } = await house.data<{
        virtualMachines: { nodes: { guid: string; uuid: string }[] };
      }>('{ virtualMachines(first: 1) { nodes { guid uuid } } }');
      const { guid, uuid } = virtualMachines.nodes[0]!;
      const inventory = await driver.inventory(AbortSignal.timeout(10_000));
      machine = { guid, uuid, disks: inventory.machines?.find((one) => one.uuid === uuid)?.disks ?? [] };
      async function* content() {
        yield { offset: 0, data: image };
      }
      await driver.writeDisk(uuid, machine.disks[0]!.uuid, content(), AbortSignal.timeout(10_000));
    });

    after(async () => {
      await house.close();
      for (const work of cleanUps) await work();
    });

    async function mutate<T>(field: string, input: object, answer: string, viewer?: Viewer): Promise<T> {
      const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
      const { done } = await house.data<{ done: T }>(
        `mutation ($input: ${type}!) { done: ${field}(input: $input) ${answer} }`,
        { input },
        viewer,
      );
      return done;
    }

    async function show(guid: string, viewer?: Viewer): Promise<BackupData | null> {
      const query = `query ($guid: ID!) { backup(guid: $guid) { ${backupFields} } }`;
      return (await house.data<{ backup: BackupData | null }>(query, { guid }, viewer)).backup;
    }

    async function restore(
      input: object,
    ): Promise<{ status: string; statusInfo: string; restoredUuid: string | null }> {
      await mutate('restoreBackup', { backupGuid: backup, ...input }, '{ task { guid } }');
      const query = '{ restoreJobs(first: 1) { nodes { status statusInfo restoredUuid } } }';
      const ended = async () => {
        const { restoreJobs } = await house.data<{
          restoreJobs: { nodes: { status: string; statusInfo: string; restoredUuid: string | null }[] };
        }>(query);
        const [job] = restoreJobs.nodes;
        return job?.status === 'SUCCESS' || job?.status === 'FAILED' ? job : undefined;
      };
      return waitFor('the restore to end', ended, { withinMs: 30_000 });
    }

    it('begins with a destination, whose name and folder are its own', async () => {
      const path = join(root, 'vault');
      const wish = { name: 'vault', path, isDefault: true };

      const made = await mutate<{
        destination: { guid: string; fault: string | null; totalAvailableSpace: number };
      }>('createBackupDestination', wish, '{ destination { guid fault totalAvailableSpace } }');

      destination = made.destination.guid;
      assert.equal(made.destination.fault, null);
      assert.ok(made.destination.totalAvailableSpace > 0);
      const create =
        'mutation ($input: CreateBackupDestinationInput!) { createBackupDestination(input: $input) { destination { guid } } }';
      const refusal = async (input: object): Promise<unknown> =>
        (await house.fault(create, { input })).reason;
      assert.equal(await refusal(wish), 'NAME_NOT_UNIQUE');
      assert.equal(await refusal({ name: 'other', path }), 'IN_USE');
      assert.equal(await refusal({ name: 'other', path: 'relative' }), 'VALIDATION');
      const { code } = await house.fault(create, { input: { name: 'x', path: join(root, 'x') } }, stranger);
      assert.equal(code, 'FORBIDDEN');
    });

    it('goes on with an export, told live until it is stored', async () => {
      const events = await house.subscribe(
        `subscription ($vm: ID) { backupEvents(virtualMachine: $vm) { kind status backup { status } backups { guid } } }`,
        { vm: machine.guid },
      );
      const next = async () =>
        JSON.parse(JSON.stringify((await events.next()).value?.data?.['backupEvents'])) as Record<
          string,
          unknown
        >;
      assert.deepEqual(await next(), { kind: 'SNAPSHOT', status: null, backup: null, backups: [] });

      await mutate('exportVirtualMachines', { virtualMachineGuids: [machine.guid] }, '{ tasks { guid } }');

      const statuses = new Set<unknown>();
      for (let event = await next(); event['status'] !== 'SUCCESS'; event = await next()) {
        statuses.add(event['status']);
        assert.notEqual(event['status'], 'FAILED', JSON.stringify(event));
      }
      await events.return?.();
      assert.ok(statuses.has('INPROGRESS'));
      const { backups } = await house.data<{ backups: { totalCount: number; nodes: BackupData[] } }>(
        `query ($filter: BackupFilter, $orderBy: BackupOrder) { backups(filter: $filter, orderBy: $orderBy) { totalCount nodes { ${backupFields} } } }`,
        {
          filter: {
            virtualMachines: [machine.guid],
            statuses: ['SUCCESS'],
            onlyMountable: true,
            destinations: [destination],
            minSize: 5,
          },
          orderBy: { field: 'SIZE', direction: 'DESC' },
        },
      );
      const [made] = backups.nodes;
      backup = made?.guid ?? '';
      assert.deepEqual([backups.totalCount, made?.type, made?.size], [1, 'FULL', 2 ** 21]);
      assert.deepEqual(
        [made?.locations[0]?.status, made?.locations[0]?.destination.name],
        ['PRESENT', 'vault'],
      );
      assert.deepEqual(
        made?.files.map(({ type, mountable, disk }) => [type, mountable, disk?.name]),
        [
          ['DISK', true, 'disk-1'],
          ['VM_CONFIG', false, undefined],
        ],
      );
      assert.match(made?.files[0]?.contentDigest ?? '', /^[0-9a-f]{64}$/);
    });

    it('is told of by people, and not to those of another tenant', async () => {
      const described = await mutate<{ backup: { description: string } }>(
        'describeBackup',
        { guid: backup, description: 'before the upgrade' },
        '{ backup { description } }',
      );
      const { backups } = await mutate<{ backups: { warningsAcknowledged: boolean }[] }>(
        'acknowledgeWarnings',
        { guids: [backup, crypto.randomUUID(), 'x'] },
        '{ backups { warningsAcknowledged } }',
      );

      assert.equal(described.backup.description, 'before the upgrade');
      assert.deepEqual(backups, [{ warningsAcknowledged: true }]);
      assert.equal(await show(backup, stranger), null);
      const lists = await house.data<Record<string, { totalCount: number }>>(
        `{ backups { totalCount } backupLocations { totalCount } restoreJobs { totalCount } snapshots { totalCount } mountedBackups { totalCount } }`,
        {},
        stranger,
      );
      assert.ok(Object.values(lists).every(({ totalCount }) => totalCount === 0));
      const describe = `mutation { describeBackup(input: { guid: "${backup}", description: "mine" }) { backup { guid } } }`;
      assert.equal((await house.fault(describe, {}, stranger)).code, 'NOT_FOUND');
    });

    it('is told of by its machine', async () => {
      const { machine: told } = await house.data<{ machine: Record<string, unknown> }>(
        `query ($guid: ID) { machine: virtualMachine(guid: $guid) { backupCount lastBackup { guid } lastFullBackup { guid }
          lastIncrementalBackup { guid } lastSnapshot { guid } backups { totalCount } } }`,
        { guid: machine.guid },
      );

      assert.deepEqual(told, {
        backupCount: 1,
        lastBackup: { guid: backup },
        lastFullBackup: { guid: backup },
        lastIncrementalBackup: null,
        lastSnapshot: null,
        backups: { totalCount: 1 },
      });
    });

    it('stays when old backups are removed, which is begun once', async () => {
      const tasks = await Promise.all(
        [1, 2].map(() => mutate<{ tasks: { guid: string }[] }>('removeOldBackups', {}, '{ tasks { guid } }')),
      );

      const guids = tasks.flatMap((one) => one.tasks.map(({ guid }) => guid));
      for (const guid of guids) assert.equal((await house.kernel.ended(guid)).state, 'FINISHED');
      assert.ok(guids.length >= 2);
      assert.equal((await show(backup))?.status, 'SUCCESS');
      const unknown = `mutation { removeOldBackups(input: { destinationGuids: ["${backup}"] }) { tasks { guid } } }`;
      assert.equal((await house.fault(unknown)).code, 'NOT_FOUND');
    });

    it('comes back as a machine with the same content', async () => {
      const { status, statusInfo, restoredUuid } = await restore({
        mode: 'IMPORT',
        hypervisorManagerGuid: manager,
        name: 'again',
        powerOn: true,
      });

      assert.equal(status, 'SUCCESS', statusInfo);
      const uuid = restoredUuid ?? '';
      const { machines = [] } = await driver.inventory(AbortSignal.timeout(10_000));
      const made = machines.find((one) => one.uuid === uuid);
      assert.equal(made?.name, 'again');
      const signal = AbortSignal.timeout(10_000);
      const { id } = await driver.createSnapshot(
        { uuid, name: '' },
        { name: 'probe', quiesce: false },
        signal,
      );
      const content = Buffer.alloc(2 ** 21);
      for await (const { offset, data } of driver.readDisk(
        { uuid, name: '' },
        made!.disks![0]!,
        id,
        undefined,
        signal,
      ))
        content.set(data, offset);
      const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
      assert.equal(sum(content), sum(image));
    });

    it('shows its files when it is mounted, and no others', async () => {
      const { status, statusInfo } = await restore({ mode: 'MOUNT' });
      assert.equal(status, 'SUCCESS', statusInfo);
      const { mountedBackups } = await house.data<{
        mountedBackups: {
          nodes: {
            guid: string;
            state: string;
            fileSystems: { guid: string; fileSystem: { type: string; label: string } }[];
            fileCount: number;
          }[];
        };
      }>(
        '{ mountedBackups { nodes { guid state fileCount fileSystems { guid fileSystem { type label } } } } }',
      );
      const [mounted] = mountedBackups.nodes;
      const guid = mounted?.fileSystems[0]?.guid;
      assert.deepEqual(mounted?.fileSystems[0]?.fileSystem, { type: 'ext4', label: 'data' });
      assert.deepEqual([mounted?.state, mounted?.fileCount], ['MOUNTED', 1]);

      const listing =
        'query ($guid: ID!, $path: String!) { mountedFileSystem(guid: $guid) { listing(path: $path) { name fileType permissions } } }';
      const { mountedFileSystem } = await house.data<{ mountedFileSystem: { listing: object[] } }>(listing, {
        guid,
        path: '/etc',
      });
      const fetch =
        'query ($guid: ID!, $paths: [String!]!) { mountedFileSystem(guid: $guid) { download(paths: $paths) { name contentType base64 } } }';
      const fetched = await house.data<{ mountedFileSystem: { download: { base64: string } } }>(fetch, {
        guid,
        paths: ['/etc/hostname'],
      });

      assert.deepEqual(mountedFileSystem.listing[2], {
        name: 'hosts',
        fileType: 'REGULAR_FILE',
        permissions: ['OWNER_READ', 'OWNER_WRITE', 'GROUP_READ'],
      });
      assert.equal(
        Buffer.from(fetched.mountedFileSystem.download.base64, 'base64').toString(),
        'erp-db-02\n',
      );
      assert.equal((await house.fault(listing, { guid, path: '/../..' })).reason, 'VALIDATION');
      assert.equal(
        (await house.data<{ mountedFileSystem: null }>(listing, { guid, path: '/' }, stranger))
          .mountedFileSystem,
        null,
      );
      const refused = await house.fault(
        `mutation { deleteBackups(input: { guid: "${backup}" }) { tasks { guid } } }`,
      );
      assert.equal(refused.reason, 'IN_USE');
      const again = await restore({ mode: 'MOUNT', unmountAt: new Date(Date.now() + 1).toISOString() });
      assert.equal(again.status, 'SUCCESS', again.statusInfo);
      await waitFor('the time to unmount', async () => (await unmountExpired(house.parts)) === 1);
      await waitFor('the second one to go', async () => {
        const { mountedBackups: left } = await house.data<{ mountedBackups: { totalCount: number } }>(
          '{ mountedBackups { totalCount } }',
        );
        return left.totalCount === 1;
      });
      const unmounted = await mutate<{ task: { guid: string } }>(
        'unmountBackup',
        { mountedBackupGuid: mounted?.guid },
        '{ task { guid } }',
      );
      assert.equal((await house.kernel.ended(unmounted.task.guid)).state, 'FINISHED');
    });

    it('ends with its deletion; its record stays', async () => {
      await waitFor('all work to end', async () => {
        const { backupTasks } = await house.data<{ backupTasks: { totalCount: number } }>(
          '{ backupTasks(filter: { states: [QUEUED, RUNNING] }) { totalCount } }',
        );
        return backupTasks.totalCount === 0;
      });
      const deletion = `mutation { deleteBackupDestination(input: { guid: "${destination}" }) { guid } }`;
      assert.equal((await house.fault(deletion)).reason, 'IN_USE');

      const { tasks } = await mutate<{ tasks: { guid: string }[] }>(
        'deleteBackups',
        { guid: backup },
        '{ tasks { guid } }',
      );
      for (const { guid } of tasks) assert.equal((await house.kernel.ended(guid)).state, 'FINISHED');

      const left = await show(backup);
      assert.deepEqual([left?.status, left?.locations[0]?.status], ['SUCCESS_REMOVED', 'REMOVED']);
      await house.data(deletion);
    });

    it('does not begin in a folder of another destination, and says what is wrong with one that is gone', async () => {
      const path = join(root, 'second');
      const create = (name: string) =>
        mutate<{ destination: { guid: string } }>(
          'createBackupDestination',
          { name, path },
          '{ destination { guid } }',
        );
      const { destination: made } = await create('second');
      await rm(path, { recursive: true });

      const checked = await house.data<{ check: { destination: { fault: string } } }>(
        `mutation { check: checkBackupDestination(input: { guid: "${made.guid}" }) { destination { fault } } }`,
      );

      assert.match(checked.check.destination.fault, /^The destination "second" is not there/);
      await house.data(`mutation { deleteBackupDestination(input: { guid: "${made.guid}" }) { guid } }`);
      await mkdir(path);
      await create('third');
    });
  });
}
