import { compactJson, jsonMembers, jsonObject } from '../../../schema/json-text.js';
import { Fault } from '../../kernel/errors/fault.js';

/** A legacy document: its text as posted, blanks aside, and what it says. */
export interface LegacyDocument {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const deepest = 100;

/** Reads a document from its text. Throws BAD_USER_INPUT when it is no JSON object or cannot be stored. `limit` is in bytes. */
export function documentOfText(text: string, limit: number): LegacyDocument {
  if (Buffer.byteLength(text) > limit)
    throw new Fault('BAD_USER_INPUT', `The document must not be longer than ${limit} bytes.`);
  const value = storable(parse(text));
  return { text: compactJson(text), value };
}

/** Makes a document of a value. Throws BAD_USER_INPUT as `documentOfText` does. */
export function documentOfValue(value: unknown, limit: number): LegacyDocument {
  return documentOfText(JSON.stringify(storable(value)), limit);
}

/** The document with the members of `change` in place of its own of the same name, one level deep; new ones come last. */
export function mergedDocument(
  document: LegacyDocument,
  change: LegacyDocument,
  limit: number,
): LegacyDocument {
  const members = new Map([...jsonMembers(document.text), ...jsonMembers(change.text)]);
  return documentOfText(jsonObject(members).text, limit);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('BAD_USER_INPUT', 'The document is not valid JSON.');
  }
}

function storable(document: unknown): Readonly<Record<string, unknown>> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new Fault('BAD_USER_INPUT', 'The document must be a JSON object.');
  }
  let level: unknown[] = [document];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest)
      throw new Fault('BAD_USER_INPUT', `The document is nested deeper than ${deepest} levels.`);
    level = level.flatMap(contentOf);
  }
  return document as Record<string, unknown>;
}

/** What a value holds; refuses texts that PostgreSQL cannot keep. */
function contentOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') refuseUnstorableText(value);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value;
  return Object.entries(value).flat();
}

function refuseUnstorableText(text: string): void {
  if (text.includes('\0'))
    throw new Fault(
      'BAD_USER_INPUT',
      'The document holds a NUL character (\\u0000), which cannot be stored.',
    );
  if (!text.isWellFormed())
    throw new Fault(
      'BAD_USER_INPUT',
      'The document holds half of a surrogate pair, which is not Unicode text.',
    );
}
