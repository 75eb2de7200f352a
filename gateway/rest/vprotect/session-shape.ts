import { hasRole, type Viewer } from '../../../subgraphs/kernel/identity/viewer.js';
import { enumNames, enumObject } from './enum-catalogue.js';

/** What web interfaces use unless their user chose otherwise; the unmounting of mounted backups is in ms. */
const appUserSettings = { pageSize: 10, timeFormat: 24, unmountPeriodForMountedBackups: 86_400_000 };

/** Who is logged in, and what his web interface may show (vprotect.md 2.1). Without a viewer whoever calls an open server. */
export function sessionInfo(viewer: Viewer | undefined, timeZone: string): object {
  const mayChange = viewer === undefined || hasRole(viewer, 'operator');
  const names = enumNames('Privilege').filter((name) => mayChange || !name.endsWith('_WRITE'));
  return {
    ...(viewer?.accountId == null
      ? {}
      : { requester: { guid: viewer.accountId, name: viewer.userName ?? viewer.userId } }),
    login: viewer?.userName ?? viewer?.userId ?? 'local',
    privileges: names.map((name) => enumObject('Privilege', name)),
    uiTimeZone: timeZone,
    language: enumObject('Language', 'EN'),
    appUserSettings,
    uiConsoleMode: enumObject('UiConsoleMode', 'TASK'),
  };
}
