import { z } from 'zod';
import type { JsonSchema } from './openapi-document.js';

/**
 * The `components.schemas` of a document. A schema used by several rows is written once; what a
 * schema refers to in itself (`#`, `#/$defs/…`) is rewritten to its place in the document.
 */
export class OpenApiSchemas {
  readonly #names = new Map<z.ZodType, string>();
  readonly #schemas: Record<string, JsonSchema> = {};

  /** Adds the schema under `name`, unless it is here already, and returns the reference to it. */
  reference(schema: z.ZodType, name: string): JsonSchema {
    const known = this.#names.get(schema);
    if (known !== undefined) return { $ref: place(known) };
    if (name in this.#schemas)
      throw new Error(`Two request bodies of the REST layer would be named ${name}.`);
    this.#names.set(schema, name);
    const {
      $schema: _dialect,
      $defs: parts = {},
      ...whole
    } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    this.#schemas[name] = located(whole, name) as JsonSchema;
    for (const [part, value] of Object.entries(parts))
      this.#schemas[partName(name, part)] = located(value, name) as JsonSchema;
    return { $ref: place(name) };
  }

  /** Everything added, by name. */
  all(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries(Object.entries(this.#schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function located(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => located(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' ? relocated(String(inner), name) : located(inner, name),
    ]),
  );
}

function relocated(reference: string, name: string): string {
  if (reference === '#') return place(name);
  return place(partName(name, reference.replace('#/$defs/', '')));
}

const place = (name: string): string => `#/components/schemas/${name}`;

const partName = (name: string, part: string): string => `${name}_${part.replaceAll(/[^\w.-]/g, '_')}`;
