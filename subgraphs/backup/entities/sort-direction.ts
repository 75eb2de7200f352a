import { registerEnumType } from 'type-graphql';

/** Which way an order runs. */
export const SortDirectionEnum = { ASC: 'ASC', DESC: 'DESC' } as const;

/** One of them. */
export type SortDirection = keyof typeof SortDirectionEnum;

registerEnumType(SortDirectionEnum, {
  name: 'SortDirection',
  description: 'Which way a key of an order runs. Nulls are the smallest; texts compare by code point.',
  valuesConfig: { ASC: { description: 'The smallest first.' }, DESC: { description: 'The largest first.' } },
});
