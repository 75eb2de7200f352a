import { setTimeout as rest } from 'node:timers/promises';
import { DriverFault } from '../driver-fault.js';
import type { DriverOptions, DriverType, MachineWish, MadeMachine } from '../driver.js';
import { FileDiskDriver } from '../file-disk-driver.js';
import type { GivenInventory } from '../inventory.js';
import { madeMachine, type KeptMachine } from '../kept-machines.js';
import { fileName, type KeptDisk } from '../machine-disks.js';
import { fleetAround, fleetMachine, fleetMachines, fleetPlaces, seededUuid } from './fleet.js';
import { simulatedSettings, type SimulatedSettings } from './simulated-settings.js';

/** A made-up hypervisor manager: a fleet by a seed, disks as real sparse files. Nothing is connected to. */
export const simulatedDriver: DriverType<SimulatedSettings> = {
  name: 'simulated',
  displayName: 'Simulated hypervisor manager',
  managerType: 'OPENSTACK',
  connects: false,
  settings: simulatedSettings as never,
  open: (options) => new SimulatedDriver(options),
};

class SimulatedDriver extends FileDiskDriver {
  override readonly changedBlocks: boolean;
  private readonly settings: SimulatedSettings;
  private readonly managerGuid: string;
  private places: ReadonlyMap<string, number> | undefined;

  constructor({ folder, settings, managerGuid }: DriverOptions<SimulatedSettings>) {
    super(folder);
    this.settings = settings;
    this.managerGuid = managerGuid;
    this.changedBlocks = settings.changedBlocks;
  }

  async checkAccess(signal: AbortSignal): Promise<void> {
    await this.before('checkAccess', signal);
  }

  async inventory(signal: AbortSignal): Promise<GivenInventory> {
    await this.before('inventory', signal);
    const [made, gone] = await Promise.all([this.kept.all(), this.kept.gone()]);
    return {
      ...fleetAround(this.settings),
      machines: [
        ...fleetMachines(this.settings).filter(({ uuid }) => !gone.has(fileName(uuid))),
        ...made
          .filter(({ whole }) => whole)
          .map(({ networkUuids, ...machine }) => ({
            ...machine,
            interfaces: networkUuids.map((networkUuid, i) => ({
              uuid: seededUuid(`${machine.uuid} interface ${i}`),
              name: `eth${i}`,
              networkUuid,
            })),
          })),
      ],
    };
  }

  async createMachine(wish: MachineWish, signal: AbortSignal): Promise<MadeMachine> {
    await this.before('createMachine', signal);
    const { key, name, disks, clusterUuid, projectUuid, flavorUuid } = wish;
    const uuid = seededUuid(`${this.managerGuid} made ${key}`);
    const earlier = await this.kept.find(uuid);
    if (earlier) return madeMachine(earlier);
    const machine: KeptMachine = {
      uuid,
      name,
      whole: false,
      powerOn: false,
      disks: disks.map((disk, i) => ({
        uuid: seededUuid(`${uuid} disk ${i}`),
        name: disk.name,
        size: disk.size,
        storageUuid: disk.storageUuid,
      })),
      networkUuids: [...(wish.networkUuids ?? [])],
      clusterUuid,
      projectUuid,
      flavorUuid,
    };
    await this.kept.keep(machine);
    return madeMachine(machine);
  }

  async finishMachine(
    machineUuid: string,
    { powerOn }: { readonly powerOn: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    await this.before('finishMachine', signal);
    const machine = await this.kept.find(machineUuid);
    if (!machine) throw new DriverFault('MACHINE_GONE');
    await this.kept.keep({ ...machine, whole: true, powerOn });
  }

  async deleteMachine(machineUuid: string, signal: AbortSignal): Promise<void> {
    await this.before('deleteMachine', signal);
    if (this.fleet.has(machineUuid)) await this.kept.markGone(machineUuid);
    await this.kept.forget(machineUuid);
    await this.removeDisks(machineUuid);
  }

  protected override async disksOf(machineUuid: string): Promise<readonly KeptDisk[] | undefined> {
    const made = await this.kept.find(machineUuid);
    if (made) return made.disks.map(({ uuid, size }) => ({ uuid, size, filled: 0, seed: uuid }));
    const place = this.fleet.get(machineUuid);
    if (place === undefined || (await this.kept.isGone(machineUuid))) return undefined;
    const { disks = [] } = fleetMachine(this.settings, place);
    return disks.map(({ uuid, size }) => ({ uuid, size, filled: this.settings.filled, seed: uuid }));
  }

  protected override async before(operation: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { delayMs, faults } = this.settings;
    if (delayMs > 0) await rest(delayMs, undefined, { signal });
    const code = faults[operation];
    if (code !== undefined) throw new DriverFault(code, 'its settings say so');
  }

  private get fleet(): ReadonlyMap<string, number> {
    return (this.places ??= fleetPlaces(this.settings));
  }
}
