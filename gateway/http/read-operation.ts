import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { deferRule } from '../limits/defer-rule.js';
import { maxDepthRule } from '../limits/max-depth.js';
import { unconditionalSubscriptionRule } from '../limits/unconditional-subscription.js';
import { publicMessage } from './public-errors.js';

const mostTokens = 2000;

/** Validation beyond the specification, the same on every transport. */
export const extraRules: readonly ValidationRule[] = [maxDepthRule, unconditionalSubscriptionRule, deferRule];

/** Parse limits, the same on every transport. */
export const parseOptions = { maxTokens: mostTokens };

/** Validation stops after five mistakes, the same on every transport. */
export const validationOptions = { maxErrors: 5 };

/**
 * Reads operations that do not pass through Apollo Server (sockets), by the same rules. Valid documents
 * are remembered; a rule that throws, as graphql-js's single-root-field rule can, is an error like any other.
 */
export class OperationReader {
  private readonly known = new LRUCache<string, DocumentNode>({ max: 1000 });
  private knownBy: GraphQLSchema | undefined;

  /** `apiSchema` gives the schema of now; documents that were valid for another are read anew. */
  constructor(private readonly apiSchema: () => GraphQLSchema) {}

  read(source: string): DocumentNode | readonly GraphQLError[] {
    const schema = this.apiSchema();
    if (schema !== this.knownBy) this.known.clear();
    this.knownBy = schema;
    const known = this.known.get(source);
    if (known) return known;
    try {
      const document = parse(source, parseOptions);
      const errors = validate(schema, document, [...specifiedRules, ...extraRules], validationOptions);
      if (errors.length > 0) return errors.map((error) => coded(error));
      this.known.set(source, document);
      return document;
    } catch (error) {
      return [
        coded(error instanceof GraphQLError ? error : new GraphQLError('The operation could not be read.')),
      ];
    }
  }
}

function coded(error: GraphQLError): GraphQLError {
  return new GraphQLError(publicMessage(error.message), {
    positions: error.positions ?? null,
    source: error.source ?? null,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
