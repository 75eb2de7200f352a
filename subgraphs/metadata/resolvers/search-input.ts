import { Field, InputType } from 'type-graphql';
import { Json } from '../../../schema/scalars/scalars.js';
import { Fault } from '../../kernel/errors/fault.js';
import type { Search, SearchTerm, SearchValue } from '../services/search-condition.js';

/** One term of a search. */
@InputType({ description: 'One term of a search: a field and what must stand in it.' })
export class BackupSearchTermInput {
  @Field(() => String, {
    description:
      'Name of a field at any depth of the legacy document, such as "container"; "_all" looks at every value.',
  })
  field!: string;

  @Field(() => Json, {
    nullable: true,
    description:
      'A number, boolean or null compares by value. A text matches when all its words (letters, digits, "_ - .") occur as whole words, ignoring case.',
  })
  value?: unknown;
}

/** A search over the legacy documents. */
@InputType({ description: 'A search over the legacy documents; both lists together hold at most 100 terms.' })
export class BackupSearchInput {
  @Field(() => [BackupSearchTermInput], { nullable: true, description: 'All of these must match.' })
  match?: BackupSearchTermInput[] | null;

  @Field(() => [BackupSearchTermInput], { nullable: true, description: 'None of these may match.' })
  matchNot?: BackupSearchTermInput[] | null;
}

/** The search an input stands for. Throws BAD_USER_INPUT for a value that is a list or an object. */
export function searchOf(input: BackupSearchInput | null | undefined): Search | undefined {
  if (!input) return undefined;
  return { match: input.match?.map(termOf), matchNot: input.matchNot?.map(termOf) };
}

function termOf({ field, value = null }: BackupSearchTermInput): SearchTerm {
  if (typeof value === 'object' && value !== null) {
    throw new Fault(
      'BAD_USER_INPUT',
      `The value searched for in "${field}" must be a text, a number, a boolean or null.`,
    );
  }
  return { field, value: value as SearchValue };
}
