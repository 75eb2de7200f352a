import type { Log } from '../../kernel/log/log.js';
import type { TrapAlert, TrapFields } from '../drivers/alerts.js';
import { DriverFault } from '../drivers/driver-fault.js';
import type { DriverType } from '../drivers/driver.js';
import type { TrapCounts } from '../snmp/trap-counts.js';
import type { ReceivedTrap } from '../snmp/trap-receiver.js';
import type { TrapSource } from '../snmp/trap-source.js';
import { checkedAlert } from './alert-condition.js';
import type { AlertReport } from './fold-alerts.js';
import { TrapDirectory, type TrapStorage } from './trap-directory.js';

/** What the intake works with. */
export interface TrapIntakeOptions {
  readonly driver: (vendor: string, model: string) => DriverType | undefined;
  readonly counts: TrapCounts;
  readonly log: Log;
  /** Takes a report on its way to the database; false when there is no room. */
  readonly keep: (report: AlertReport) => boolean;
  /** Has a storage asked for its alerts in a while, once however often it is called meanwhile. */
  readonly askLater: (storageId: string) => void;
}

/** Turns traps into reports of alerts (delfin.md 11.3): the driver reads them, and says whose they are. */
export class TrapIntake {
  /** What traps are told apart by at present. */
  directory = TrapDirectory.empty;

  constructor(private readonly options: TrapIntakeOptions) {}

  /** Takes a trap at once; what becomes of it is counted. Never throws. */
  take(received: ReceivedTrap): void {
    const { counts, log, askLater } = this.options;
    const { storageId } = received.source;
    const from = this.directory.storage(storageId);
    if (!from) return counts.add('unattributed', storageId);
    try {
      const alert = this.parse(from, received);
      if (!alert) return counts.add('ignored', storageId);
      this.keep(from, alert, received.at);
    } catch (err) {
      if (err instanceof DriverFault && err.code === 'IncompleteTrapInformation') {
        counts.add('incomplete', storageId);
        return askLater(storageId);
      }
      counts.add('failed', storageId);
      log.warn({ err, storage: storageId }, 'A driver could not read a trap');
    }
  }

  /** Told of a trap that was over the rate: what it said is found out by asking the array. */
  limited({ storageId }: TrapSource): void {
    this.options.askLater(storageId);
  }

  private parse(from: TrapStorage, { sender, trap }: ReceivedTrap): TrapAlert | undefined {
    const type = this.options.driver(from.driverVendor, from.driverModel);
    const controller = this.directory.controllerName(from.id, sender);
    const fields: TrapFields = {
      ...trap,
      transport_address: sender,
      storage_id: from.id,
      ...(controller === undefined ? {} : { controller_name: controller }),
    };
    return type?.parseAlert(fields);
  }

  private keep(from: TrapStorage, told: TrapAlert, at: Date): void {
    const { counts, keep } = this.options;
    const owner = this.directory.named(from, told);
    const alert = checkedAlert(told);
    if (!owner) return counts.add('unattributed', from.id);
    if (!alert) return counts.add('failed', from.id);
    if (!keep({ storageId: owner.id, origin: 'TRAP', at, alert })) {
      counts.add('limited', owner.id);
      this.options.askLater(owner.id);
    }
  }
}
