/** What the measuring process asks the one with the product. */
export type ScrapeCommand =
  | { readonly kind: 'open'; readonly databaseUrl: string | undefined }
  /** Begin a slice. */
  | { readonly kind: 'begin' }
  /** End it and tell what happened in it. */
  | { readonly kind: 'end' };

/** What it answers, one for each command. */
export type ScrapeAnswer =
  | { readonly kind: 'opened'; readonly url: string; readonly name: string; readonly password: string }
  | { readonly kind: 'begun' }
  | ({ readonly kind: 'ended' } & SliceFigures)
  | { readonly kind: 'failed'; readonly message: string };

/** What happened in the product during a slice. */
export interface SliceFigures {
  /** Backups that were stored, exports and all. */
  readonly backupsPerSecond: number;
  /** How late the event loop was at most in 99 of 100 looks, in milliseconds. */
  readonly delayP99: number;
  /** The most memory the process had, in 10^6 bytes. */
  readonly megabytes: number;
}
