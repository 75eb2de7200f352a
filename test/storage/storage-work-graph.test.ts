import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { countStatements } from '../../subgraphs/kernel/database/statements.js';
import { openViewer } from '../../subgraphs/kernel/identity/viewer.js';
import { SubgraphExecutor } from '../../subgraphs/kernel/subgraph/executor.js';
import { RequestContext } from '../../subgraphs/kernel/subgraph/request-context.js';
import { cannotRun, engines, silentLog } from '../support/engines.js';
import { StorageHouse } from './storage-house.js';

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly extensions?: { readonly reason?: string; readonly args?: unknown };
  }[];
}

/** What an operation answered under a name. */
function part<T>({ data }: Answer, name: string): T {
  return data?.[name] as T;
}

const register = `mutation($input: RegisterStorageInput!) { registerStorage(input: $input) {
  storage { uuid syncStatus updatedAtText } task { guid } cursor } }`;

for (const kind of engines) {
  describe(`work on storages in the graph (${kind})`, { skip: cannotRun(kind) }, () => {
    let house: StorageHouse;

    before(async () => {
      house = await StorageHouse.open({ kind });
    });
    after(() => house.close());

    const run = async (query: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
      JSON.parse(JSON.stringify(await house.execute(query, variables))) as Answer;

    function input(): Record<string, unknown> {
      const { access, ...rest } = house.registration({ volumes: '5' });
      return { ...rest, ...access };
    }

    it('registers, syncs, changes the access and deletes', async () => {
      const { data, errors } = await run(register, { input: input() });
      assert.deepEqual(errors ?? [], []);
      const { storage, task } = part<{
        storage: { uuid: string; syncStatus: string };
        task: { guid: string };
      }>({ data: data ?? null }, 'registerStorage');
      await house.kernel.ended(task.guid, 60_000);
      const { uuid } = storage;
      const read = await run(
        `query($uuid: String!) { storage(uuid: $uuid) { uuid syncStatus syncTask { guid } freshness { kind state }
          accessInfo { rest { host username } storage { uuid } } capabilities }
          volumes(filter: { storageUuids: [$uuid] }) { totalCount } accessInfos { storageUuid } }`,
        { uuid },
      );
      const synced = await run(
        `mutation($i: SyncStorageInput!) { syncStorage(input: $i) { task { guid } cursor } }`,
        {
          i: { storageUuid: uuid },
        },
      );
      const busy = await run(`mutation($i: SyncStorageInput!) { syncStorage(input: $i) { cursor } }`, {
        i: { storageUuid: uuid },
      });
      const guid = part<{ task: { guid: string } }>(synced, 'syncStorage').task.guid;
      await house.kernel.ended(guid, 60_000);
      const all = await run(`mutation { syncAllStorages(input: {}) { tasks { guid } skipped } }`);
      const changed = await run(
        `mutation($i: UpdateAccessInfoInput!) { updateAccessInfo(input: $i) { accessInfo { rest { port } } } }`,
        { i: { storageUuid: uuid, rest: { ...(input()['rest'] as object), port: 9443 } } },
      );
      const gone = await run(
        `mutation($i: DeleteStorageInput!) { deleteStorage(input: $i) { task { guid } } }`,
        {
          i: { storageUuid: uuid },
        },
      );
      const later = await run(`query($u: String!) { storage(uuid: $u) { uuid } }`, { u: uuid });

      assert.equal(storage.syncStatus, 'SYNCED');
      assert.deepEqual(read.errors ?? [], []);
      assert.equal(part<{ totalCount: number }>(read, 'volumes').totalCount, 5);
      if (!busy.data?.['syncStorage']) assert.equal(busy.errors?.[0]?.extensions?.reason, 'StorageIsSyncing');
      assert.equal(part<{ tasks: unknown[] }>(all, 'syncAllStorages').tasks.length, 1);
      assert.deepEqual(changed.data, { updateAccessInfo: { accessInfo: { rest: { port: 9443 } } } });
      assert.deepEqual(gone.errors ?? [], []);
      assert.deepEqual(later.data, { storage: null });
    });

    it('answers failures by the error code of the Delfin contract', async () => {
      const unknown = { ...input(), vendor: 'nobody' };
      const { errors } = await run(register, { input: unknown });
      const storageUuid = '00000000-0000-4000-8000-000000000000';
      const absent = await run(`mutation($i: DeleteStorageInput!) { deleteStorage(input: $i) { cursor } }`, {
        i: { storageUuid },
      });

      const { reason, args } = errors?.[0]?.extensions ?? {};
      assert.deepEqual([reason, args], ['StorageDriverNotFound', ['nobody fake_driver']]);
      assert.equal(absent.errors?.[0]?.extensions?.reason, 'StorageNotFound');
    });

    it('shows the present storages first, then each change', async () => {
      const { uuid } = await house.array({ volumes: '1' });
      const executor = new SubgraphExecutor('storage', house.subgraph.graph, silentLog);
      const query = `subscription($u: String) { storageEvents(storageUuid: $u) { kind storageUuid storages { uuid } } }`;
      const live = await executor.subscribe(
        { query, variables: { u: uuid } },
        () => new RequestContext(openViewer),
      );
      assert.ok(Symbol.asyncIterator in live);
      const seen: Answer[] = [JSON.parse(JSON.stringify((await live.next()).value)) as Answer];
      await house.sync(uuid);
      seen.push(JSON.parse(JSON.stringify((await live.next()).value)) as Answer);
      await live.return?.();

      const told = { storageUuid: uuid, storages: [{ uuid }] };
      assert.deepEqual(
        seen.map(({ data }) => data?.['storageEvents']),
        [
          { kind: 'SNAPSHOT', ...told },
          { kind: 'SYNC_STARTED', ...told },
        ],
      );
    });

    it('joins machines by address to hosts and volumes, in one statement each', async () => {
      const { uuid } = await house.array({ volumes: '5', seed: 'machines' });
      const { rows } = await sql<{ n: string }>`
        select native_storage_host_id as n from storage.masking_view where storage_id = ${uuid}
          and native_storage_host_id <> ''
        union select g.native_storage_host_id from storage.masking_view v join storage.storage_host_group_host g
          on g.storage_id = v.storage_id and g.native_storage_host_group_id = v.native_storage_host_group_id
        where v.storage_id = ${uuid} limit 1`.execute(house.parts.store.sql);
      assert.equal(rows.length, 1, 'the array shows volumes to no host');
      await sql`
        update storage.storage_host set ip_address = '10.1.2.3'
        where storage_id = ${uuid} and native_storage_host_id = ${rows[0]?.n ?? ''}`.execute(
        house.parts.store.sql,
      );
      const machine = (id: number): object => ({
        __typename: 'ComputeNode',
        id: String(id),
        publicIps: ['10.1.2.3'],
        privateIps: [`10.9.0.${id}`],
      });
      const query = `query($r: [_Any!]!) { _entities(representations: $r) {
        ... on ComputeNode { storageHosts { uuid } volumes { uuid } } } }`;

      const counted = await countStatements(() =>
        run(query, { r: Array.from({ length: 200 }, (_, i) => machine(i)) }),
      );

      const [first] = part<
        {
          storageHosts: unknown[];
          volumes: unknown[];
        }[]
      >(counted.result, '_entities');
      assert.equal(counted.statements.length, 2);
      assert.equal(first?.storageHosts.length, 1);
      assert.ok((first?.volumes.length ?? 0) > 0);
    });
  });
}
