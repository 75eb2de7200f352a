/** A case as the benchmark's server has prepared it. */
export interface PreparedCase {
  readonly name: string;
  readonly request: BenchRequest;
  /** Path of the bare handler that answers the same bytes on `bareUrl`. */
  readonly barePath: string;
  /** Length of the answer in UTF-16 units, as a client that reads text sees it. */
  readonly length: number;
  /** How many requests are made at once. */
  readonly connections: number;
  /** SQL statements one request runs, transaction control left out. */
  readonly statements: number;
}

/** A request whose answer never changes while the benchmark runs. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the benchmark asks its server. */
export type Command =
  | { readonly kind: 'open'; readonly cases: readonly string[]; readonly databaseUrl: string | undefined }
  /** Run the SQL of a case alone, `times` times, `concurrency` at once. */
  | { readonly kind: 'sql'; readonly name: string; readonly times: number; readonly concurrency: number }
  /** Do a work once in the product, then have its drivers alone do their part. */
  | { readonly kind: 'work'; readonly name: string };

/** What the server answers, one for each command. */
export type Answer =
  | {
      readonly kind: 'opened';
      readonly url: string;
      readonly bareUrl: string;
      readonly cases: readonly PreparedCase[];
    }
  | { readonly kind: 'ran'; readonly ms: number }
  | { readonly kind: 'worked'; readonly ms: number; readonly driversMs: number }
  | { readonly kind: 'failed'; readonly message: string };
