import { GraphQLError } from 'graphql';
import type { Manifest } from './manifest.js';
import type { PersistedQueries } from './persisted-queries.js';

/** How a request names its operation. What is not a text or not an object of its kind must have been refused before. */
export interface DocumentRequest {
  readonly query?: string | undefined;
  readonly documentId?: string | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** `off`: there are no trusted documents. `allow`: they may be named. `only`: nothing else is executed. */
export type TrustedMode = 'off' | 'allow' | 'only';

/**
 * Finds the text of the operation a request means: the text it sends, a trusted document it names, or one that was sent
 * before with its hash. REST rows do not come through here; they are operations of our own.
 */
export class RequestedDocuments {
  private manifest: Manifest = new Map();
  private texts: ReadonlySet<string> = new Set();

  constructor(
    private readonly mode: TrustedMode,
    private readonly persisted: PersistedQueries,
    manifest: Manifest = new Map(),
  ) {
    this.replaceManifest(manifest);
  }

  /** Trusts these documents from now on and no others. */
  replaceManifest(manifest: Manifest): void {
    this.manifest = manifest;
    this.texts = new Set(manifest.values());
  }

  /** The text of the operation, or why there is none. A request that names none at all gets the text as it sent it. */
  find(request: DocumentRequest): string | undefined | GraphQLError {
    const found = this.lookUp(request);
    if (this.mode !== 'only' || found instanceof GraphQLError) return found;
    if (found !== undefined && !this.texts.has(found))
      return refusal(
        'FORBIDDEN',
        403,
        'Only trusted documents are executed here: name one by its "documentId".',
      );
    return found;
  }

  private lookUp({ query, documentId, extensions }: DocumentRequest): string | undefined | GraphQLError {
    const asked = extensions?.['persistedQuery'];
    if (documentId !== undefined) return this.trusted(documentId, query);
    if (asked === undefined || asked === null) return query;
    const hash = hashOf(asked);
    if (hash === undefined)
      return refusal(
        'BAD_USER_INPUT',
        400,
        'extensions.persistedQuery needs the version 1 and a "sha256Hash".',
      );
    if (this.mode !== 'off' && this.manifest.has(hash)) return this.trusted(hash, query);
    if (!this.persisted.isOn)
      return refusal('PERSISTED_QUERY_NOT_SUPPORTED', 200, 'PersistedQueryNotSupported');
    if (query === undefined || query === '')
      return this.persisted.get(hash) ?? refusal('PERSISTED_QUERY_NOT_FOUND', 200, 'PersistedQueryNotFound');
    // What may not be executed is not kept either.
    if (this.mode === 'only' && !this.texts.has(query)) return query;
    if (this.persisted.put(hash, query)) return query;
    return refusal(
      'BAD_USER_INPUT',
      400,
      'The hash in extensions.persistedQuery is not that of the operation.',
    );
  }

  private trusted(id: string, query: string | undefined): string | GraphQLError {
    const text = this.mode === 'off' ? undefined : this.manifest.get(id);
    if (text === undefined)
      return refusal('BAD_USER_INPUT', 400, `No trusted document has the id "${id.slice(0, 80)}".`);
    if (query === undefined || query === '' || query === text) return text;
    return refusal('BAD_USER_INPUT', 400, 'The operation is not the trusted document of that id.');
  }
}

function hashOf(asked: unknown): string | undefined {
  if (typeof asked !== 'object' || asked === null) return undefined;
  const { version, sha256Hash } = asked as { version?: unknown; sha256Hash?: unknown };
  return version === 1 && typeof sha256Hash === 'string' ? sha256Hash : undefined;
}

function refusal(code: string, status: number, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}
