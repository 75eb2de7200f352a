import { AlertExporter } from '../exporters/alert-exporter.js';
import { AlertOutbox } from '../exporters/alert-outbox.js';
import { alertSyncTask } from '../tasks/alert-sync.js';
import { AlertHousekeeping } from './alert-housekeeping.js';
import { AlertStore } from './alert-store.js';
import { AskLater } from './ask-later.js';
import type { StorageParts } from './parts.js';
import { TrapService } from './trap-service.js';

const pushTimeoutMs = 10_000;

/** The store of alerts, which exports what it writes when there is somewhere to. */
export function alertStoreOf({
  store,
  events,
  hints,
  config,
}: Pick<StorageParts, 'store' | 'events' | 'hints' | 'config'>): AlertStore {
  const holdMs = config.alertmanagerUrl === undefined ? undefined : config.alertmanagerHold;
  return new AlertStore({ store, events, hints, holdMs });
}

/** Everything about alerts that lives as long as the process: receiver, exporter, housekeeping. */
export class AlertRuntime {
  /** Listens for traps; absent when that is switched off. */
  readonly traps: TrapService | undefined;
  private readonly exporter: AlertExporter | undefined;
  private readonly housekeeping: AlertHousekeeping;
  private readonly askLater: AskLater;
  private readonly alerts: AlertStore;

  /** Registers the kind of task and what is done when a storage comes or goes. */
  constructor(parts: StorageParts) {
    const { alerts, config, hints, hooks, log, store, tasks } = parts;
    this.alerts = alerts;
    tasks.register(alertSyncTask(parts));
    this.askLater = new AskLater({ store, tasks, log, delayMs: 0 });
    hooks.registered.push((storageId) => Promise.resolve(this.askLater.ask(storageId)));
    hooks.removed.push((tx, storageId) => alerts.remove(tx, storageId));
    this.housekeeping = new AlertHousekeeping(store, log, config.alertRetention);
    this.traps = config.trapPort === undefined ? undefined : new TrapService(parts, config.trapPort);
    this.exporter =
      config.alertmanagerUrl === undefined
        ? undefined
        : new AlertExporter({
            outbox: new AlertOutbox(store),
            hints,
            log,
            alertmanager: {
              url: config.alertmanagerUrl,
              api: config.alertmanagerApi,
              timeoutMs: pushTimeoutMs,
            },
          });
  }

  /** What is listened for, for whoever starts the process. */
  listening(): readonly string[] {
    return this.traps ? [this.traps.listening] : [];
  }

  async start(): Promise<void> {
    this.housekeeping.start();
    if (this.exporter) {
      await this.alerts.exportOpen();
      this.exporter.start();
    }
    await this.traps?.start();
  }

  async stop(): Promise<void> {
    await this.traps?.stop();
    await this.askLater.stop();
    await this.exporter?.stop();
    await this.housekeeping.stop();
  }
}
