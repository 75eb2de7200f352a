import type { Row, RowDocument } from '../route.js';
import { backupRows } from './backup-rows.js';
import { infrastructureRows } from './infrastructure-rows.js';
import { mountRows } from './mount-rows.js';
import { policyRows } from './policy-rows.js';
import { reportRows } from './report-rows.js';
import { retentionRows } from './retention-rows.js';
import { ruleRows } from './rule-rows.js';
import { scheduleRows } from './schedule-rows.js';
import { sessionRows, type SessionOptions } from './session-rows.js';
import { settingsRows } from './settings-rows.js';
import { taskRows } from './task-rows.js';
import { machineRows } from './virtual-machine-rows.js';

/** What the rows are made with. */
export interface RowOptions {
  readonly session: SessionOptions;
}

/** Every URL of the dialect, in the order of vprotect.md 2.1 and 3. */
export function vprotectRows({ session }: RowOptions): readonly Row[] {
  const rows: readonly Row[] = [
    ...sessionRows(session),
    ...machineRows,
    ...taskRows,
    ...backupRows,
    ...retentionRows,
    ...mountRows,
    ...scheduleRows,
    ...policyRows,
    ...ruleRows,
    ...infrastructureRows,
    ...reportRows(session.timeZone),
    ...settingsRows(session.timeZone),
  ];
  return rows.map((row) => ({ ...row, path: `/api${row.path}`, document: withErrors(row.document) }));
}

/** What any row may answer besides its own errors. */
function withErrors(document: RowDocument): RowDocument {
  const always: RowDocument['errors'] = {
    400: 'What was sent is not valid.',
    403: 'The account may not do this.',
  };
  const ofBody: RowDocument['errors'] = {
    409: 'The present state does not allow it.',
    415: 'The body is not JSON.',
  };
  return {
    ...document,
    errors: {
      ...always,
      401: 'There is no valid session.',
      ...(document.body ? ofBody : {}),
      ...document.errors,
    },
  };
}
