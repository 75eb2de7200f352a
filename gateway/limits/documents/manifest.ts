import { GraphQLError, parse } from 'graphql';
import { z } from 'zod';

/** The manifest Apollo's tools write. What else they say of an operation is not needed. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string() })),
});

const plainManifest = z.record(z.string().min(1), z.string());

/** Texts of operations, by id. */
export type Manifest = ReadonlyMap<string, string>;

/**
 * Reads a manifest: a JSON object of texts by id, or Apollo's. Throws an Error whose message says what is wrong with it:
 * an id twice, or a text that is no GraphQL.
 */
export function readManifest(json: string): Manifest {
  const entries = entriesOf(parsed(json));
  const manifest = new Map<string, string>();
  for (const [id, text] of entries) {
    if (manifest.has(id)) throw new Error(`the id "${shown(id)}" stands in it twice`);
    try {
      parse(text, { noLocation: true });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      throw new Error(`the operation "${shown(id)}" cannot be read: ${error.message}`, { cause: error });
    }
    manifest.set(id, text);
  }
  return manifest;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error('it is not JSON', { cause: error });
  }
}

function entriesOf(value: unknown): readonly (readonly [id: string, text: string])[] {
  const isApollos =
    typeof value === 'object' &&
    value !== null &&
    'format' in value &&
    Array.isArray((value as { operations?: unknown }).operations);
  if (isApollos) {
    const read = apolloManifest.safeParse(value);
    if (read.success) return read.data.operations.map(({ id, body }) => [id, body]);
    throw new Error(`it is no manifest of Apollo's, version 1: ${z.prettifyError(read.error)}`);
  }
  const read = plainManifest.safeParse(value);
  if (!read.success) throw new Error("it is neither an object of texts by id nor a manifest of Apollo's");
  return Object.entries(read.data);
}

function shown(id: string): string {
  return id.slice(0, 80);
}
