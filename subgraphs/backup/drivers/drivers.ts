import { join } from 'node:path';
import type { Log } from '../../kernel/log/log.js';
import { DriverFault } from './driver-fault.js';
import type { DriverType, ManagerSecret } from './driver.js';
import { GuardedDriver, type CallLimits } from './guarded-driver.js';

/** How to reach one hypervisor manager, with secrets in the clear: never logged, stored or shown. */
export interface ManagerAccess {
  readonly guid: string;
  readonly driver: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret: ManagerSecret;
  /** Whether the operator has named its address, so that it is not checked. */
  readonly trusted: boolean;
  /** Changes whenever anything above does. */
  readonly version: string;
}

/** What the drivers need. */
export interface DriversOptions {
  readonly types: readonly DriverType[];
  /** How to reach a manager now; throws when it is not registered. */
  readonly load: (managerGuid: string) => Promise<ManagerAccess>;
  /** Addresses a host may be reached at; ADDRESS_REFUSED when it may not be. */
  readonly addressesOf: (host: string) => Promise<readonly string[]>;
  /** The same for addresses the operator has named. */
  readonly anyAddressesOf: (host: string) => Promise<readonly string[]>;
  /** Folder in which each manager has one of its own. */
  readonly folder: string;
  readonly limits: CallLimits;
  readonly log: Log;
}

/** The drivers of this process, one per hypervisor manager: opened when first needed, anew when the manager has changed. */
export class Drivers {
  private readonly open = new Map<string, { readonly version: string; readonly driver: GuardedDriver }>();
  private readonly types: ReadonlyMap<string, DriverType>;

  constructor(private readonly options: DriversOptions) {
    this.types = new Map(options.types.map((type) => [type.name, type]));
  }

  /** A kind of manager by its name; undefined when there is no driver for it. */
  type(name: string): DriverType | undefined {
    return this.types.get(name);
  }

  /** Names of all kinds. */
  get names(): readonly string[] {
    return [...this.types.keys()];
  }

  /** The driver of a manager; not inside a transaction. Throws NOT_FOUND, or the DriverFault that keeps it shut. */
  async of(managerGuid: string): Promise<GuardedDriver> {
    const access = await this.options.load(managerGuid);
    const known = this.open.get(managerGuid);
    if (known?.version === access.version) return known.driver;
    const driver = this.opened(access);
    this.open.set(managerGuid, { version: access.version, driver });
    if (known) await this.end(managerGuid, known.driver);
    return driver;
  }

  /** A driver that nobody else gets; the caller closes it. Throws a DriverFault. */
  opened(access: ManagerAccess): GuardedDriver {
    const { guid, driver: name, url, settings, secret, trusted } = access;
    const type = this.types.get(name);
    if (!type) throw new DriverFault('NOT_SUPPORTED', `there is no driver "${name}"`);
    const read = type.settings.safeParse(settings);
    if (!read.success) throw new DriverFault('REFUSED', 'its settings are not those of its driver');
    const { folder, limits, addressesOf, anyAddressesOf } = this.options;
    const driver = type.open({
      managerGuid: guid,
      url,
      settings: read.data,
      secret,
      folder: join(folder, guid),
      addressesOf: trusted ? anyAddressesOf : addressesOf,
    });
    const secrets = [secret.password, secret.token].filter((one) => one !== undefined);
    return new GuardedDriver(driver, limits, secrets);
  }

  /** Closes all. */
  async stop(): Promise<void> {
    const open = [...this.open];
    this.open.clear();
    for (const [guid, { driver }] of open) await this.end(guid, driver);
  }

  private async end(managerGuid: string, driver: GuardedDriver): Promise<void> {
    try {
      await driver.close();
    } catch (err) {
      this.options.log.warn({ err, manager: managerGuid }, 'A driver could not be closed');
    }
  }
}
