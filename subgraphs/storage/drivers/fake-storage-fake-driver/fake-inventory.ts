import type { Inventory, InventoryKind } from '../../entities/kinds.js';
import type { Listed, ListedGroups, ListedStorage } from '../driver.js';
import type { Counted, FakeSettings } from './fake-settings.js';
import type { FakeSizes } from './fake-sizes.js';
import type { SeededRandom } from './seeded-random.js';
import * as words from './fake-words.js';

/** Numbers drawn once per session; everything else is drawn anew at each listing. */
export interface FixedDraws {
  readonly volumes: number;
  readonly ports: number;
  readonly hosts: number;
  /** The largest number of each kind that others may refer to, for linked arrays. */
  readonly pools: number;
  readonly controllers: number;
}

type Maker<K extends InventoryKind> = (
  i: number,
  random: SeededRandom,
) => Omit<Listed<Inventory[K]>, 'nativeId'>;

/** The things a fake array claims to have (section 9 of the Delfin contract). */
export class FakeInventory {
  readonly fixed: FixedDraws;

  constructor(
    private readonly settings: FakeSettings,
    random: SeededRandom,
    private readonly sizes: FakeSizes,
  ) {
    const drawn = (name: Counted): number => this.count(name, random);
    this.fixed = {
      volumes: drawn('volumes'),
      ports: drawn('ports'),
      hosts: drawn('hosts'),
      pools: drawn('pools'),
      controllers: drawn('controllers'),
    };
  }

  storage(serialNumber: string, random: SeededRandom): ListedStorage {
    const capacities = this.sizes.whole(this.fixed.pools, random);
    return {
      name: this.settings.name ?? 'fake_driver',
      description: 'fake driver.',
      vendor: 'fake_vendor',
      model: 'fake_model',
      status: 'normal',
      location: 'HK',
      firmwareVersion: '1.0.0',
      serialNumber,
      ...capacities,
      rawCapacity: this.sizes.factor * random.between(2000, 3000),
      subscribedCapacity: this.sizes.factor * random.between(3000, 4000),
    };
  }

  pools(random: SeededRandom): Listed<Inventory['STORAGE_POOL']>[] {
    return list('storagePool', this.linkedOr('pools', random), (i) => ({
      name: `storagePool_${i}`,
      description: 'Fake Pool',
      status: 'normal',
      ...this.sizes.pool(i, random),
    }));
  }

  /** Volumes from one number to before another. */
  volumes(from: number, to: number, random: SeededRandom): Listed<Inventory['VOLUME']>[] {
    return Array.from({ length: to - from }, (_, n) => n + from).map((i) => ({
      nativeId: `volume_${i}`,
      name: `volume_${i}`,
      description: 'Fake Volume',
      status: 'normal',
      wwn: `fake_wwn_${i}`,
      ...(this.settings.linked && { nativeStoragePoolId: `storagePool_${i % this.fixed.pools}` }),
      ...this.sizes.of(`volume ${i}`, 1, random),
    }));
  }

  controllers(random: SeededRandom): Listed<Inventory['CONTROLLER']>[] {
    return list('controller', this.linkedOr('controllers', random), (i) => ({
      name: `controller_${i}`,
      status: random.of(words.controllerStatuses),
      location: `loc_${random.between(0, 99)}`,
      cpuInfo: random.of(words.cpus),
      softVersion: `ver_${random.between(0, 999)}`,
      memorySize: random.between(1000, 2000),
    }));
  }

  ports(random: SeededRandom): Listed<Inventory['PORT']>[] {
    return list('port', this.fixed.ports, (i) => {
      const maxSpeed = random.between(1000, 2000);
      return {
        name: `port_${i}`,
        location: `location_${random.between(0, 99)}`,
        type: random.of(words.portTypes),
        logicalType: random.of(words.portLogicalTypes),
        connectionStatus: random.of(words.connectionStatuses),
        healthStatus: random.of(words.healthStatuses),
        nativeParentId: this.settings.linked
          ? `controller_${i % this.fixed.controllers}`
          : `parent_id_${random.between(0, 99)}`,
        maxSpeed,
        speed: random.between(0, maxSpeed),
        wwn: `wwn_${random.between(0, 99)}`,
        macAddress: `mac_${random.between(0, 99)}`,
        ipv4: '0.0.0.0',
        ipv4Mask: '255.255.255.0',
        ipv6: '0',
        ipv6Mask: '::',
      };
    });
  }

  disks(random: SeededRandom): Listed<Inventory['DISK']>[] {
    return list('disk', this.count('disks', random), (i) => ({
      name: `disk_${i}`,
      physicalType: random.of(words.diskPhysicalTypes),
      logicalType: random.of(words.diskLogicalTypes),
      status: random.of(words.diskStatuses),
      location: `location_${random.between(0, 99)}`,
      ...(this.settings.linked && { nativeDiskGroupId: `storagePool_${i % this.fixed.pools}` }),
      serialNumber: `serial_${random.between(0, 99)}`,
      manufacturer: random.of(words.manufacturers),
      model: `model_${random.between(0, 99)}`,
      firmware: `firmware_${random.between(0, 99)}`,
      speed: random.between(0, 10_000),
      capacity: random.between(1000, 2000),
      healthScore: random.between(0, 100),
    }));
  }

  filesystems(random: SeededRandom): Listed<Inventory['FILESYSTEM']>[] {
    return list('filesystem', this.count('filesystems', random), (i) => ({
      name: `filesystem_${i}`,
      type: random.of(words.provisionings),
      status: random.of(words.filesystemStatuses),
      nativePoolId: `storagePool_${i}`,
      securityMode: random.of(words.securityModes),
      ...this.sizes.of(`filesystem ${i}`, 1, random),
      compressed: random.coin(),
      deduplicated: random.coin(),
      worm: random.of(words.worms),
    }));
  }

  qtrees(random: SeededRandom): Listed<Inventory['QTREE']>[] {
    return list('qtree', this.count('qtrees', random), (i) => ({
      name: `qtree_${i}`,
      path: `/path/qtree_${random.between(0, 99)}`,
      nativeFilesystemId: `filesystem_${random.between(0, 99)}`,
      securityMode: random.of(words.securityModes),
    }));
  }

  quotas(random: SeededRandom): Listed<Inventory['QUOTA']>[] {
    return list('quota', this.count('quotas', random), () => {
      const capacityHardLimit = random.between(1000, 2000);
      const fileHardLimit = random.between(1000, 2000);
      return {
        type: random.of(words.quotaTypes),
        nativeFilesystemId: `quota_${random.between(0, 99)}`,
        nativeQtreeId: `qtree_${random.between(0, 99)}`,
        capacityHardLimit,
        capacitySoftLimit: random.between(0, capacityHardLimit),
        fileHardLimit,
        fileSoftLimit: random.between(0, fileHardLimit),
        fileCount: random.between(0, fileHardLimit),
        usedCapacity: random.between(0, capacityHardLimit),
        userGroupName: `${random.coin() ? 'usr' : 'grp'}_${random.between(0, 99)}`,
      };
    });
  }

  shares(random: SeededRandom): Listed<Inventory['SHARE']>[] {
    return list('share', this.count('shares', random), (i) => ({
      name: `share_${i}`,
      path: `/path/share_${random.between(0, 99)}`,
      nativeFilesystemId: `filesystem_${random.between(0, 99)}`,
      nativeQtreeId: `qtree_${random.between(0, 99)}`,
      protocol: random.of(words.protocols),
    }));
  }

  initiators(random: SeededRandom): Listed<Inventory['STORAGE_HOST_INITIATOR']>[] {
    return list('storage_host_initiator', this.count('host_initiators', random), (i) => ({
      name: `storage_host_initiator_${i}`,
      description: `storage_host_initiator_${i}`,
      alias: `storage_host_initiator_${i}`,
      wwn: `wwn_${i}`,
      status: 'Normal',
      nativeStorageHostId: `storage_host_${this.settings.linked ? i % this.fixed.hosts : i}`,
    }));
  }

  hosts(): Listed<Inventory['STORAGE_HOST']>[] {
    return list('storage_host', this.fixed.hosts, (i) => ({
      name: `storage_host_${i}`,
      description: `storage_host_${i}`,
      osType: 'linux',
      status: 'Normal',
      ipAddress: this.settings.hostAddresses[i] || `1.2.3.${i}`,
    }));
  }

  hostGroups(random: SeededRandom): ListedGroups<Inventory['STORAGE_HOST_GROUP']> {
    return this.groups('storage_host_group', 'host_groups', 'storage_host', this.fixed.hosts, random);
  }

  portGroups(random: SeededRandom): ListedGroups<Inventory['PORT_GROUP']> {
    return this.groups('port_group', 'port_groups', 'port', this.fixed.ports, random);
  }

  volumeGroups(random: SeededRandom): ListedGroups<Inventory['VOLUME_GROUP']> {
    return this.groups('volume_group', 'volume_groups', 'volume', this.fixed.volumes, random);
  }

  maskingViews(random: SeededRandom): Listed<Inventory['MASKING_VIEW']>[] {
    return list('masking_view', this.count('masking_views', random), (i) => {
      const grouped = random.coin();
      const used = (name: string, inUse: boolean): string => (inUse ? `${name}_${i}` : '');
      return {
        name: `masking_view_${i}`,
        description: `masking_view_${i}`,
        nativeStorageHostGroupId: used('storage_host_group', grouped),
        nativeVolumeGroupId: used('volume_group', grouped),
        nativePortGroupId: used('port_group', grouped),
        nativeStorageHostId: used('storage_host', !grouped),
        nativeVolumeId: used('volume', !grouped),
      };
    });
  }

  private groups<E extends { readonly nativeId: string }>(
    group: string,
    counted: Counted,
    member: string,
    candidates: number,
    random: SeededRandom,
  ): ListedGroups<E> {
    const groups = list(group, this.count(counted, random), (i) => ({
      name: `${group}_${i}`,
      description: `${group}_${i}`,
    }));
    const names = Array.from({ length: candidates }, (_, i) => `${member}_${i}`);
    const members = groups.flatMap(({ nativeId }) =>
      candidates < 2
        ? []
        : random.some(names, random.between(1, 5)).map((name) => ({ group: nativeId, member: name })),
    );
    return { groups: groups as unknown as Listed<E>[], members };
  }

  /** A linked array keeps the number of what others refer to. */
  private linkedOr(name: 'pools' | 'controllers', random: SeededRandom): number {
    return this.settings.linked ? this.fixed[name] : this.count(name, random);
  }

  private count(name: Counted, random: SeededRandom): number {
    const { low, high } = this.settings.counts[name];
    return random.between(low, high);
  }
}

function list<K extends InventoryKind, R extends ReturnType<Maker<K>>>(
  name: string,
  count: number,
  make: (i: number) => R,
): (R & { nativeId: string })[] {
  return Array.from({ length: count }, (_, i) => ({ nativeId: `${name}_${i}`, ...make(i) }));
}
