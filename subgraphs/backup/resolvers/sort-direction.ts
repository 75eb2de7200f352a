import { registerEnumType } from 'type-graphql';

/** Which way an order runs. */
export const SortDirectionEnum = { ASC: 'ASC', DESC: 'DESC' } as const;

/** One of them. */
export type SortDirection = keyof typeof SortDirectionEnum;

registerEnumType(SortDirectionEnum, {
  name: 'SortDirection',
  description: 'Which way an order runs.',
  valuesConfig: {
    ASC: { description: 'Smallest, oldest or first letter first.' },
    DESC: { description: 'Largest, newest or last letter first.' },
  },
});
