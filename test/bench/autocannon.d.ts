/** The part of autocannon 9 that the benchmark uses; the package brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  export interface Options {
    readonly url: string;
    readonly method: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly connections: number;
    /** Requests over all connections; ends when the last is answered. */
    readonly amount: number;
    /** How often it looks whether it is done, in ms. */
    readonly sampleInt: number;
    /** How long an answer may take, in seconds. */
    readonly timeout: number;
    readonly skipAggregateResult: boolean;
    readonly verifyBody: (body: string) => boolean;
  }

  export interface Result {
    /** Timeouts among them. */
    readonly errors: number;
    readonly timeouts: number;
    readonly mismatches: number;
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
  }

  export default function autocannon(
    options: Options,
    done: (error: Error | null, result: Result) => void,
  ): EventEmitter;
}
