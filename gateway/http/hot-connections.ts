import type { FastifyInstance } from 'fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../../subgraphs/kernel/log/log.js';
import type { DoneBefore, HotAnswers } from './hot-answers.js';
import { HotConnection, type ConnectionKeeper } from './hot-connection.js';
import { HotResponses } from './hot-responses.js';

/** What was done for the request that a connection which was handed over begins with. */
export interface HandedOver {
  readonly done: DoneBefore;
  readonly id: string;
  readonly connection: HotConnection;
}

/** What the connections are read with. */
export interface HotConnectionsOptions {
  readonly path: string;
  readonly answers: HotAnswers;
  readonly log: Log;
}

/**
 * Reads connections before Node's HTTP server does, as long as nothing comes but plain requests that the hot path answers.
 * With the first byte of anything else a connection is Node's, for good.
 */
export class HotConnections implements ConnectionKeeper {
  readonly answers: HotAnswers;
  readonly responses: HotResponses;
  private readonly server: Server;
  private readonly open = new Set<HotConnection>();
  private readonly handed = new WeakMap<Socket, HandedOver>();
  private readonly nodes: (socket: Socket) => void;

  constructor(
    app: FastifyInstance,
    private readonly options: HotConnectionsOptions,
  ) {
    this.server = app.server;
    this.answers = options.answers;
    const [nodes] = this.server.listeners('connection');
    if (!nodes) throw new Error('Node listens to no connections.');
    this.nodes = nodes.bind(this.server) as typeof this.nodes;
    this.responses = new HotResponses(this.server.keepAliveTimeout);
    this.server.removeAllListeners('connection');
    this.server.on('connection', (socket: Socket) => {
      if (this.isListening) this.open.add(new HotConnection(socket, this));
      else this.nodes(socket);
    });
    app.addHook('preClose', (done) => {
      for (const connection of this.open) connection.letGo();
      done();
    });
  }

  get path(): string {
    return this.options.path;
  }

  get isListening(): boolean {
    return this.server.listening;
  }

  /** How long a connection may say nothing, in ms: before its first request, and behind each. */
  get patience(): { readonly first: number; readonly next: number } {
    // Node, too, waits a second longer than it says.
    return { first: this.server.headersTimeout, next: this.server.keepAliveTimeout + 1000 };
  }

  gone(connection: HotConnection): void {
    this.open.delete(connection);
  }

  giveToNode(connection: HotConnection, socket: Socket, prior?: Omit<HandedOver, 'connection'>): void {
    this.open.delete(connection);
    if (prior) this.handed.set(socket, { ...prior, connection });
    this.nodes(socket);
  }

  failed(err: unknown): void {
    this.options.log.error({ err }, 'An answer could not be written');
  }

  /** What was done for the first request that Node has read from a connection, if it was taken here; once. */
  takeHanded(socket: Socket): HandedOver | undefined {
    const handed = this.handed.get(socket);
    if (handed) this.handed.delete(socket);
    return handed;
  }
}
