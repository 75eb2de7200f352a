import type { Exchange } from './exchange.js';
import { HttpConnection, type ConnectionOwner, type HttpPlace } from './http-connection.js';

const sweepEveryMs = 1000;

/**
 * Connections to one place, each for one exchange at a time: behind a slow one another would wait for nothing. Those that
 * are free are used again, the last one first, as long as the other side leaves them open; exchanges above `limit` wait.
 */
export class HttpConnections implements ConnectionOwner {
  private readonly all = new Set<HttpConnection>();
  private readonly free: HttpConnection[] = [];
  private readonly waiting: Exchange[] = [];
  private sweeping: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly place: HttpPlace,
    private readonly limit: number,
  ) {}

  send(exchange: Exchange): void {
    if (this.isClosed) return exchange.fail(new Error('The connections are closed.'));
    const connection = this.takeFree() ?? (this.all.size < this.limit ? this.open() : undefined);
    if (connection) connection.send(exchange);
    else this.waiting.push(exchange);
  }

  /** Ends all; what is under way fails. */
  close(): void {
    this.isClosed = true;
    clearInterval(this.sweeping);
    for (const exchange of this.waiting.splice(0)) exchange.fail(new Error('The connections are closed.'));
    for (const connection of this.all) connection.destroy();
  }

  freed(connection: HttpConnection): void {
    const next = this.nextWaiting();
    if (next) return connection.send(next);
    this.free.push(connection);
    this.sweeping ??= setInterval(() => this.sweep(), sweepEveryMs).unref();
  }

  gone(connection: HttpConnection): void {
    this.all.delete(connection);
    const at = this.free.indexOf(connection);
    if (at !== -1) this.free.splice(at, 1);
    const next = this.isClosed ? undefined : this.nextWaiting();
    if (next) this.send(next);
  }

  private open(): HttpConnection {
    const connection = new HttpConnection(this.place, this);
    this.all.add(connection);
    return connection;
  }

  private takeFree(): HttpConnection | undefined {
    const connection = this.free.pop();
    if (!connection || connection.idleUntil > performance.now()) return connection;
    // Free ones below it have been idle for longer still, but may be allowed to: they are looked at one by one.
    connection.destroy();
    return this.takeFree();
  }

  /** The next whom somebody still waits for. */
  private nextWaiting(): Exchange | undefined {
    let next = this.waiting.shift();
    while (next?.isSettled) next = this.waiting.shift();
    return next;
  }

  /** Closes what has been idle for too long. */
  private sweep(): void {
    const now = performance.now();
    const over = this.free.filter(({ idleUntil }) => idleUntil <= now);
    for (const connection of over) connection.destroy();
    if (this.all.size > 0) return;
    clearInterval(this.sweeping);
    this.sweeping = undefined;
  }
}
