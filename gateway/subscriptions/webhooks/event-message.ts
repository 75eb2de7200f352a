import type { Delivery } from '../delivery.js';

/** The body that tells of an event: which field it is of, when it was made up, where it stands, and what it says. */
export function eventBody({ result, cursor }: Delivery, at: Date): string {
  const { data, errors } = result;
  const [type] = Object.keys(data ?? {});
  return JSON.stringify({
    type: type ?? 'error',
    timestamp: at.toISOString(),
    cursor,
    data: data ?? null,
    ...(errors && errors.length > 0 && { errors }),
  });
}
