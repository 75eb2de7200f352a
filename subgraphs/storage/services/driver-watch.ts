import { EventFollower } from '../../kernel/events/event-follower.js';
import type { Events } from '../../kernel/events/events.js';
import type { Log } from '../../kernel/log/log.js';
import type { Drivers } from '../drivers/drivers.js';
import { subgraphName } from '../events.js';

/** Closes the session of a storage that was deleted in whatever process. */
export class DriverWatch {
  private readonly follower: EventFollower;
  private seen = 0;

  constructor(
    private readonly events: Events,
    drivers: Drivers,
    log: Log,
  ) {
    this.follower = new EventFollower({
      events,
      subgraph: subgraphName,
      matches: ({ kind }) => kind === 'storage.removed',
      place: async () => Math.max(this.seen, (await events.log.range(subgraphName)).floor),
      handle: async ({ subject, seq }) => {
        await drivers.close(subject);
        this.seen = seq;
      },
      failed: (err) => log.warn({ err }, 'Deleted storages could not be followed; trying again'),
    });
  }

  /** Sessions are of the process, so what was deleted before it needs nothing. */
  async start(): Promise<void> {
    this.seen = (await this.events.log.range(subgraphName)).head;
    this.follower.start();
  }

  async stop(): Promise<void> {
    await this.follower.stop();
  }
}
