import type { FederatedGraph } from './federated-schema.js';

/** A running subgraph: opened by its composition root with the kernel's parts. */
export interface Subgraph {
  readonly name: string;
  readonly graph: FederatedGraph;
  /** Starts timers and fills what must be there; the database is migrated by then. */
  start(): Promise<void>;
  /** Stops everything `start` began. */
  stop(): Promise<void>;
  /** What it listens for besides requests, one line each, for whoever starts it; asked after `start`. */
  readonly listening?: () => readonly string[];
}
