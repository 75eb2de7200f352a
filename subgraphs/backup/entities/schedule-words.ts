import { registerEnumType } from 'type-graphql';

/** Days of the week, Monday first. */
export const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** One of them. */
export type DayOfWeek = (typeof days)[number];

/** Months of the year. */
export const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

/** One of them. */
export type Month = (typeof months)[number];

/** Which of the days of a name in a month are meant. */
export const DayOfWeekOccurrenceEnum = {
  FIRST_IN_MONTH: 'FIRST_IN_MONTH',
  SECOND_IN_MONTH: 'SECOND_IN_MONTH',
  THIRD_IN_MONTH: 'THIRD_IN_MONTH',
  FOURTH_IN_MONTH: 'FOURTH_IN_MONTH',
  LAST_IN_MONTH: 'LAST_IN_MONTH',
} as const;

/** One of them. */
export type DayOfWeekOccurrence = keyof typeof DayOfWeekOccurrenceEnum;

/** Days of the week as an enum. */
export const DayOfWeekEnum = enumOf(days);

/** Months as an enum. */
export const MonthEnum = enumOf(months);

/** What a schedule makes of the machines it reaches. Other kinds of the legacy API are not made here. */
export const ScheduleTypeEnum = { VM_BACKUP: 'VM_BACKUP', VM_SNAPSHOT: 'VM_SNAPSHOT' } as const;

/** One of them. */
export type ScheduleType = keyof typeof ScheduleTypeEnum;

/** How the times of a day are given. */
export const ExecutionTypeEnum = { TIME: 'TIME', INTERVAL: 'INTERVAL' } as const;

/** One of them. */
export type ExecutionType = keyof typeof ExecutionTypeEnum;

registerEnumType(DayOfWeekEnum, {
  name: 'DayOfWeek',
  description: 'A day of the week, in UTC.',
  valuesConfig: described(days, (name) => `${wordOf(name)}.`),
});
registerEnumType(MonthEnum, {
  name: 'Month',
  description: 'A month, in UTC.',
  valuesConfig: described(months, (name) => `${wordOf(name)}.`),
});
registerEnumType(DayOfWeekOccurrenceEnum, {
  name: 'DayOfWeekOccurrence',
  description: 'Which days of a month are meant, by where they stand in it.',
  valuesConfig: {
    FIRST_IN_MONTH: { description: 'The 1st to the 7th.' },
    SECOND_IN_MONTH: { description: 'The 8th to the 14th.' },
    THIRD_IN_MONTH: { description: 'The 15th to the 21st.' },
    FOURTH_IN_MONTH: { description: 'The 22nd to the 28th.' },
    LAST_IN_MONTH: { description: 'The last seven days.' },
  },
});
registerEnumType(ScheduleTypeEnum, {
  name: 'ScheduleType',
  description: 'What a schedule makes of the machines it reaches, and what a policy is for.',
  valuesConfig: {
    VM_BACKUP: { description: 'Backups of virtual machines.' },
    VM_SNAPSHOT: { description: 'Snapshots that stay on the platform.' },
  },
});
registerEnumType(ExecutionTypeEnum, {
  name: 'ExecutionType',
  description: 'How the times of a day are given.',
  valuesConfig: {
    TIME: { description: 'Once a day, at a time.' },
    INTERVAL: { description: 'Again and again between two times.' },
  },
});

function enumOf<N extends string>(names: readonly N[]): { readonly [K in N]: K } {
  return Object.fromEntries(names.map((name) => [name, name])) as { readonly [K in N]: K };
}

function described<N extends string>(
  names: readonly N[],
  describe: (name: N) => string,
): Record<N, { readonly description: string }> {
  return Object.fromEntries(names.map((name) => [name, { description: describe(name) }])) as never;
}

function wordOf(name: string): string {
  return `${name.slice(0, 1)}${name.slice(1).toLowerCase()}`;
}
