import { sql } from 'kysely';
import type pg from 'pg';
import type { Log } from '../log/log.js';
import type { Engine } from './engine.js';
import { outsideTransaction, type Tx } from './store.js';

const channel = 'infragraph';
const longestRetryMs = 5000;

/**
 * "Something changed, go and look": hints between the processes on one database, sent with a commit
 * and never the truth itself. On a server they travel by NOTIFY over one LISTEN connection that is
 * opened again when it breaks; after each opening every listener is called, because hints may have
 * been missed. On the embedded database there is only this process.
 */
export class Hints {
  private readonly listeners = new Map<string, Set<() => void>>();
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly engine: Engine,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    if (this.engine.connectOutsidePool) await this.connect(this.engine.connectOutsidePool);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    const client = this.client;
    this.client = undefined;
    await client
      ?.end()
      .catch((err: unknown) => this.log.debug({ err }, 'The LISTEN connection was already gone'));
  }

  /** Calls `listener` after each hint for `topic`; returns the way to stop that. */
  on(topic: string, listener: () => void): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /**
   * Sends a hint with the commit of `tx`; several for one topic count as one. On a server this process hears its own a
   * moment later than the commit, unless it wants to hear it `atOnce`, and then twice.
   */
  async send(tx: Tx, topic: string, { atOnce = false } = {}): Promise<void> {
    const travels = this.engine.kind === 'server';
    if (travels) await sql`select pg_notify(${channel}, ${topic})`.execute(tx.sql);
    if (atOnce || !travels) tx.afterCommit(() => this.dispatch(topic));
  }

  private dispatch(topic: string): void {
    outsideTransaction(() => {
      for (const listener of this.listeners.get(topic) ?? []) listener();
    });
  }

  private async connect(open: () => Promise<pg.Client>): Promise<void> {
    const client = await open();
    client.on('notification', (message) => this.dispatch(message.payload ?? ''));
    client.on('end', () => {
      if (this.client === client && !this.stopped) this.reconnect(open, 100);
    });
    try {
      await client.query(`listen ${channel}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    if (this.stopped) return client.end();
    this.client = client;
    for (const topic of this.listeners.keys()) this.dispatch(topic);
  }

  private reconnect(open: () => Promise<pg.Client>, delayMs: number): void {
    this.client = undefined;
    this.retry = setTimeout(() => {
      this.connect(open).catch((err: unknown) => {
        if (this.stopped) return;
        this.log.warn({ err }, 'The LISTEN connection could not be opened again; polling goes on');
        this.reconnect(open, Math.min(delayMs * 2, longestRetryMs));
      });
    }, delayMs);
  }
}
