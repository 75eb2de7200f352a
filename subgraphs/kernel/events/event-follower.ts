import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedEvent } from './event.js';
import type { EventStream } from './event-stream.js';
import type { Events } from './events.js';

/** Pause before what has failed is tried again. */
const restMs = 1000;

/** What is done for the events of a log. */
export interface FollowedLog {
  readonly events: Events;
  readonly subgraph: string;
  readonly matches: (event: LoggedEvent) => boolean;
  /** The last event that needs nothing any more; asked for at the beginning, and again when something has failed. */
  readonly place: () => Promise<number>;
  /** Does what an event calls for. */
  readonly handle: (event: LoggedEvent) => Promise<void>;
  /** Told of what has failed: the log or the work. It is tried again from `place` on. */
  readonly failed: (error: unknown) => void;
}

/** Does something for every event of a log, in order, one after the other, until it is stopped; a loss of the database is a pause. */
export class EventFollower {
  private readonly ended = new AbortController();
  private stream: EventStream | undefined;
  private following: Promise<void> | undefined;

  constructor(private readonly log: FollowedLog) {}

  start(): void {
    this.following ??= this.follow();
  }

  /** Resolves when what was under way is done. */
  async stop(): Promise<void> {
    this.ended.abort();
    await this.stream?.return();
    await this.following;
  }

  private async follow(): Promise<void> {
    const { events, subgraph, matches, place, handle, failed } = this.log;
    const { signal } = this.ended;
    while (!signal.aborted) {
      try {
        this.stream = await events.stream(subgraph, await place(), matches);
        if (signal.aborted) return;
        for await (const event of this.stream) await handle(event);
      } catch (error) {
        failed(error);
        await delay(restMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
