import { Fault } from '../../kernel/errors/fault.js';
import { documentOfText, documentOfValue, type LegacyDocument } from '../services/document.js';

/** A document as an input gives it: as a value or as text. */
export interface DocumentInput {
  readonly metadata?: unknown;
  readonly metadataText?: string | null | undefined;
}

/** The document of an input; undefined when it gives none. Throws BAD_USER_INPUT when it gives two. */
export function documentOf(
  { metadata, metadataText }: DocumentInput,
  limit: number,
): LegacyDocument | undefined {
  if (metadata != null && metadataText != null)
    throw new Fault('BAD_USER_INPUT', 'Give "metadata" or "metadataText", not both.');
  if (metadataText != null) return documentOfText(metadataText, limit);
  return metadata == null ? undefined : documentOfValue(metadata, limit);
}

/** The document of an input that must give one. */
export function requiredDocumentOf(input: DocumentInput, limit: number): LegacyDocument {
  const document = documentOf(input, limit);
  if (!document) throw new Fault('BAD_USER_INPUT', 'Give the document as "metadata" or "metadataText".');
  return document;
}
