import { z } from 'zod';
import { isStorableText } from '../../../subgraphs/kernel/database/storable.js';
import { canonicalName, enumNames, type EnumName } from './enum-catalogue.js';

/** Marks an issue about a reference to something that is not there, which has a code of its own (1.6). */
export const unknownReference = { unknownReference: true } as const;

const latestMs = 8_640_000_000_000_000;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text can be a guid of this server. */
export function isGuid(text: string): boolean {
  return uuid.test(text);
}

/** A text the database can keep. Blanks around it do not count. */
export const text = z
  .string('must be a text')
  .max(65_536, 'is too long')
  .refine(isStorableText, 'must not hold a NUL character or half a surrogate pair')
  .transform((value) => value.trim());

/** A text that need not be there; an empty one means not given (1.2). */
export const optionalText = text.nullish().transform((value) => (value === '' ? undefined : value));

/** A name of 1 to 255 characters. */
export const name = text.pipe(
  z.string().min(1, 'must not be empty').max(255, 'must not be longer than 255 characters'),
);

/** The same where it may be left out. */
export const optionalName = optionalText.pipe(
  z.string().max(255, 'must not be longer than 255 characters').nullish(),
);

/** A whole number, also as a text or with a fraction of nothing (1.2); an empty text means not given. */
export function wholeNumber(min: number, max: number, rule: string) {
  return z.union([z.number(), z.string()], 'must be a number').transform((value, context) => {
    if (typeof value === 'string' && value.trim() === '') return undefined;
    const read = Math.round(Number(value));
    if (read >= min && read <= max) return read;
    context.addIssue({ code: 'custom', message: Number.isNaN(read) ? 'must be a number' : rule });
    return z.NEVER;
  });
}

/** A size, count or duration that is not negative. */
export const count = wholeNumber(0, Number.MAX_SAFE_INTEGER, 'must not be negative').nullish();

/** 0 to 100. */
export const percent = wholeNumber(0, 100, 'must be 0–100').nullish();

/** A time of day in ms, taken modulo a day: a client can send negative ones (3.5). */
export const timeOfDay = wholeNumber(-latestMs, latestMs, 'must be a time of day')
  .transform((value) => (value === undefined ? undefined : ((value % 86_400_000) + 86_400_000) % 86_400_000))
  .nullish();

/** A time in ms since the epoch, for the graph in RFC 3339. */
export const instant = z
  .union([z.number(), z.string()], 'must be a time in milliseconds')
  .transform((value, context) => {
    if (value === '') return undefined;
    const date = new Date(Number.isNaN(Number(value)) ? value : Number(value));
    if (!Number.isNaN(date.getTime()) && Math.abs(date.getFullYear()) < 10_000) return date.toISOString();
    context.addIssue({ code: 'custom', message: 'must be a time in milliseconds' });
    return z.NEVER;
  })
  .nullish();

/** `true` or `false`. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])], 'must be true or false')
  .transform((value) => value === true || value === 'true')
  .nullish();

/** A value of an enum: `{"name": …}` with whatever else, or the bare name (1.4). */
export function enumValue(of: EnumName) {
  return z
    .union([z.string(), z.object({ name: z.string() })], `must be one of ${enumNames(of).join(', ')}`)
    .transform((value, context) => {
      const given = typeof value === 'string' ? value : value.name;
      const known = canonicalName(of, given);
      if (known !== undefined) return known;
      context.addIssue({ code: 'custom', message: `must be one of ${enumNames(of).join(', ')}` });
      return z.NEVER;
    });
}

/** The same where it may be left out; an empty text means not given. */
export function optionalEnum(of: EnumName) {
  return z.preprocess((value) => (value === '' ? undefined : value), enumValue(of).nullish());
}

/** Values of an enum; null entries are skipped. */
export function enumValues(of: EnumName) {
  return z
    .array(enumValue(of).nullable(), 'must be a list')
    .transform((values) => [...new Set(values.filter((value) => value !== null))])
    .nullish();
}

/** The guid of another object: `{"guid": …}` with whatever else, or the bare guid (1.3). */
export const guid = z
  .union([z.string(), z.object({ guid: z.string() })], 'must be a reference')
  .transform((value, context) => {
    const given = (typeof value === 'string' ? value : value.guid).trim().toLowerCase();
    if (isGuid(given)) return given;
    context.addIssue({ code: 'custom', message: 'names nothing that is known', params: unknownReference });
    return z.NEVER;
  });

/** The same where it may be left out: also as an empty text, or an object without a guid. */
export const optionalGuid = z.preprocess((value) => {
  if (value === '') return undefined;
  const bare = typeof value === 'object' && value !== null && !Array.isArray(value);
  return bare && ((value as { guid?: unknown }).guid ?? '') === '' ? undefined : value;
}, guid.nullish());

/** Guids of other objects, each once; null entries are skipped. */
export const guids = z
  .array(guid.nullable(), 'must be a list')
  .transform((values) => [...new Set(values.filter((value) => value !== null))])
  .nullish();

/** Texts; null and empty entries are skipped. */
export const texts = z
  .array(text.nullable(), 'must be a list')
  .transform((values) => values.filter((value) => value !== null && value !== ''))
  .nullish();

/** A body of one text. */
export const valueBody = z.object({ value: z.string('must be a text').max(65_536, 'is too long') });

/** A property's value without null, where null means not given: in everything that creates (1.2). */
export type Given<T> = { readonly [K in keyof T]: Exclude<T[K], null> };

/** The properties of a body that creates: null means not given. */
export function given<T extends object>(body: T): Given<T> {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null && value !== undefined),
  ) as Given<T>;
}
