import type { z } from 'zod';
import type { LegacyRequest } from '../route.js';
import { invalid, refusal } from './faults.js';

/** The JSON of a body; `{}` for an empty one. 415 when it says to be something else, 400 when it cannot be read. */
export function readJson({ body, headers }: LegacyRequest): unknown {
  if (body.length === 0) return {};
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== '' && !/^(?:application|text)\/(?:[\w.+-]+\+)?json$/.test(type))
    throw refusal('VALIDATION', 'The body must be JSON', { status: 415 });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw invalid('The body is not valid JSON');
  }
}

/** The body after its schema. Refuses with everything that is wrong, the first in words. */
export function readBody<T>(schema: z.ZodType<T>, request: LegacyRequest): T {
  const parsed = schema.safeParse(readJson(request), { reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const fields = issues.slice(0, 20).map((issue) => ({ field: fieldOf(issue), message: ruleOf(issue) }));
  const [first = { field: 'body', message: 'is not valid' }] = fields;
  const message = `${first.field} ${first.message}`;
  const unknown = issues.some(
    (issue) => issue.code === 'custom' && issue.params?.['unknownReference'] === true,
  );
  throw unknown && issues.length === 1
    ? refusal('REFERENCE_NOT_FOUND', message, { fields })
    : invalid(message, fields);
}

function fieldOf({ path }: z.core.$ZodIssue): string {
  const field = path.map(String).join('.');
  return field === '' ? 'body' : field.slice(0, 100);
}

function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined && issue.path.length > 0 && issue.code !== 'custom') return 'is required';
  return issue.path.length === 0 && issue.code === 'invalid_type' ? 'must be a JSON object' : issue.message;
}
