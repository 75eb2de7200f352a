import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import type { Log } from '../../kernel/log/log.js';
import type { DeviceAlert } from '../drivers/alerts.js';
import { probeSource, type ProbeResult } from '../snmp/probe.js';
import type { TrapSource } from '../snmp/trap-source.js';
import { checkedAlert } from './alert-condition.js';
import type { AlertStore } from './alert-store.js';
import type { HostGuard } from '../../kernel/server/host-guard.js';
import type { TrapDirectory, TrapStorage } from './trap-directory.js';

/** Models, as registered, whose agents answer (delfin.md 11.4); the others count as reachable. */
const probedModels: ReadonlySet<string> = new Set(['vsp', '3par', 'cmode', 'msa', 'hnas']);
const atOnce = 8;

/** What the probes work with. */
export interface SnmpProbesOptions {
  readonly store: Store;
  readonly alerts: AlertStore;
  readonly guard: HostGuard;
  readonly log: Log;
  /** How often each source is probed, in milliseconds. */
  readonly intervalMs: number;
}

/**
 * Asks the agents of alert sources whether they answer, each when it is new or changed and then regularly.
 * One that does not is an alert of its storage, which is cleared when it answers again.
 */
export class SnmpProbes {
  private readonly probed = new Map<string, { readonly as: string; readonly at: number }>();
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly options: SnmpProbesOptions) {}

  /** Probes what is due of a directory, after what is being probed. */
  look(directory: TrapDirectory): void {
    const due = directory.sources.filter((source) => this.isDue(source, directory.storage(source.storageId)));
    if (due.length === 0) return;
    this.running = this.running
      .then(() => this.probeAll(due, directory))
      .catch((err: unknown) => this.options.log.warn({ err }, 'SNMP agents could not be probed'));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private isDue(source: TrapSource, storage: TrapStorage | undefined): boolean {
    if (!storage || !probedModels.has(storage.driverModel)) return false;
    const { engineId: _, ...identity } = source;
    const as = JSON.stringify(identity);
    const last = this.probed.get(source.storageId);
    const now = performance.now();
    if (last?.as === as && now - last.at < this.options.intervalMs) return false;
    this.probed.set(source.storageId, { as, at: now });
    return true;
  }

  private async probeAll(due: readonly TrapSource[], directory: TrapDirectory): Promise<void> {
    for (let i = 0; i < due.length && !this.stopped; i += atOnce)
      await Promise.all(
        due.slice(i, i + atOnce).map(async (source) => {
          const storage = directory.storage(source.storageId);
          if (storage) await this.keep(source, storage, await this.probe(source));
        }),
      );
  }

  private async probe(source: TrapSource): Promise<ProbeResult> {
    const host = source.host.split(',')[0]?.trim() ?? '';
    const [address] = await this.options.guard.addressesOf(host).catch(() => []);
    if (address === undefined) return { reachable: false, reason: 'The host may not be reached from here.' };
    return probeSource(source, address);
  }

  private async keep(source: TrapSource, storage: TrapStorage, result: ProbeResult): Promise<void> {
    const reason = result.reachable ? null : result.reason;
    const single = !source.host.includes(',');
    const engineId = result.reachable && single ? (result.engineId ?? null) : null;
    await sql`update storage.alert_source set reachable = ${result.reachable}, probed_at = clock_timestamp(),
      probe_error = ${reason}, engine_discovered = engine_discovered or (engine_id is null and ${engineId}::text is not null),
      engine_id = coalesce(engine_id, ${engineId})
      where storage_id = ${source.storageId} and host = ${source.host}`.execute(this.options.store.sql);
    const alert = checkedAlert(probeAlert(storage, result));
    if (alert)
      await this.options.alerts.write([{ storageId: storage.id, origin: 'PROBE', at: new Date(), alert }]);
  }
}

/** The alert of delfin.md 11.4, or its end. */
function probeAlert({ name }: TrapStorage, { reachable }: ProbeResult): DeviceAlert {
  return {
    alertId: '19660818',
    sequenceNumber: 0,
    alertName: 'SNMP connect failed',
    category: reachable ? 'Recovery' : 'Fault',
    severity: 'Major',
    type: 'CommunicationsAlarm',
    location: `NetworkEntity=${name ?? ''}`,
    description: 'SNMP connection to the storage failed. SNMP traps from storage will not be received.',
    recoveryAdvice: '1. The network connection is abnormal. 2. SNMP authentication parameters are invalid.',
    occurTime: Date.now(),
  };
}
