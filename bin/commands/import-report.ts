import type { ImportReport } from '../../subgraphs/storage/import/import-delfin.js';
import type { ImportedStorage, ImportOutcome } from '../../subgraphs/storage/import/import-plan.js';

type Titles = Readonly<Record<ImportOutcome, string>>;

const planned: Titles = {
  created: 'Would be taken',
  updated: 'Would be changed to what Delfin has',
  present: 'Already here',
  differs: 'Already here with other settings, which stay (--prefer delfin would change them)',
  refused: 'Cannot be taken',
};
const done: Titles = {
  ...planned,
  created: 'Taken',
  updated: 'Changed to what Delfin has',
};
const sourceWords: Titles = {
  created: 'new alert source',
  updated: 'alert source changed',
  present: 'alert source as here',
  differs: 'other alert source than here, which stays',
  refused: 'alert source cannot be taken',
};

/** The report of an import for people. */
export function importReportText(report: ImportReport): string {
  const { applied, storages, deleted, orphans } = report;
  const titles = applied ? done : planned;
  const groups = (Object.keys(titles) as ImportOutcome[]).flatMap((outcome) => {
    const members = storages.filter((storage) => storage.outcome === outcome);
    return members.length === 0 ? [] : [`${titles[outcome]} (${members.length}):`, ...members.flatMap(lines)];
  });
  if (storages.length === 0) groups.push('There are no storages in the database.');
  const left = [
    deleted > 0 ? `Left behind: storages that were deleted in Delfin (${deleted}).` : '',
    orphans > 0 ? `Left behind: access infos and alert sources of no storage (${orphans}).` : '',
    applied ? '' : 'Nothing was written. Run it again with --apply.',
  ];
  return `${[...groups, ...left].filter((line) => line !== '').join('\n')}\n`;
}

function lines({ id, name, driver, access, alertSource, notes }: ImportedStorage): string[] {
  const told = [driver, access.join(' and '), alertSource === null ? null : sourceWords[alertSource]];
  const details = told.filter((part) => part !== null && part !== '').join('; ');
  return [
    `  ${id}  ${name ?? '(no name)'}${details === '' ? '' : `  ${details}`}`,
    ...notes.map((note) => `    ${note}`),
  ];
}
