import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { Fault } from '../../kernel/errors/fault.js';
import { webhookTopic, type WebhookVerdict } from '../../kernel/events/webhook-row.js';
import type { CoreServices } from './core-services.js';
import { untilFound } from './until-found.js';

const longestMs = 10_000;

/** A webhook as it is wished for; `variables` are JSON. */
export interface WantedWebhook {
  readonly accountId: string | null;
  readonly name: string;
  readonly url: string;
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: string;
}

/**
 * Asks a gateway whether a webhook can be had, for only a gateway knows the whole graph, its limits and where messages
 * may be sent. It may be another process, so it is asked by a row. Gives the cursor the webhook begins behind;
 * BAD_USER_INPUT with what is wrong, SUBGRAPH_UNAVAILABLE when no gateway answers.
 */
export async function askForVerdict(services: CoreServices, wanted: WantedWebhook): Promise<string> {
  const { accountId, url, query, operationName, variables } = wanted;
  const id = randomUUID();
  await services.store.transaction(async (tx) => {
    await sql`
      insert into kernel.webhook_check (id, account_id, url, query, operation_name, variables)
      values (${id}, ${accountId}, ${url}, ${query}, ${operationName}, ${variables})`.execute(tx.sql);
    await services.hints.send(tx, webhookTopic, { atOnce: true });
  });
  const verdict = await untilFound(longestMs, async () => {
    const { rows } = await sql<{ verdict: string | null }>`
      select verdict from kernel.webhook_check where id = ${id}`.execute(services.store.sql);
    const said = rows[0]?.verdict;
    return said == null ? undefined : (JSON.parse(said) as WebhookVerdict);
  });
  await sql`delete from kernel.webhook_check where id = ${id}`.execute(services.store.sql);
  if (!verdict)
    throw new Fault('SUBGRAPH_UNAVAILABLE', 'No gateway has looked at the webhook in time. Try again later.');
  if ('problems' in verdict) throw new Fault('BAD_USER_INPUT', verdict.problems.join(' '));
  return verdict.cursor;
}
