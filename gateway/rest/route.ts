import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import type { TraceSpan } from '../../subgraphs/kernel/telemetry/trace-span.js';
import type { SecurityScheme } from './openapi-document.js';

/** A legacy request as the rows see it: read once, where it enters. */
export interface LegacyRequest {
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Headers by lower-case name; repeated ones joined by ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Raw bytes of the body; empty when there is none. */
  readonly body: Buffer;
  /** `scheme://host[:port]` the caller used. */
  readonly origin: string;
  /** Remote address. */
  readonly address: string;
  readonly requestId: string;
  /** Absent where nothing is traced. */
  readonly span?: TraceSpan | undefined;
}

/** A legacy request with the one who sent it. */
export interface IdentifiedRequest extends LegacyRequest {
  readonly viewer: Viewer;
}

/** A GraphQL operation a row executes. Its text is constant, so that parse and plan caches hit. */
export interface Operation {
  readonly name: string;
  readonly text: string;
}

/** Names an operation; `text` must begin with its kind and its name, such as `query <name>`. */
export function operation(text: string): Operation {
  const name = /^\s*(?:query|mutation|subscription)\s+(\w+)/.exec(text)?.[1];
  if (name === undefined) throw new Error('An operation of the REST layer needs a name.');
  return { name, text };
}

/** Who may call a row. `dialect`: whoever the dialect's own authentication lets in. There is no default. */
export type RowAccess = 'public' | 'dialect';

/** What the documentation says of a row. */
export interface RowDocument {
  readonly summary: string;
  /** Accepted body; also what `variables` parses with, where the dialect validates by schema. */
  readonly body?: z.ZodType;
  readonly query?: Readonly<Record<string, string>>;
  /** The success answer: an example body. */
  readonly example?: unknown;
  /** Error statuses that can occur, with what they mean. */
  readonly errors?: Readonly<Record<number, string>>;
}

interface RowBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters, as the legacy document gives it. */
  readonly path: string;
  readonly access: RowAccess;
  readonly status: number;
  readonly document: RowDocument;
  /** Extra headers of the success answer. */
  readonly headers?: (request: IdentifiedRequest) => Readonly<Record<string, string>>;
}

/** A row that executes one operation. `shape` is pure; undefined makes an empty body. */
export interface OperationRow<D = never> extends RowBase {
  readonly operation: Operation;
  /** Reads the request; throws a Refusal in the dialect's own words. */
  readonly variables: (request: IdentifiedRequest) => Readonly<Record<string, unknown>>;
  readonly shape: (data: D, request: IdentifiedRequest) => unknown;
  /** Answers with a stream of events instead, once the operation has shown that there is what they are about. */
  readonly live?: LivePart;
}

/** The events a row answers with, as Server-Sent Events. */
export interface LivePart {
  /** A subscription; it gets the variables of the row, and `Last-Event-ID` as its cursor. */
  readonly operation: Operation;
  /** Name of the messages. */
  readonly event: string;
  readonly shape: (data: Readonly<Record<string, unknown>>, request: IdentifiedRequest) => unknown;
}

/**
 * A row whose operation is one page of a connection and whose answer is the whole list: the façade
 * repeats it with `after` until `next` gives null.
 */
export interface PagedRow<D = never> extends RowBase {
  readonly operation: Operation;
  readonly variables: (request: IdentifiedRequest) => Readonly<Record<string, unknown>>;
  /** Cursor of the next page; null at the end. */
  readonly next: (data: D, request: IdentifiedRequest) => string | null;
  readonly shapePages: (pages: readonly D[], request: IdentifiedRequest) => unknown;
  /** How the pages of a request go out one by one; undefined where the answer needs them all. */
  readonly stream?: (request: IdentifiedRequest) => PageStream<D> | undefined;
}

/** How a list goes out while it is read. */
export interface PageStream<D> {
  /** Variables by which the same operation tells how many there are, and gives none. */
  readonly counting: Readonly<Record<string, unknown>>;
  /** Headers of the answer, from what that gave. */
  readonly headers: (counted: D) => Readonly<Record<string, string>>;
  /** Items of a page. */
  readonly shape: (page: D) => readonly unknown[];
}

/** A row answered without the graph, such as a version document; its answer may be a HeadedBody, or a promise. */
export interface StaticRow extends RowBase {
  readonly answer: (request: IdentifiedRequest) => unknown;
}

/** A body that comes with headers of its own. */
export class HeadedBody {
  constructor(
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>>,
  ) {}
}

/** A list that goes out page by page, with headers of its own. Its dialect encodes the items. */
export class StreamedList {
  constructor(
    readonly pages: AsyncIterable<readonly unknown[]>,
    readonly headers: Readonly<Record<string, string>>,
  ) {}
}

/** One legacy URL. */
export type Row = OperationRow | PagedRow | StaticRow;

/** An answer as it goes out. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined is an empty body. */
  readonly body: string | Uint8Array | Readable | undefined;
}

/** Thrown by a row or an authenticator to answer at once, in the dialect's shape. `body` is encoded by the dialect. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`Refused with ${status}`);
    this.name = 'Refusal';
  }
}

/** An error of the graph as a dialect's fault table sees it. */
export interface GraphError {
  readonly code: string;
  readonly message: string;
  /** Response path, such as `startComputeNode`. */
  readonly path: readonly (string | number)[];
  /** Everything else in `extensions`. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Why a request never reached a row. */
export type Obstacle =
  | { readonly kind: 'unknown-path' }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'bad-url' }
  | { readonly kind: 'crash' };

/** What a dialect allows web pages of other origins. */
export interface DialectCors {
  /** Whether they may send and receive cookies. */
  readonly credentials: boolean;
  readonly methods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
}

/** One legacy API. */
export interface Dialect {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** Whether every path is also accepted with a slash at its end. */
  readonly trailingSlash: boolean;
  /** Largest body in bytes. */
  readonly bodyLimit: number;
  /** Whether this dialect owns a path on the main port, where all dialects live together. */
  readonly owns: (path: string) => boolean;
  /** Finds out who asks; throws a Refusal. `row` is undefined for a request that no row matches. */
  readonly authenticate: (request: LegacyRequest, row: Row | undefined) => Promise<Viewer>;
  /** What callers show to be known, as the documentation names it; a token in the header `X-Auth-Token` unless told. */
  readonly credential?: SecurityScheme;
  /** Turns a shaped body into text. */
  readonly encode: (
    body: unknown,
    request: LegacyRequest,
    status: number,
  ) => { readonly text: string | Uint8Array; readonly contentType: string };
  /** How a list is encoded that goes out page by page: a JSON array of these texts, each of one page without brackets. */
  readonly encodeItems?: (items: readonly unknown[]) => string;
  /** Headers of every answer. */
  readonly headers: (request: LegacyRequest) => Readonly<Record<string, string>>;
  /** The answer to errors of the graph. */
  readonly fault: (errors: readonly GraphError[], row: Row, request: IdentifiedRequest) => Refusal;
  /** The answer to a request that never reached a row, and to our own failures. */
  readonly obstacle: (obstacle: Obstacle, request: LegacyRequest) => Refusal;
  /** Replaces the method before routing, such as by `X-HTTP-Method-Override`. */
  readonly method?: (request: LegacyRequest) => string;
  /** Whether a request is refused for want of a session before anything else about it is. */
  readonly authenticatesFirst?: boolean;
  /** What web pages of the configured origins may do beyond reading answers (CORS); nothing unless told. */
  readonly cors?: DialectCors;
  /** Whether long answers are compressed for those who take gzip. */
  readonly compresses?: boolean;
  /** Closes what it has opened; the gateway calls it when it closes. */
  readonly close?: () => Promise<void>;
}
