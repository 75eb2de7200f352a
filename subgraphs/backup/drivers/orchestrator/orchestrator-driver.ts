import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { setTimeout as rest } from 'node:timers/promises';
import { z } from 'zod';
import { DriverFault } from '../driver-fault.js';
import type { DriverOptions, DriverType, MachineWish, MadeMachine } from '../driver.js';
import { FileDiskDriver } from '../file-disk-driver.js';
import type { GivenInventory } from '../inventory.js';
import { madeMachine, writeWhole } from '../kept-machines.js';
import { fileName, type KeptDisk } from '../machine-disks.js';
import { OrchestratorClient } from './orchestrator-client.js';
import { orchestratorSettings, type OrchestratorSettings } from './orchestrator-settings.js';
import {
  cloudsAnswer,
  imagesAnswer,
  nodesAnswer,
  projectOf,
  sizesAnswer,
  startAnswer,
  tenantsAnswer,
  type OrchestratorNode,
} from './orchestrator-shapes.js';

/** The CRS4 Orchestrator, and whatever speaks its API: this product, too. */
export const orchestratorDriver: DriverType<OrchestratorSettings> = {
  name: 'orchestrator',
  displayName: 'Orchestrator',
  managerType: 'OPENSTACK',
  connects: true,
  settings: orchestratorSettings as never,
  open: (options) => new OrchestratorDriver(options),
};

type PlacedNode = OrchestratorNode & { readonly cloud: string };

const startSchema = z.object({ cloud: z.string(), before: z.array(z.string()), uuid: z.string().optional() });

/** A start that was begun: which nodes there were before, and the one it made, once that is known. */
type Start = z.infer<typeof startSchema>;

class OrchestratorDriver extends FileDiskDriver {
  override readonly images = true;
  private readonly client: OrchestratorClient;
  private readonly settings: OrchestratorSettings;
  private known: ReadonlySet<string> = new Set();

  constructor(options: DriverOptions<OrchestratorSettings>) {
    super(options.folder);
    this.settings = options.settings;
    this.client = new OrchestratorClient(options);
  }

  async checkAccess(signal: AbortSignal): Promise<void> {
    await this.clouds(signal);
  }

  async inventory(signal: AbortSignal): Promise<GivenInventory> {
    const clouds = await this.clouds(signal);
    const [nodes, made, ...offers] = await Promise.all([
      this.nodes(clouds, signal),
      this.kept.all(),
      ...clouds.map((cloud) => this.offer(cloud, signal)),
    ]);
    const unfinished = new Set(made.filter(({ whole }) => !whole).map(({ uuid }) => uuid));
    const projects = new Map(offers.flatMap(({ tenants }) => tenants.map((one) => [one.uuid, one] as const)));
    for (const node of nodes) {
      const uuid = projectOf(node);
      if (uuid !== undefined && !projects.has(uuid)) projects.set(uuid, { uuid, name: uuid });
    }
    return {
      projects: [...projects.values()],
      clusters: clouds.map((cloud) => ({ uuid: cloud, name: cloud })),
      flavors: offers.flatMap(({ flavors }) => flavors),
      machines: nodes
        .filter(({ uuid }) => !unfinished.has(uuid))
        .map((node) => ({
          uuid: node.uuid,
          name: node.name,
          projectUuid: projectOf(node),
          clusterUuid: node.cloud,
          hostName: node.name,
          addresses: [...new Set([...node.public_ips, ...node.private_ips])].slice(0, 100),
          disks: (
            made.find(({ uuid }) => uuid === node.uuid)?.disks ?? [
              { uuid: diskOf(node.uuid), name: 'disk-1', size: this.settings.diskSize },
            ]
          ).map((disk) => ({ ...disk, type: 'simulated' })),
        })),
    };
  }

  /**
   * Starts a node. The API takes no key, so the nodes there were before are noted first: after a crash the
   * one node that is new is ours, and OUTCOME_UNKNOWN where there are several.
   */
  async createMachine(wish: MachineWish, signal: AbortSignal): Promise<MadeMachine> {
    const begun = await this.begun(wish.key);
    const start = begun ?? (await this.begin(wish, signal));
    const found = start.uuid ?? (begun && (await this.startedBefore(begun, signal)));
    const uuid = found ?? (await this.start(wish, start, signal));
    await this.keepStart(wish.key, { ...start, uuid });
    const earlier = await this.kept.find(uuid);
    if (earlier) return madeMachine(earlier);
    const disks = wish.disks.map(({ name, size }, i) => ({ uuid: `${uuid}-disk-${i}`, name, size }));
    const machine = { uuid, name: wish.name, whole: false, powerOn: true, disks, networkUuids: [] };
    await this.kept.keep(machine);
    return madeMachine(machine);
  }

  /** A node runs from its start on; there is nothing to be switched on. */
  async finishMachine(machineUuid: string): Promise<void> {
    const machine = await this.kept.find(machineUuid);
    if (!machine) throw new DriverFault('MACHINE_GONE');
    await this.kept.keep({ ...machine, whole: true });
  }

  async deleteMachine(machineUuid: string, signal: AbortSignal): Promise<void> {
    const node = (await this.nodes(await this.clouds(signal), signal)).find(
      ({ uuid }) => uuid === machineUuid,
    );
    if (node) {
      const path = `/vm/stop/${encodeURIComponent(node.cloud)}`;
      await this.client.send({ method: 'PUT', path, body: { node: node.id } }, z.unknown(), signal);
    }
    await this.kept.forget(machineUuid);
    await this.removeDisks(machineUuid);
  }

  override async close(): Promise<void> {
    await this.client.close();
  }

  protected override async before(operation: string, signal: AbortSignal): Promise<void> {
    const { delayMs } = this.settings;
    if (delayMs > 0 && operation === 'readDisk') await rest(delayMs, undefined, { signal });
  }

  protected override async disksOf(
    uuid: string,
    signal: AbortSignal,
  ): Promise<readonly KeptDisk[] | undefined> {
    const made = await this.kept.find(uuid);
    if (made) return made.disks.map((disk) => ({ ...disk, filled: 0, seed: disk.uuid }));
    if (!this.known.has(uuid)) await this.nodes(await this.clouds(signal), signal);
    if (!this.known.has(uuid)) return undefined;
    const { diskSize, filled } = this.settings;
    return [{ uuid: diskOf(uuid), size: diskSize, filled, seed: uuid }];
  }

  private async clouds(signal: AbortSignal): Promise<readonly string[]> {
    const { served_cloud: served } = await this.client.send(
      { method: 'GET', path: '/cloud' },
      cloudsAnswer,
      signal,
    );
    return this.settings.clouds ?? served.map(({ name }) => name);
  }

  /** Two clouds of one kind may have the same uuids; the machine of the one that stands first counts. */
  private async nodes(clouds: readonly string[], signal: AbortSignal): Promise<readonly PlacedNode[]> {
    const lists = await Promise.all(
      clouds.map(async (cloud) => {
        const path = `/nodes/${encodeURIComponent(cloud)}`;
        const { nodes } = await this.client.send({ method: 'GET', path }, nodesAnswer, signal);
        return nodes.map((node) => ({ ...node, cloud }));
      }),
    );
    const byUuid = new Map<string, PlacedNode>();
    for (const node of lists.flat()) if (!byUuid.has(node.uuid)) byUuid.set(node.uuid, node);
    this.known = new Set(byUuid.keys());
    return [...byUuid.values()];
  }

  private async offer(
    cloud: string,
    signal: AbortSignal,
  ): Promise<{ tenants: { uuid: string; name: string }[]; flavors: { uuid: string; name: string }[] }> {
    const name = encodeURIComponent(cloud);
    const [{ tenants }, { flavors }] = await Promise.all([
      this.client.send({ method: 'GET', path: `/tenants/${name}` }, tenantsAnswer, signal),
      this.client.send({ method: 'GET', path: `/sizes/${name}` }, sizesAnswer, signal),
    ]);
    return {
      tenants: tenants.flatMap((one) => ('id' in one ? [{ uuid: one.id, name: one.name }] : [])),
      flavors: flavors.map((one) => ({ uuid: `${cloud}/${one.id}`, name: one.name })),
    };
  }

  private async begin({ key, clusterUuid }: MachineWish, signal: AbortSignal): Promise<Start> {
    const clouds = await this.clouds(signal);
    const cloud = clusterUuid ?? clouds[0];
    if (cloud === undefined || !clouds.includes(cloud))
      throw new DriverFault('REFUSED', 'there is no such cloud');
    const start = { cloud, before: (await this.nodes([cloud], signal)).map(({ uuid }) => uuid) };
    await this.keepStart(key, start);
    return start;
  }

  private async startedBefore({ cloud, before }: Start, signal: AbortSignal): Promise<string | undefined> {
    const taken = new Set([...before, ...(await this.kept.all()).map(({ uuid }) => uuid)]);
    const fresh = (await this.nodes([cloud], signal)).filter(({ uuid }) => !taken.has(uuid));
    if (fresh.length > 1) throw new DriverFault('OUTCOME_UNKNOWN', 'several nodes were started meanwhile');
    return fresh[0]?.uuid;
  }

  private async start(
    { name, flavorUuid, imageUuid }: MachineWish,
    { cloud }: Start,
    signal: AbortSignal,
  ): Promise<string> {
    const at = encodeURIComponent(cloud);
    const { images } = await this.client.send({ method: 'GET', path: `/images/${at}` }, imagesAnswer, signal);
    const { flavors } = await this.client.send({ method: 'GET', path: `/sizes/${at}` }, sizesAnswer, signal);
    if (imageUuid !== undefined && !images.some(({ id }) => id === imageUuid))
      throw new DriverFault('REFUSED', 'there is no such image');
    const image = imageUuid ?? this.settings.image ?? images[0]?.id;
    const wished = flavors.find(({ id }) => `${cloud}/${id}` === flavorUuid)?.id;
    const size = wished ?? this.settings.size ?? flavors[0]?.id;
    if (image === undefined || size === undefined)
      throw new DriverFault('REFUSED', 'it has no image or no size');
    const wish = { method: 'POST', path: `/vm/start/${at}`, body: { name, image, size } } as const;
    return (await this.client.send(wish, startAnswer, signal)).nodes.uuid;
  }

  private async begun(key: string): Promise<Start | undefined> {
    try {
      return startSchema.parse(JSON.parse(await readFile(this.startPath(key), 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private async keepStart(key: string, start: Start): Promise<void> {
    await writeWhole(this.startPath(key), JSON.stringify(start));
  }

  private startPath(key: string): string {
    return join(this.folder, 'starts', `${fileName(key)}.json`);
  }
}

function diskOf(machineUuid: string): string {
  return `${machineUuid}-disk-0`;
}
