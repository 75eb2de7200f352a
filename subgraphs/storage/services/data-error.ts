/**
 * Whether the database refused a value, not the work as such: data exceptions (class 22), violated
 * constraints (23) and exceeded limits (54) of PostgreSQL.
 */
export function isDataError(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause)
    if ('code' in e && typeof e.code === 'string' && /^(22|23|54)[0-9A-Z]{3}$/.test(e.code)) return true;
  return false;
}
