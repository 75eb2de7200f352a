import type { LegacyRequest } from '../route.js';
import { firstViolation, violationSentence, type BodyRule } from './body-check.js';
import { invalidInput, refusal } from './faults.js';
import { parseJson, type JsonRecord, type JsonValue } from './json-value.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body of a route that needs one, kept to its rule; a Refusal when it is absent, no JSON or breaks it. */
export function readBody(request: LegacyRequest, rule: BodyRule): JsonRecord {
  return checkedBody(anyBody(request), rule);
}

/** The body of a route that needs one, whatever it holds. */
export function anyBody(request: LegacyRequest): JsonValue {
  if (!hasJson(request)) throw malformed();
  return parsed(request);
}

/** A body kept to its rule; a Refusal when it breaks it. */
export function checkedBody(body: JsonValue, rule: BodyRule): JsonRecord {
  const violation = firstViolation(body, rule);
  if (violation) throw invalidInput(violationSentence(violation));
  // Every rule of a whole body asks for an object.
  return body as JsonRecord;
}

/** Refuses a JSON body on a route that takes none; what is not JSON by its type is ignored (delfin.md §1). */
export function refuseBody(request: LegacyRequest): void {
  if (!hasJson(request)) return;
  parsed(request);
  throw refusal('BadRequest');
}

function hasJson({ headers, body }: LegacyRequest): boolean {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/json' && body.length > 0;
}

function parsed({ body }: LegacyRequest): JsonValue {
  try {
    return parseJson(utf8.decode(body));
  } catch {
    throw malformed();
  }
}

function malformed(): ReturnType<typeof refusal> {
  return refusal('MalformedRequestBody', ['cannot understand JSON']);
}
