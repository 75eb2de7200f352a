/** How a stream of results ended: there are no more, or there are and its client should come back for them. */
export type ResultsEnd = 'complete' | 'try again later';

/** Results that are taken as their client has room for them. */
export interface PushedResults {
  /** Set when the last result was taken. */
  readonly end: ResultsEnd | undefined;
  /** The next result as JSON in UTF-8; undefined when there is none just now, or never again. */
  take(): { readonly json: Buffer } | undefined;
  /** Calls the listener when there may be something to take, or the end. */
  onReady(listener: () => void): void;
  /** Wants no more. */
  close(): void;
}
