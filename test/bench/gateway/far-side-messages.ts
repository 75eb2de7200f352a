/** What is asked of one gateway. */
export interface Asked {
  /** The gateway's GraphQL endpoint. */
  readonly url: string;
  /** Bodies of the requests, sent by turns. */
  readonly bodies: readonly string[];
}

/** An answer of a gateway, and what it asked of the subgraphs for it. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly subgraphRequests: number;
}

/** How a slice of load went. */
export interface Load {
  readonly requests: number;
  /** Of the requests, in ms. */
  readonly latencies: { readonly p50: number; readonly p99: number };
  /** Answers that were not the expected bytes, nor the same JSON. */
  readonly wrong: number;
  /** Requests to subgraphs. */
  readonly fetches: number;
  /** Of these, those whose answer had to be made, as nobody had asked them before. */
  readonly unrecorded: number;
}

/** What the benchmark asks its far side. */
export type FarSideCommand =
  | { readonly kind: 'open' }
  /** Ask every body once, one after the other. */
  | ({ readonly kind: 'ask' } & Asked)
  /** Ask for `ms` over so many connections; `expected` is the answer to each body. */
  | ({
      readonly kind: 'load';
      readonly expected: readonly string[];
      readonly connections: number;
      readonly ms: number;
    } & Asked);

/** What the far side answers, one for each command. */
export type FarSideAnswer =
  /** URL below which each subgraph has its path. */
  | { readonly kind: 'opened'; readonly url: string }
  | { readonly kind: 'asked'; readonly answers: readonly Answer[] }
  | ({ readonly kind: 'loaded' } & Load)
  | { readonly kind: 'failed'; readonly message: string };
