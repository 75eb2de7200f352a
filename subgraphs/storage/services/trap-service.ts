import { OneAtATime } from '../../kernel/server/one-at-a-time.js';
import { TrapCounts, totalOf, type TrapTally } from '../snmp/trap-counts.js';
import { TrapReceiver } from '../snmp/trap-receiver.js';
import { AlertQueue } from './alert-queue.js';
import { alertSourceTopic } from './alert-source-row.js';
import { AskLater } from './ask-later.js';
import type { StorageParts } from './parts.js';
import { SnmpProbes } from './snmp-probes.js';
import { TrapDirectory } from './trap-directory.js';
import { TrapIntake } from './trap-intake.js';
import { saveTallies } from './trap-tallies.js';

const refreshMs = 30_000;
const tallyMs = 5000;
const reportMs = 60_000;

/**
 * Everything between the trap port and the alerts (delfin.md 11). It follows the alert sources as they
 * change, keeps what was counted, and says once a minute what did not become an alert.
 */
export class TrapService {
  private readonly counts = new TrapCounts();
  private readonly queue: AlertQueue;
  private readonly askLater: AskLater;
  private readonly intake: TrapIntake;
  private readonly receiver: TrapReceiver;
  private readonly probes: SnmpProbes | undefined;
  private readonly timers: NodeJS.Timeout[] = [];
  private offHints: (() => void) | undefined;
  private readonly refreshes: OneAtATime;
  private saving: Promise<void> | undefined;
  private unreported: TrapTally = {};

  constructor(
    private readonly parts: StorageParts,
    port: number,
  ) {
    const { alerts, config, drivers, guard, log, store, tasks } = parts;
    this.refreshes = new OneAtATime(
      () => this.read(),
      (err) => log.warn({ err }, 'The alert sources could not be read; those known before still hold'),
    );
    this.queue = new AlertQueue(alerts, this.counts, log);
    this.askLater = new AskLater({ store, tasks, log, delayMs: config.trapSyncDelay });
    this.intake = new TrapIntake({
      driver: (vendor, model) => drivers.type(vendor, model),
      counts: this.counts,
      log,
      keep: (report) => this.queue.add(report),
      askLater: (storageId) => this.askLater.ask(storageId),
    });
    this.receiver = new TrapReceiver({
      address: config.trapAddress,
      port,
      rates: { perSender: config.trapRate, total: config.trapRateTotal },
      counts: this.counts,
      log,
      onTrap: (trap) => this.intake.take(trap),
      onLimited: (source) => this.intake.limited(source),
      onListening: () => this.refresh(),
    });
    this.probes = config.snmpProbe
      ? new SnmpProbes({ store, alerts, guard, log, intervalMs: config.snmpProbeInterval })
      : undefined;
  }

  /** Port it listens at; undefined while it stands by. */
  get port(): number | undefined {
    return this.receiver.port;
  }

  /** Where it listens, in words. */
  get listening(): string {
    return `SNMP traps: ${this.receiver.listening}`;
  }

  async start(): Promise<void> {
    this.offHints = this.parts.hints.on(alertSourceTopic, () => this.refresh());
    await this.read();
    await this.receiver.start();
    this.every(refreshMs, () => this.refresh());
    this.every(tallyMs, () => this.save());
    this.every(reportMs, () => this.report());
  }

  async stop(): Promise<void> {
    this.offHints?.();
    for (const timer of this.timers) clearInterval(timer);
    await this.receiver.stop();
    await this.refreshes.idle();
    await this.probes?.stop();
    await this.queue.stop();
    await this.askLater.stop();
    await this.settle();
    this.report();
  }

  /** Resolves when everything that arrived so far is written and counted in the database. */
  async settle(): Promise<void> {
    await this.queue.drained();
    await this.receiver.countLost();
    // One that is under way has taken its counts before.
    await this.saving;
    this.save();
    await this.saving;
  }

  /** Resolves when the sources that are there now are those listened to. */
  async refreshed(): Promise<void> {
    this.refresh();
    await this.refreshes.idle();
  }

  private refresh(): void {
    this.refreshes.ask();
  }

  private async read(): Promise<void> {
    const { store, secrets, log } = this.parts;
    const directory = await TrapDirectory.read(store, secrets, log);
    this.intake.directory = directory;
    this.receiver.use(directory.sources);
    if (this.receiver.port !== undefined) this.probes?.look(directory);
  }

  private save(): void {
    this.saving ??= this.receiver
      .countLost()
      .then(() => saveTallies(this.parts.store, this.counts))
      .then(
        (saved) =>
          void (this.unreported = totalOf(
            new Map([
              ['before', this.unreported],
              ['now', totalOf(saved)],
            ]),
          )),
      )
      .catch((err: unknown) => this.parts.log.warn({ err }, 'Counts of traps could not be kept; they wait'))
      .finally(() => (this.saving = undefined));
  }

  private report(): void {
    const { stored: _, ignored: __, answered: ___, ...odd } = this.unreported;
    this.unreported = {};
    if (Object.keys(odd).length > 0)
      this.parts.log.warn({ traps: odd }, 'SNMP traps did not all become alerts in the last minute');
  }

  private every(ms: number, work: () => void): void {
    const timer = setInterval(work, ms);
    timer.unref();
    this.timers.push(timer);
  }
}
