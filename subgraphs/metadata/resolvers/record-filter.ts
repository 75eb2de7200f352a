import type { RecordFilter } from '../services/record-conditions.js';
import type { BackupRecordFilter } from './backup-record.inputs.js';
import { searchOf } from './search-input.js';

/** The filter an input stands for. */
export function recordFilterOf(input: BackupRecordFilter | null | undefined): RecordFilter {
  if (!input) return {};
  const { search, ...rest } = input;
  return { ...rest, search: searchOf(search) };
}
