import { sql } from 'kysely';
import type { Store, Tx } from '../../../kernel/database/store.js';
import type {
  CloudDriver,
  DriverParts,
  DriverType,
  NodeSpec,
  ProviderImage,
  ProviderNode,
  ProviderSize,
} from '../driver.js';

const images: readonly ProviderImage[] = [
  { id: '1', name: 'Ubuntu 9.10' },
  { id: '2', name: 'Ubuntu 9.04' },
  { id: '3', name: 'Slackware 4' },
];

const sizes: readonly ProviderSize[] = [
  { id: '1', name: 'Small', ram: 128, disk: 4 },
  { id: '2', name: 'Medium', ram: 512, disk: 16 },
  { id: '3', name: 'Big', ram: 4096, disk: 32 },
  { id: '4', name: 'XXL Big', ram: 8192, disk: 128 },
];

const effectsKept = '30 days';

/** The provider that invents its machines, as libcloud's does; here they outlive a restart (section 7). */
export const dummyDriver: DriverType = {
  engine: 'dummy',
  provider: 'dummy',
  displayName: 'Dummy Node Provider',
  prepare: () => ({ host: '127.0.0.1', open: (parts) => new DummyDriver(parts) }),
};

class DummyDriver implements CloudDriver {
  private readonly cloud: string;
  private readonly store: Store;

  constructor(parts: DriverParts) {
    this.cloud = parts.cloud;
    this.store = parts.store;
  }

  async listNodes(): Promise<readonly ProviderNode[]> {
    const list = await this.read();
    if (list) return list;
    await this.store.transaction((tx) => this.lock(tx));
    return (await this.read()) ?? [];
  }

  listImages(): Promise<readonly ProviderImage[]> {
    return Promise.resolve(images);
  }

  listSizes(): Promise<readonly ProviderSize[]> {
    return Promise.resolve(sizes);
  }

  listTenants(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  /** The wanted name is ignored. The new id is one more than there are machines or, where that is taken, than the highest id. */
  async createNode(_spec: NodeSpec, token: string): Promise<ProviderNode> {
    const id = await this.store.transaction(async (tx) => {
      await this.lock(tx);
      const done = await this.effect(tx, token);
      if (done !== undefined) return done;
      const { rows } = await sql<{ id: number }>`
        insert into compute.dummy_node (cloud, id)
        select ${this.cloud}, case when bool_or(n.id = c.next) then max(n.id) + 1 else coalesce(max(c.next), 1) end
        from (select count(*)::int + 1 as next from compute.dummy_node where cloud = ${this.cloud}) c
        left join compute.dummy_node n on n.cloud = ${this.cloud}
        returning id`.execute(tx.sql);
      const created = rows[0]?.id ?? 1;
      await this.remember(tx, token, created);
      return created;
    });
    return machine(id);
  }

  async destroyNode(id: string, token: string): Promise<void> {
    if (!/^\d{1,9}$/.test(id)) return;
    await this.store.transaction(async (tx) => {
      await this.lock(tx);
      if ((await this.effect(tx, token)) !== undefined) return;
      await sql`delete from compute.dummy_node where cloud = ${this.cloud} and id = ${Number(id)}`.execute(
        tx.sql,
      );
      await this.remember(tx, token, Number(id));
    });
  }

  /** The list; undefined before the cloud was first used. */
  private async read(): Promise<ProviderNode[] | undefined> {
    const { rows } = await sql<{ id: number | null }>`
      select n.id from compute.dummy_cloud c left join compute.dummy_node n on n.cloud = c.cloud
      where c.cloud = ${this.cloud} order by n.position`.execute(this.store.sql);
    if (rows.length === 0) return undefined;
    return rows.flatMap(({ id }) => (id === null ? [] : [machine(id)]));
  }

  /** Lets one change of this cloud happen at a time; fills in the two machines it begins with. */
  private async lock(tx: Tx): Promise<void> {
    const { rows } =
      await sql`insert into compute.dummy_cloud (cloud) values (${this.cloud}) on conflict do nothing returning cloud`.execute(
        tx.sql,
      );
    if (rows.length > 0)
      await sql`insert into compute.dummy_node (cloud, id) values (${this.cloud}, 1), (${this.cloud}, 2)`.execute(
        tx.sql,
      );
    else
      await sql`select cloud from compute.dummy_cloud where cloud = ${this.cloud} for update`.execute(tx.sql);
  }

  private async effect(tx: Tx, token: string): Promise<number | undefined> {
    const { rows } = await sql<{
      id: number;
    }>`select id from compute.dummy_effect where cloud = ${this.cloud} and token = ${token}`.execute(tx.sql);
    return rows[0]?.id;
  }

  private async remember(tx: Tx, token: string, id: number): Promise<void> {
    await sql`delete from compute.dummy_effect where cloud = ${this.cloud} and done_at < now() - ${effectsKept}::interval`.execute(
      tx.sql,
    );
    await sql`insert into compute.dummy_effect (cloud, token, id) values (${this.cloud}, ${token}, ${id})`.execute(
      tx.sql,
    );
  }
}

/** Puts a dummy cloud back to its two machines; for tests. */
export async function resetDummyCloud(store: Store, cloud: string): Promise<void> {
  await store.transaction(async (tx) => {
    await sql`delete from compute.dummy_cloud where cloud = ${cloud}`.execute(tx.sql);
  });
}

/** Everything about a machine follows from its number; the second one has the first one's address. */
function machine(number: number): ProviderNode {
  const address = `127.0.0.${number === 2 ? 1 : number}`;
  return {
    id: String(number),
    name: `dummy-${number}`,
    state: 'RUNNING',
    publicIps: [address],
    privateIps: [],
    extra: { foo: 'bar' },
  };
}
