import {
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '../../subgraphs/kernel/identity/viewer.js';
import { currentRequestId } from '../../subgraphs/kernel/log/log.js';
import { deferRule } from '../limits/defer-rule.js';
import type { DocumentRequest, RequestedDocuments } from '../limits/documents/requested-documents.js';
import { mostErrors, type OperationLimits } from '../limits/operation-limits.js';
import { unconditionalSubscriptionRule } from '../limits/unconditional-subscription.js';
import { publicMessage } from './public-errors.js';

/** Validation beyond the specification, the same on every transport. */
export const extraRules: readonly ValidationRule[] = [unconditionalSubscriptionRule, deferRule];

/** Validation stops after five mistakes, the same on every transport. */
export const validationOptions = { maxErrors: mostErrors };

/** An operation as a client asks for it: by its text, or by the name of a document. */
export interface AskedOperation extends DocumentRequest {
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** An operation that may be executed. */
export interface AllowedOperation {
  readonly document: DocumentNode;
  /** Text of the document, for plan caches. */
  readonly source: string;
}

/** What a reader reads with. */
export interface OperationReaderOptions {
  /** The schema of now; documents that were valid for another are read anew. */
  readonly apiSchema: () => GraphQLSchema;
  readonly limits: OperationLimits;
  readonly documents: RequestedDocuments;
}

/**
 * Reads operations that do not pass through Apollo Server (sockets, event streams, the short way of HTTP), by the same
 * rules. Only valid documents are remembered, and a document is valid when it has passed the rules of the schema and all
 * limits that depend on its text alone: `read` answers a known one from memory. What depends on the request, which is
 * who asks, its variables and so the length of its pages, is left to `refusalOf`, once per request and cheap, because it
 * works with what was measured of the document. `open` is all of it in order.
 */
export class OperationReader {
  private readonly known = new LRUCache<string, DocumentNode>({ max: 1000 });
  private knownBy: GraphQLSchema | undefined;

  constructor(private readonly options: OperationReaderOptions) {}

  /** The valid operation a request asks for and may have executed, or what is wrong. */
  open(asked: AskedOperation, viewer: Viewer): AllowedOperation | readonly GraphQLError[] {
    const source = this.find(asked);
    if (source instanceof GraphQLError) return [source];
    const document = this.read(source);
    if (!('kind' in document)) return document;
    const refusal = this.refusalOf(document, asked, viewer);
    return refusal ? [refusal] : { document, source };
  }

  /** The text of the operation a request means; the empty text when it names none, which `read` refuses. */
  find(asked: DocumentRequest): string | GraphQLError {
    const found = this.options.documents.find(asked) ?? '';
    return found instanceof GraphQLError ? shown(found) : found;
  }

  /** A document that is valid and within the limits of its text. A rule that throws is an error like any other. */
  read(source: string): DocumentNode | readonly GraphQLError[] {
    const { apiSchema, limits } = this.options;
    const schema = apiSchema();
    if (schema !== this.knownBy) this.known.clear();
    this.knownBy = schema;
    const known = this.known.get(source);
    if (known) return known;
    try {
      const document = parse(source, { maxTokens: limits.values.tokens });
      const errors = validate(schema, document, [...specifiedRules, ...extraRules], validationOptions);
      const refusals = errors.length > 0 ? errors : limits.refusalsOf(schema, document);
      if (refusals.length > 0) return refusals.map(coded);
      this.known.set(source, document);
      return document;
    } catch (error) {
      return [
        coded(error instanceof GraphQLError ? error : new GraphQLError('The operation could not be read.')),
      ];
    }
  }

  /** Why this request of a document that was read may not be executed; undefined when it may. */
  refusalOf(
    document: DocumentNode,
    { operationName, variables }: Pick<AskedOperation, 'operationName' | 'variables'>,
    viewer: Viewer,
  ): GraphQLError | undefined {
    if (!getOperationAST(document, operationName)) return coded(new GraphQLError(unnamed));
    const request = { operationName, variables: variables ?? {}, viewer };
    const refusal = this.options.limits.refusalOf(this.options.apiSchema(), document, request);
    return refusal && coded(refusal);
  }
}

/** Told when it cannot be told which operation of a document is meant. */
export const unnamed = 'Name one of the operations of the document as "operationName".';

function coded(error: GraphQLError): GraphQLError {
  return new GraphQLError(publicMessage(error.message), {
    positions: error.positions ?? null,
    source: error.source ?? null,
    extensions: { code: 'BAD_USER_INPUT', ...requestId() },
  });
}

/** The status is HTTP's business alone. */
function shown({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { extensions: { code: extensions['code'], ...requestId() } });
}

function requestId(): { readonly requestId?: string } {
  const id = currentRequestId();
  return id === undefined ? {} : { requestId: id };
}
