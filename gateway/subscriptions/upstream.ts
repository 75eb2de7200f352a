import { setTimeout as delay } from 'node:timers/promises';
import { faultOf } from '../../subgraphs/kernel/errors/fault.js';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { SubgraphResponse } from '../../subgraphs/kernel/subgraph/executor.js';
import { cursorOfEvent } from './live-fetch.js';

/** How long a source may be away that is continued, and one that nothing was seen of. */
const longestLossMs = 60_000;
const longestOpeningMs = 5000;

const firstRetryMs = 50;
const longestRetryMs = 2000;

/** Opens the source behind a cursor. */
export type OpenSource = (
  after: unknown,
) => Promise<AsyncIterableIterator<SubgraphResponse> | SubgraphResponse>;

/**
 * The events of one fetch. When its subgraph goes away the source is opened again behind the last event, as long as
 * the field tells cursors; its readers notice nothing but a pause.
 */
export class Upstream {
  private source: AsyncIterator<SubgraphResponse> | undefined;
  private isContinued: boolean;
  private isOver = false;
  private readonly closed = new AbortController();

  constructor(
    private readonly open: OpenSource,
    private after: unknown,
    private readonly options: { readonly resumes: boolean; readonly subgraph: string; readonly log: Log },
  ) {
    this.isContinued = after != null;
  }

  /** The next event; undefined when there are no more. What the source could not be opened for is its last. */
  async next(): Promise<SubgraphResponse | undefined> {
    const since = performance.now();
    for (let losses = 0; !this.isOver; losses++) {
      const { event, isLast } = await this.step();
      if (this.isOver || event === undefined) break;
      const longest = this.isContinued ? longestLossMs : longestOpeningMs;
      const isBack = isLoss(event) && this.options.resumes && performance.now() - since < longest;
      if (!isBack) {
        this.isOver = isLast;
        return this.told(event);
      }
      if (losses === 0)
        this.options.log.warn(
          { subgraph: this.options.subgraph },
          'The source of a subscription was lost; it is opened again behind the last event',
        );
      await this.end();
      await this.pause(losses);
    }
    this.isOver = true;
    return undefined;
  }

  /** Ends the source, also while it is waited for. */
  async close(): Promise<void> {
    this.isOver = true;
    this.closed.abort();
    await this.end();
  }

  private async step(): Promise<{ readonly event?: SubgraphResponse; readonly isLast: boolean }> {
    try {
      if (!this.source) {
        const opened = await this.open(this.after);
        if (!(Symbol.asyncIterator in opened)) return { event: opened, isLast: true };
        this.source = opened;
        if (this.isOver) await this.end();
      }
      const step = await this.source?.next();
      return step?.done === false ? { event: step.value, isLast: false } : { isLast: true };
    } catch (error) {
      const fault = faultOf(error);
      const message = error instanceof Error ? error.message : String(error);
      return { event: { errors: [{ message, extensions: fault?.extensions ?? {} }] }, isLast: true };
    }
  }

  private told(event: SubgraphResponse): SubgraphResponse {
    this.isContinued = true;
    this.after = cursorOfEvent(event) ?? this.after;
    return event;
  }

  private async end(): Promise<void> {
    const { source } = this;
    this.source = undefined;
    await source?.return?.();
  }

  private async pause(lost: number): Promise<void> {
    const longest = Math.min(firstRetryMs * 2 ** lost, longestRetryMs);
    const ms = longest * (0.5 + Math.random() / 2);
    await delay(ms, undefined, { signal: this.closed.signal }).catch(() => undefined);
  }
}

/** Whether it says that the subgraph is away, rather than what happened. */
function isLoss({ data, errors }: SubgraphResponse): boolean {
  if (data != null) return false;
  return (errors ?? []).some(({ extensions }) => {
    const code = extensions?.['code'];
    return code === 'SUBGRAPH_UNAVAILABLE' || code === 'SUBGRAPH_TIMEOUT';
  });
}
