import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Store, Tx } from '../../kernel/database/store.js';
import { faultOf } from '../../kernel/errors/fault.js';
import type { Events } from '../../kernel/events/events.js';
import type { Log } from '../../kernel/log/log.js';
import type { ProviderNode } from '../drivers/driver.js';
import { emitNodeEvent } from '../events.js';
import { forgetAssignment, removeAssignment, syncAssignments } from './assignment-sync.js';
import type { OpenCloud } from './clouds.js';
import {
  applyListing,
  beginListing,
  claimNewestListing,
  confirmListing,
  failListing,
  incomingNodes,
  removeNode,
  writeNodes,
  type NodeChange,
} from './inventory-sql.js';
import type { NodeKey } from './node-row.js';

/** What the inventory works with. */
export interface InventoryParts {
  readonly store: Store;
  readonly events: Events;
  readonly log: Log;
  /** Whether the assignment records are ours to keep. */
  readonly keepsAssignments: boolean;
}

/**
 * The machines of each cloud as last listed. Listings are numbered when they begin; one that began
 * before a change of ours, or before a listing already applied, is thrown away, so the table never goes
 * back in time however slow a cloud is.
 */
export class Inventory {
  private readonly flights = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, Promise<void>>();
  private readonly listed = new Set<string>();
  /** What this process applied last, by cloud. */
  private readonly applied = new Map<string, { readonly listing: number; readonly digest: string }>();
  private readonly closing = new AbortController();

  constructor(private readonly parts: InventoryParts) {}

  /**
   * Reads a cloud's machines anew. Callers that come while a reading is under way share the next one,
   * because the present one may have begun before what they want to see; they share its failure, too.
   * Throws what the cloud's session throws.
   */
  refresh(cloud: OpenCloud): Promise<void> {
    const flying = this.flights.get(cloud.name);
    if (!flying) return this.begin(cloud);
    const next =
      this.waiting.get(cloud.name) ??
      flying
        .finally(() => this.waiting.delete(cloud.name))
        .then(() => this.flights.get(cloud.name) ?? this.begin(cloud));
    this.waiting.set(cloud.name, next);
    return next;
  }

  /** Reads a cloud's machines unless that was ever done. */
  async ensureListed(cloud: OpenCloud): Promise<void> {
    if (this.listed.has(cloud.name)) return;
    const { rows } = await sql<{ known: boolean }>`
      select refreshed_at is not null as known from compute.cloud where name = ${cloud.name}`.execute(
      this.parts.store.sql,
    );
    if (!rows[0]?.known) await this.refresh(cloud);
    this.listed.add(cloud.name);
  }

  /** Adds a machine that we created to the end of the list, within the task's transaction. */
  async add(tx: Tx, cloud: OpenCloud, node: ProviderNode): Promise<void> {
    await claimNewestListing(tx.sql, cloud.name);
    const { rows } = await sql<{ next: number }>`
      select coalesce(max(position) filter (where native_id <> ${node.id}) + 1, 0) as next from compute.node where cloud = ${cloud.name}`.execute(
      tx.sql,
    );
    const changes = await writeNodes(
      tx.sql,
      cloud.name,
      incomingNodes(cloud, [node], rows[0]?.next ?? 0),
      false,
    );
    if (this.parts.keepsAssignments) {
      await forgetAssignment(tx.sql, cloud.name, node.id);
      await syncAssignments(tx.sql, cloud.name);
    }
    this.tell(tx, changes);
  }

  /** Takes away a machine that a task has destroyed, its assignment too, within the task's transaction. */
  async remove(tx: Tx, key: NodeKey, taskGuid: string): Promise<void> {
    await claimNewestListing(tx.sql, key.cloud);
    const changes = await removeNode(tx.sql, key, taskGuid);
    if (this.parts.keepsAssignments) await removeAssignment(tx.sql, key.cloud, key.nativeId);
    this.tell(tx, changes);
  }

  /** Breaks off the listings under way. */
  close(): void {
    this.closing.abort(new Error('The process stops.'));
  }

  private begin(cloud: OpenCloud): Promise<void> {
    const flight = this.list(cloud).finally(() => this.flights.delete(cloud.name));
    this.flights.set(cloud.name, flight);
    return flight;
  }

  private async list(cloud: OpenCloud): Promise<void> {
    const { store, log } = this.parts;
    const listing = await beginListing(store.sql);
    let nodes: readonly ProviderNode[];
    try {
      nodes = await cloud
        .session()
        .call('list its nodes', (driver, signal) => driver.listNodes(signal), this.closing.signal);
    } catch (err) {
      if (this.closing.signal.aborted) throw err;
      const message = faultOf(err)?.message ?? 'The cloud failed.';
      await failListing(store.sql, cloud.name, message);
      log.warn({ err, cloud: cloud.name }, 'The nodes of a cloud could not be listed');
      throw err;
    }
    await this.apply(cloud, listing, nodes);
    this.listed.add(cloud.name);
  }

  /** Brings the tables up to a listing. One that found what the last one had found costs a single statement. */
  private async apply(cloud: OpenCloud, listing: number, nodes: readonly ProviderNode[]): Promise<void> {
    const { store } = this.parts;
    const digest = hash('sha256', JSON.stringify(nodes));
    const last = this.applied.get(cloud.name);
    const unchanged =
      last?.digest === digest && (await confirmListing(store.sql, cloud.name, listing, last.listing));
    const applied = unchanged || (await this.write(cloud, listing, nodes));
    if (applied) this.applied.set(cloud.name, { listing, digest });
  }

  /** False when a newer listing, or a change of ours, came in between. */
  private write(cloud: OpenCloud, listing: number, nodes: readonly ProviderNode[]): Promise<boolean> {
    const incoming = incomingNodes(cloud, nodes);
    return this.parts.store.transaction(async (tx) => {
      if (!(await applyListing(tx.sql, cloud.name, listing))) return false;
      const changes = await writeNodes(tx.sql, cloud.name, incoming, true);
      if (changes.length > 0 && this.parts.keepsAssignments) await syncAssignments(tx.sql, cloud.name);
      this.tell(tx, changes);
      return true;
    });
  }

  private tell(tx: Tx, changes: readonly NodeChange[]): void {
    for (const { kind, row } of changes) emitNodeEvent(this.parts.events, tx, kind, row);
  }
}
