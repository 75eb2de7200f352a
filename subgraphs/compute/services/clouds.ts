import { sql } from 'kysely';
import type { Store } from '../../kernel/database/store.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Log } from '../../kernel/log/log.js';
import type { CloudDriver } from '../drivers/driver.js';
import { CloudSession } from './cloud-session.js';
import type { ConfiguredCloud } from './clouds-file.js';

const defaultName = 'default';

/** A cloud of this process. */
export interface OpenCloud {
  readonly name: string;
  /** Place in the configuration, from 0. */
  readonly position: number;
  readonly isDefault: boolean;
  /** Driver type, such as `dummy`; the engine's name where there is no driver. */
  readonly provider: string;
  readonly providerName: string;
  /** Host of its API; empty where there is no driver. */
  readonly host: string;
  /** The way to it. Throws BACKEND_ERROR for an engine without a driver. */
  readonly session: () => CloudSession;
}

/** The configured clouds, opened. One that cannot be used does not stop the others. */
export class Clouds {
  readonly all: readonly OpenCloud[];
  private readonly byName: ReadonlyMap<string, OpenCloud>;

  constructor(
    configured: readonly ConfiguredCloud[],
    private readonly store: Store,
    log: Log,
    timeoutMs: number,
  ) {
    this.all = configured.map((cloud, position) => open(cloud, position, store, log, timeoutMs));
    this.byName = new Map(this.all.map((cloud) => [cloud.name, cloud]));
  }

  /** The cloud of that name, the default one without a name; NOT_FOUND when it is not configured. */
  get(name: string | null | undefined): OpenCloud {
    const cloud = this.byName.get(name ?? defaultName);
    if (cloud) return cloud;
    const message =
      name == null
        ? 'No cloud is named "default"; name the cloud.'
        : `There is no cloud "${name.slice(0, 64)}".`;
    throw new Fault('NOT_FOUND', message, { details: { reason: 'UNKNOWN_CLOUD' } });
  }

  find(name: string): OpenCloud | undefined {
    return this.byName.get(name);
  }

  /** Writes the configured clouds down, so that their nodes can refer to them; others are kept but no longer shown. */
  async save(): Promise<void> {
    const rows = JSON.stringify(this.all.map(({ name, position }) => ({ name, position })));
    await this.store.transaction(async (tx) => {
      await sql`
        insert into compute.cloud as c (name, position, configured)
        select name, position, true from jsonb_to_recordset(${rows}::jsonb) as i (name text, position integer) order by name
        on conflict (name) do update set position = excluded.position, configured = true
        where (c.position, c.configured) is distinct from (excluded.position, true)`.execute(tx.sql);
      await sql`
        update compute.cloud set configured = false
        where configured and name not in (select name from jsonb_to_recordset(${rows}::jsonb) as i (name text))`.execute(
        tx.sql,
      );
    });
  }
}

function open(
  { name, engine, driver }: ConfiguredCloud,
  position: number,
  store: Store,
  log: Log,
  timeoutMs: number,
): OpenCloud {
  const place = { name, position, isDefault: name === defaultName };
  if (!driver) {
    const session = (): never => {
      throw new Fault(
        'BACKEND_ERROR',
        `The cloud "${name}" cannot be used: there is no driver for the engine "${engine}" yet.`,
        { details: { reason: 'NO_DRIVER' } },
      );
    };
    return { ...place, provider: engine, providerName: engine, host: '', session };
  }
  const { type, prepared } = driver;
  const opened: CloudDriver = prepared.open({ cloud: name, store, log });
  const session = new CloudSession(name, opened, timeoutMs);
  return {
    ...place,
    provider: type.provider,
    providerName: type.displayName,
    host: prepared.host,
    session: () => session,
  };
}
