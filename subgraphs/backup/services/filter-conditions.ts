import { sql, type RawBuilder } from 'kysely';
import { isStorableText } from '../../kernel/database/storable.js';

/** Rows whose text is one of these; no condition when there is nothing to compare with. */
export function textIn(
  expression: RawBuilder<unknown>,
  texts: readonly string[] | null | undefined,
): RawBuilder<unknown> {
  if (texts == null) return sql`true`;
  const [only, ...others] = texts.filter(isStorableText);
  if (only !== undefined && others.length === 0) return sql`${expression} = ${only}`;
  return sql`${expression} = any(${texts.filter(isStorableText)}::text[])`;
}

/** Rows one of whose texts holds this one, letter case ignored; an empty one is in all. */
export function textWithin(
  expressions: readonly RawBuilder<unknown>[],
  text: string | null | undefined,
): RawBuilder<unknown> {
  if (text == null || text === '') return sql`true`;
  if (!isStorableText(text)) return sql`false`;
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql`(${sql.join(
    expressions.map((one) => sql`${one} ilike ${pattern}`),
    sql` or `,
  )})`;
}
