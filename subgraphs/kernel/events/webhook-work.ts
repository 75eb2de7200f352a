import { sql } from 'kysely';
import type { Hints } from '../database/hints.js';
import type { Store, Tx } from '../database/store.js';
import type { Identity } from '../identity/identity.js';
import { identityTopic } from '../identity/parts.js';
import type { Viewer } from '../identity/viewer.js';
import type { Log } from '../log/log.js';
import { SecretError, type Secrets } from '../secrets/secrets.js';
import { ownerColumn, viewerOfOwner, type OwnerRow } from './webhook-owner.js';
import {
  webhookSecretPlace,
  webhookTopic,
  type PauseReason,
  type WebhookRow,
  type WebhookVerdict,
} from './webhook-row.js';

/** How long a process has a webhook without renewing that, in seconds. */
const leaseSeconds = 10;

/** Most webhooks that a process takes at once, so that others get some too. */
const mostTaken = 50;

/** Deliveries kept of each webhook. */
export const deliveriesKept = 200;

/** What a webhook subscribes to. */
export interface WebhookDocument {
  readonly url: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A webhook this process delivers now. */
export interface HeldWebhook extends WebhookDocument {
  readonly id: string;
  /** Grows with each change by its owner. */
  readonly revision: number;
  /** Event that was delivered last. */
  readonly cursor: string;
  readonly failures: number;
  /** Ms to wait before the next attempt. */
  readonly waitMs: number;
  /** Whom it asks as. */
  readonly viewer: Viewer;
  /** Valid secrets to sign with, the newest first. */
  readonly secrets: readonly string[];
}

/** A webhook that is wished for. */
export interface WantedCheck extends WebhookDocument {
  readonly id: string;
  readonly viewer: Viewer | undefined;
}

/** A message to be sent once because somebody asked for it. */
export interface WantedDelivery {
  readonly id: number;
  readonly webhookId: string;
  readonly messageId: string;
  readonly url: string;
  readonly body: string;
  readonly secrets: readonly string[];
}

/** What an attempt came to. */
export interface AttemptOutcome {
  readonly isDelivered: boolean;
  readonly httpStatus: number | null;
  readonly durationMs: number;
  /** First bytes of the answer. */
  readonly answer: string | null;
  /** What failed, in words. */
  readonly problem: string | null;
}

/** An event as it was sent. */
export interface SentEvent {
  readonly messageId: string;
  readonly cursor: string;
  readonly body: string;
}

/** What follows from a failed attempt: another later, or a pause. */
export type AfterFailure = { readonly retryInMs: number } | { readonly pause: PauseReason };

type HeldRow = WebhookRow & {
  readonly owner: OwnerRow;
  readonly wait_ms: number;
  readonly previous_valid: boolean;
};

type CheckRow = Pick<WebhookRow, 'id' | 'account_id' | 'url' | 'query' | 'operation_name' | 'variables'> & {
  readonly owner: OwnerRow;
};

type WantedRow = Pick<WebhookRow, 'url' | 'secret' | 'previous_secret'> & {
  readonly id: number;
  readonly webhook_id: string;
  readonly message_id: string;
  readonly body: string;
  readonly previous_valid: boolean;
};

const previousValid = sql`coalesce(w.previous_until > now(), false) as previous_valid`;

/**
 * The webhooks as those see them who deliver: of all processes on the database each webhook is held by one, and passes on
 * when that one says nothing for ten seconds. Whoever no longer holds it writes nothing any more.
 */
export class WebhookWork {
  private readonly holder = crypto.randomUUID();

  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly hints: Hints;
      readonly identity: Pick<Identity, 'mode'>;
      readonly secrets: Secrets;
      readonly log: Log;
    },
  ) {}

  /** Calls `listener` when there may be something to do; returns the way to stop that. */
  onHint(listener: () => void): () => void {
    const offs = [webhookTopic, identityTopic].map((topic) => this.parts.hints.on(topic, listener));
    return () => {
      for (const off of offs) off();
    };
  }

  /** Keeps what this process holds, takes what nobody does, and gives all of it as it is now. */
  async hold(): Promise<HeldWebhook[]> {
    const { store, identity } = this.parts;
    await sql`
      update kernel.webhook set lease_holder = ${this.holder}, lease_until = now() + ${leaseSeconds} * interval '1 second'
      where (lease_holder = ${this.holder} and state = 'ACTIVE') or id in (
        select id from kernel.webhook
        where state = 'ACTIVE' and lease_holder is distinct from ${this.holder} and (lease_until is null or lease_until < now())
        order by lease_until nulls first limit ${mostTaken} for update skip locked)`.execute(store.sql);
    const { rows } = await sql<HeldRow>`
      select w.*, ${ownerColumn}, ${previousValid},
        greatest(extract(epoch from w.next_attempt_at - now()) * 1000, 0)::float8 as wait_ms
      from kernel.webhook w left join kernel.account a on a.id = w.account_id
      where w.lease_holder = ${this.holder} and w.lease_until > now() and w.state = 'ACTIVE'`.execute(
      store.sql,
    );
    if (rows.length === 0) return [];
    const mode = await identity.mode();
    const held: HeldWebhook[] = [];
    for (const row of rows) {
      const viewer = viewerOfOwner(row.account_id, row.owner, mode);
      const secrets = this.secretsOf(row);
      if (!viewer) await this.pause(row, 'OWNER_DISABLED');
      else if (secrets)
        held.push({
          ...documentOf(row),
          id: row.id,
          revision: row.revision,
          cursor: row.cursor,
          failures: row.failures,
          waitMs: row.wait_ms ?? 0,
          viewer,
          secrets,
        });
    }
    return held;
  }

  /** Lets go of everything, so that others take it at once. */
  async release(): Promise<void> {
    await this.parts.store.transaction(async (tx) => {
      await sql`
        update kernel.webhook set lease_holder = null, lease_until = null where lease_holder = ${this.holder}`.execute(
        tx.sql,
      );
      await this.parts.hints.send(tx, webhookTopic);
    });
  }

  /** Notes that an event has arrived. False when the webhook is somebody else's by now, or was changed. */
  delivered(webhook: HeldWebhook, event: SentEvent, outcome: AttemptOutcome): Promise<boolean> {
    return this.parts.store.transaction(async (tx) => {
      const { numAffectedRows } = await sql`
        update kernel.webhook set cursor = ${event.cursor}, failures = 0, next_attempt_at = null
        where ${this.isStillMine(webhook)}`.execute(tx.sql);
      if (Number(numAffectedRows ?? 0) === 0) return false;
      await noteAttempt(tx, webhook.id, event, outcome);
      return true;
    });
  }

  /** Notes that an event has not arrived, and what follows. False as for `delivered`. */
  failed(
    webhook: HeldWebhook,
    event: SentEvent,
    outcome: AttemptOutcome,
    next: AfterFailure,
  ): Promise<boolean> {
    return this.parts.store.transaction(async (tx) => {
      const change =
        'pause' in next
          ? sql`state = 'PAUSED', reason = ${next.pause}, next_attempt_at = null, lease_holder = null, lease_until = null`
          : sql`next_attempt_at = now() + ${next.retryInMs} * interval '1 millisecond'`;
      const { numAffectedRows } = await sql`
        update kernel.webhook set failures = failures + 1, ${change} where ${this.isStillMine(webhook)}`.execute(
        tx.sql,
      );
      if (Number(numAffectedRows ?? 0) === 0) return false;
      await noteAttempt(tx, webhook.id, event, outcome);
      return true;
    });
  }

  /** Stops sending to it, unless it is somebody else's by now or was changed. */
  async pause(webhook: Pick<HeldWebhook, 'id' | 'revision'>, reason: PauseReason): Promise<void> {
    await sql`
      update kernel.webhook set state = 'PAUSED', reason = ${reason}, lease_holder = null, lease_until = null
      where ${this.isStillMine(webhook)}`.execute(this.parts.store.sql);
  }

  /** Wishes nobody has looked at; those whose asker has given up are removed. */
  async wantedChecks(): Promise<WantedCheck[]> {
    const { store, identity } = this.parts;
    await sql`delete from kernel.webhook_check where created_at < now() - interval '1 minute'`.execute(
      store.sql,
    );
    const { rows } = await sql<CheckRow>`
      select c.*, ${ownerColumn} from kernel.webhook_check c left join kernel.account a on a.id = c.account_id
      where c.verdict is null order by c.created_at limit 20`.execute(store.sql);
    const mode = rows.length === 0 ? 'closed' : await identity.mode();
    return rows.map((row) => ({
      ...documentOf(row),
      id: row.id,
      viewer: viewerOfOwner(row.account_id, row.owner, mode),
    }));
  }

  /** Says what a wish comes to; the first to say so is heard. */
  async judge(id: string, verdict: WebhookVerdict): Promise<void> {
    await sql`
      update kernel.webhook_check set verdict = ${JSON.stringify(verdict)} where id = ${id} and verdict is null`.execute(
      this.parts.store.sql,
    );
  }

  /** Messages somebody wants sent; each is given to one process, and to another when that one says nothing for a minute. */
  async wantedDeliveries(): Promise<WantedDelivery[]> {
    const { rows } = await sql<WantedRow>`
      with taken as (
        update kernel.webhook_delivery set status = 'SENDING', attempted_at = now()
        where id in (
          select id from kernel.webhook_delivery
          where status = 'PENDING' or (status = 'SENDING' and attempted_at < now() - interval '1 minute')
          order by id limit 20 for update skip locked)
        returning id, webhook_id, message_id, body)
      select taken.*, w.url, w.secret, w.previous_secret, ${previousValid}
      from taken join kernel.webhook w on w.id = taken.webhook_id`.execute(this.parts.store.sql);
    return rows.flatMap((row) => {
      const secrets = this.secretsOf({ ...row, id: row.webhook_id });
      const { id, webhook_id: webhookId, message_id: messageId, url, body } = row;
      return secrets ? [{ id, webhookId, messageId, url, body, secrets }] : [];
    });
  }

  /** Notes what became of a message somebody wanted sent. */
  async sent(id: number, outcome: AttemptOutcome): Promise<void> {
    await sql`
      update kernel.webhook_delivery set ${outcomeColumns(outcome)}, attempts = attempts + 1 where id = ${id}`.execute(
      this.parts.store.sql,
    );
  }

  private isStillMine({
    id,
    revision,
  }: Pick<HeldWebhook, 'id' | 'revision'>): ReturnType<typeof sql<boolean>> {
    return sql<boolean>`id = ${id} and revision = ${revision} and lease_holder = ${this.holder} and state = 'ACTIVE'`;
  }

  /** Undefined when they cannot be decrypted: what cannot be signed is not sent. */
  private secretsOf(
    row: Pick<HeldRow, 'id' | 'secret' | 'previous_secret' | 'previous_valid'>,
  ): string[] | undefined {
    try {
      const secrets = [this.parts.secrets.decrypt(row.secret, webhookSecretPlace(row.id, 'secret'))];
      if (row.previous_secret !== null && row.previous_valid)
        secrets.push(
          this.parts.secrets.decrypt(row.previous_secret, webhookSecretPlace(row.id, 'previous_secret')),
        );
      return secrets;
    } catch (err) {
      if (!(err instanceof SecretError)) throw err;
      this.parts.log.error(
        { err, webhook: row.id },
        'The secret of a webhook cannot be read; nothing is sent',
      );
      return undefined;
    }
  }
}

function documentOf(
  row: Pick<WebhookRow, 'url' | 'query' | 'operation_name' | 'variables'>,
): WebhookDocument {
  return {
    url: row.url,
    query: row.query,
    operationName: row.operation_name ?? undefined,
    variables: JSON.parse(row.variables) as Record<string, unknown>,
  };
}

function outcomeColumns(outcome: AttemptOutcome): ReturnType<typeof sql> {
  const { isDelivered, httpStatus, durationMs, answer, problem } = outcome;
  return sql`status = ${isDelivered ? 'DELIVERED' : 'FAILED'}, http_status = ${httpStatus},
    duration_ms = ${Math.round(durationMs)}, answer = ${answer}, problem = ${problem}, attempted_at = now()`;
}

async function noteAttempt(
  tx: Tx,
  webhookId: string,
  { messageId, cursor, body }: SentEvent,
  outcome: AttemptOutcome,
): Promise<void> {
  await sql`
    insert into kernel.webhook_delivery (webhook_id, message_id, is_test, cursor, body, status)
    values (${webhookId}, ${messageId}, false, ${cursor}, ${body}, 'FAILED')
    on conflict (webhook_id, message_id) do nothing`.execute(tx.sql);
  await sql`
    update kernel.webhook_delivery set ${outcomeColumns(outcome)}, attempts = attempts + 1
    where webhook_id = ${webhookId} and message_id = ${messageId}`.execute(tx.sql);
  await sql`
    delete from kernel.webhook_delivery where webhook_id = ${webhookId} and id <= (
      select id from kernel.webhook_delivery where webhook_id = ${webhookId} order by id desc offset ${deliveriesKept} limit 1)`.execute(
    tx.sql,
  );
}
