import type { EventStream } from '../../kernel/events/event-stream.js';
import type { Events } from '../../kernel/events/events.js';
import type { Log } from '../../kernel/log/log.js';
import type { Drivers } from '../drivers/drivers.js';
import { subgraphName } from '../events.js';

/** Closes the session of a storage that was deleted in whatever process. */
export class DriverWatch {
  private stream: EventStream | undefined;
  private following: Promise<void> | undefined;

  constructor(
    private readonly events: Events,
    private readonly drivers: Drivers,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    const { head } = await this.events.log.range(subgraphName);
    this.stream = await this.events.stream(subgraphName, head, ({ kind }) => kind === 'storage.removed');
    this.following = this.follow(this.stream).catch((err: unknown) =>
      this.log.warn({ err }, 'Deleted storages are no longer followed; their sessions end with the process'),
    );
  }

  async stop(): Promise<void> {
    await this.stream?.return();
    await this.following;
  }

  private async follow(stream: EventStream): Promise<void> {
    for await (const { subject } of stream) await this.drivers.close(subject);
  }
}
