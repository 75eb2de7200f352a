import { jsonMembers, jsonObject } from '../../../schema/json-text.js';
import type { LegacyRequest } from '../route.js';
import { badFormat, malformedJson } from './faults.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A JSON object as it came: its text and what it says. */
export interface JsonBody {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Reads bodies whatever their content type says (freezer.md §1). */
export class BodyReader {
  constructor(private readonly status753: boolean) {}

  /** The object in the body; a Refusal when there is none. */
  object(request: LegacyRequest): JsonBody {
    const text = this.text(request);
    if (text === undefined) throw badFormat('Missing request body');
    const value = this.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw badFormat('The body must be a JSON object.');
    return { text, value: value as Record<string, unknown> };
  }

  /** What the body says; undefined when there is none. */
  optional(request: LegacyRequest): unknown {
    const text = this.text(request);
    return text === undefined ? undefined : this.parse(text);
  }

  /** The value of a JSON text; a Refusal when it is none. */
  parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw malformedJson(this.status753);
    }
  }

  private text({ body }: LegacyRequest): string | undefined {
    try {
      const text = utf8.decode(body);
      return text.trim() === '' ? undefined : text;
    } catch {
      throw malformedJson(this.status753);
    }
  }
}

/** Keys of a backup's answer that an update may send back and that change nothing. */
const answerKeys = ['backup_id', 'backup_uuid', 'user_id', 'user_name', 'project_id', 'status'];
const statuses = ['creating', 'available', 'error', 'deleting', 'deleted'];

/** What an update asks for, as the graph takes it. */
export interface BackupUpdate {
  /** Text of the metadata; undefined leaves it as it is. */
  readonly metadataText: string | undefined;
  readonly status: string | undefined;
}

/** Reads an update: metadata fields, or `{"backup_metadata": {…}, "status": …}` (freezer.md §5). */
export function readBackupUpdate({ text, value }: JsonBody): BackupUpdate {
  const status = readStatus(value);
  const members = jsonMembers(text);
  const inner = value['backup_metadata'];
  if (inner !== undefined) {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner))
      throw badFormat('"backup_metadata" must be a JSON object.');
    return { metadataText: members.get('backup_metadata')?.text, status };
  }
  for (const key of answerKeys) members.delete(key);
  return {
    metadataText: members.size === 0 && status !== undefined ? undefined : jsonObject(members).text,
    status,
  };
}

/** The client in a body: the object itself, or wrapped as answers have it (freezer.md §6). */
export function readClientText({ text, value }: JsonBody): string {
  const inner = value['client'];
  const wrapped =
    typeof inner === 'object' &&
    inner !== null &&
    !Array.isArray(inner) &&
    !Object.hasOwn(value, 'client_id');
  return (wrapped ? jsonMembers(text).get('client')?.text : undefined) ?? text;
}

function readStatus(value: Readonly<Record<string, unknown>>): string | undefined {
  const status = value['status'];
  if (!Object.hasOwn(value, 'status')) return undefined;
  if (typeof status !== 'string' || !statuses.includes(status))
    throw badFormat(`"status" must be one of ${statuses.join(', ')}.`);
  return status.toUpperCase();
}
