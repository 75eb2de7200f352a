/** What the process with the servers is told. `target`: whose subscribers, `bare` being a plain broadcast of `ws`. */
export type ServerCommand =
  | { readonly kind: 'figures'; readonly afterGarbage: boolean }
  /** Sends so many events as fast as they are taken, or one every `everyMs`. */
  | { readonly kind: 'publish'; readonly target: Target; readonly events: number; readonly everyMs: number };

/** Whom events are sent through: the gateway that joins writes, the one that does not, or nothing but `ws`. */
export const targets = ['joined', 'single', 'bare'] as const;
export type Target = (typeof targets)[number];

/** What it answers. */
export type ServerAnswer =
  | { readonly kind: 'open'; readonly ports: Readonly<Record<Target, number>> }
  /** Resident and used memory in bytes, after a garbage collection if wished, and processor time before it in ms. */
  | { readonly kind: 'figures'; readonly rss: number; readonly used: number; readonly cpuMs: number }
  | { readonly kind: 'published' };

/** What the process with the clients is told. */
export type ClientCommand =
  | { readonly kind: 'connect'; readonly target: Target; readonly port: number; readonly count: number }
  /** Waits until all that are not stalled have got so many events since the last `expect`. */
  | { readonly kind: 'expect'; readonly target: Target; readonly events: number }
  /** Stops reading on so many connections. */
  | { readonly kind: 'stall'; readonly target: Target; readonly count: number }
  | { readonly kind: 'close'; readonly target: Target };

/** What it answers. */
export type ClientAnswer =
  | { readonly kind: 'connected'; readonly ms: number }
  /** Milliseconds from an event's making to its arrival, a sample of them, and the codes of connections that have ended. */
  | {
      readonly kind: 'arrived';
      readonly latencies: readonly number[];
      readonly ended: readonly (number | null)[];
    }
  | { readonly kind: 'done' };

/** A clock that both processes share, in ms. */
export function sharedNow(): number {
  return performance.timeOrigin + performance.now();
}
