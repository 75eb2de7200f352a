import { registerEnumType } from 'type-graphql';

/** How bad an alert is; `UNKNOWN` where the driver's word is none of the contract's (section 5.14). */
export const AlertSeverityEnum = {
  FATAL: 'FATAL',
  CRITICAL: 'CRITICAL',
  MAJOR: 'MAJOR',
  MINOR: 'MINOR',
  WARNING: 'WARNING',
  INFORMATIONAL: 'INFORMATIONAL',
  NOT_SPECIFIED: 'NOT_SPECIFIED',
  UNKNOWN: 'UNKNOWN',
} as const;

/** One of them. */
export type AlertSeverity = keyof typeof AlertSeverityEnum;

registerEnumType(AlertSeverityEnum, {
  name: 'AlertSeverity',
  description: 'How bad an alert is.',
  valuesConfig: {
    FATAL: { description: 'The array, or a part all depends on, is down.' },
    CRITICAL: { description: 'Service is affected; act at once.' },
    MAJOR: { description: 'Service is affected or soon will be; act soon.' },
    MINOR: { description: 'Something has failed that does not affect service.' },
    WARNING: { description: 'Something may fail.' },
    INFORMATIONAL: { description: 'Nothing is wrong.' },
    NOT_SPECIFIED: { description: 'The array says that it does not say.' },
    UNKNOWN: { description: 'The word of the array is none we know.' },
  },
});

const ranks: Readonly<Record<AlertSeverity, number>> = {
  FATAL: 6,
  CRITICAL: 5,
  MAJOR: 4,
  MINOR: 3,
  WARNING: 2,
  INFORMATIONAL: 1,
  NOT_SPECIFIED: 0,
  UNKNOWN: -1,
};
const severities = new Map(
  Object.entries(ranks).map(([severity, rank]) => [rank, severity as AlertSeverity]),
);

/** Number a severity is kept and ordered by: the worst is the highest. */
export function rankOf(severity: AlertSeverity): number {
  return ranks[severity];
}

/** The severity of such a number. */
export function severityOfRank(rank: number): AlertSeverity {
  return severities.get(rank) ?? 'UNKNOWN';
}

/** The severity a driver's word stands for; upper and lower case are the same. */
export function severityOf(word: string | null): AlertSeverity {
  const plain = word?.replaceAll(/[\s_-]/g, '').toUpperCase() ?? '';
  const name = plain === 'NOTSPECIFIED' ? 'NOT_SPECIFIED' : plain;
  return Object.hasOwn(ranks, name) ? (name as AlertSeverity) : 'UNKNOWN';
}

/** Whether an alert's condition still holds. */
export const AlertStateEnum = { OPEN: 'OPEN', CLEARED: 'CLEARED' } as const;

/** One of them. */
export type AlertState = keyof typeof AlertStateEnum;

registerEnumType(AlertStateEnum, {
  name: 'AlertState',
  description: "Whether an alert's condition still holds.",
  valuesConfig: {
    OPEN: { description: 'As far as the array has told, it does.' },
    CLEARED: { description: 'The array has told that it is over, or somebody has cleared it.' },
  },
});

/** How an alert came here. */
export const AlertOriginEnum = { TRAP: 'TRAP', SYNC: 'SYNC', PROBE: 'PROBE' } as const;

/** One of them. */
export type AlertOrigin = keyof typeof AlertOriginEnum;

registerEnumType(AlertOriginEnum, {
  name: 'AlertOrigin',
  description: 'How an alert came here first.',
  valuesConfig: {
    TRAP: { description: 'The array sent an SNMP trap.' },
    SYNC: { description: 'The array listed it when asked for its alerts.' },
    PROBE: { description: 'The server found that the array cannot be asked by SNMP.' },
  },
});

/** Who cleared an alert. */
export const AlertClearedByEnum = { ARRAY: 'ARRAY', REQUEST: 'REQUEST' } as const;

/** One of them. */
export type AlertClearedBy = keyof typeof AlertClearedByEnum;

registerEnumType(AlertClearedByEnum, {
  name: 'AlertClearedBy',
  description: 'Who cleared an alert.',
  valuesConfig: {
    ARRAY: { description: 'The array told that it is over.' },
    REQUEST: { description: 'Somebody had it cleared on the array.' },
  },
});
