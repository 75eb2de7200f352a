const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Bytes with three digits at most, in powers of 1000; a dash when unknown. */
export function bytes(value: number | string | null | undefined): string {
  if (value == null) return '–';
  let rest = Number(value);
  let unit = 0;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${rest >= 100 || unit === 0 ? Math.round(rest) : rest.toFixed(rest >= 10 ? 1 : 2)} ${units[unit]}`;
}

/** A part of a whole from 0 to 1; 0 where there is no whole. */
export function share(part: number | string | null, whole: number | string | null): number {
  const all = Number(whole ?? 0);
  return all > 0 ? Math.min(1, Math.max(0, Number(part ?? 0) / all)) : 0;
}

/** A length of time in its two largest units, such as "3 min 20 s". */
export function span(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (ms < hour) return `${Math.round(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h ${Math.round((ms % hour) / minute)} min`;
  return `${Math.floor(ms / day)} d ${Math.round((ms % day) / hour)} h`;
}

/** How long ago, or in how long, something is; a dash when it never is. */
export function when(instant: string | null | undefined, now: number): string {
  if (instant == null) return '–';
  const ms = Date.parse(instant) - now;
  if (Math.abs(ms) < 5000) return 'now';
  return ms < 0 ? `${coarse(-ms)} ago` : `in ${coarse(ms)}`;
}

/** How long ago something was, by a clock that may lag a little behind. */
export function ago(instant: string | null, now: number): string {
  return when(instant, instant === null ? now : Math.max(now, Date.parse(instant)));
}

/** The instant in the reader's own words and time zone. */
export function exactly(instant: string): string {
  return new Date(instant).toLocaleString();
}

function coarse(ms: number): string {
  if (ms < minute) return `${Math.round(ms / 1000)} s`;
  if (ms < hour) return `${Math.round(ms / minute)} min`;
  if (ms < day) return `${Math.round(ms / hour)} h`;
  return `${Math.round(ms / day)} d`;
}

/** A name of the graph for people: NOT_PROTECTED is "not protected", nextBackupAt is "next backup at". */
export function spoken(name: string): string {
  const words = /^[A-Z0-9_]+$/.test(name)
    ? name.replaceAll('_', ' ').toLowerCase()
    : name.replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.replace(
    /\b(vm|guid|uuid|wwn|id|ip|url)(s?)\b/gi,
    (_, word: string, s: string) => word.toUpperCase() + s,
  );
}
