import { StartFailure } from '../../kernel/errors/start-failure.js';

/** The tables that are read, as SODA Delfin names them. */
export const delfinTables = ['storages', 'access_info', 'alert_source'] as const;

/** A row as its database gave it: texts, numbers, truth values. Releases differ in their columns; an absent one is undefined. */
export type DelfinRow = Readonly<Record<string, unknown>>;

/** What is taken from a Delfin database. */
export type DelfinDatabase = Readonly<Record<(typeof delfinTables)[number], readonly DelfinRow[]>>;

/** A database without Delfin's tables. */
export function notDelfin(missing: string): StartFailure {
  return new StartFailure(
    `The database has no table "${missing}", so it is not one of Delfin. Give the one that "[database] connection" of delfin.conf names.`,
  );
}
