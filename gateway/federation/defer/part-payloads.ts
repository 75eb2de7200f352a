import type { GraphQLError } from 'graphql';
import { mergeInto } from '../execution/merge.js';
import type { AnswerObject } from '../execution/positions.js';

/** A part of an answer that follows it. */
export interface PartPayload {
  readonly path: readonly (string | number)[];
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLError[];
  readonly label?: string;
}

/** Adds a part to what the client has. */
export function addPart(seen: unknown, { path, data }: PartPayload): void {
  const target = path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    seen,
  );
  if (typeof target === 'object' && target !== null && data)
    mergeInto(target as AnswerObject, structuredClone(data));
}

/**
 * The payloads of a deferred part, one for each object it belongs to. `shaped` is the answer with nothing but the way to
 * the part and the part itself, `seen` what the client has already; where that has an object and the other none, the
 * part is null as a whole.
 */
export function partPayloads(
  shaped: unknown,
  seen: unknown,
  path: readonly string[],
  label: string | undefined,
  errors: readonly GraphQLError[],
): PartPayload[] {
  const found: { path: (string | number)[]; data: Record<string, unknown> | null }[] = [];
  collect(shaped, seen, path, [], found);
  const named = label === undefined ? {} : { label };
  return found.map(({ path: place, data }, index) => {
    const own = errors.filter(
      (error) => belongs(error, place) || (index === 0 && !found.some((other) => belongs(error, other.path))),
    );
    return { data, path: place, ...(own.length > 0 ? { errors: own } : {}), ...named };
  });
}

function belongs({ path }: GraphQLError, place: readonly (string | number)[]): boolean {
  return path !== undefined && place.every((part, index) => path[index] === part);
}

function collect(
  shaped: unknown,
  seen: unknown,
  path: readonly string[],
  place: (string | number)[],
  found: { path: (string | number)[]; data: Record<string, unknown> | null }[],
): void {
  // Where the client has a null, it does not know of an object that the part could be added to.
  if (seen === null || seen === undefined) return;
  if (Array.isArray(seen)) {
    seen.forEach((element, index) =>
      collect(Array.isArray(shaped) ? shaped[index] : null, element, path, [...place, index], found),
    );
    return;
  }
  const [next, ...rest] = path;
  if (next === undefined) {
    const data = (shaped ?? null) as Record<string, unknown> | null;
    if (!data || Object.keys(data).length > 0) found.push({ path: place, data });
    return;
  }
  const below = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[next] : null;
  collect(below(shaped), below(seen), rest, [...place, next], found);
}
