import type { TaskType } from '../../kernel/tasks/contract.js';
import { subgraphName } from '../events.js';
import { checkedAlert } from '../services/alert-condition.js';
import { alertsOfDevice } from '../services/device-alerts.js';
import type { AlertReport } from '../services/fold-alerts.js';
import type { StorageParts } from '../services/parts.js';
import { alertSyncTaskName, type AlertSyncInput } from '../services/start-alert-sync.js';

const batch = 250;
const most = 20_000;

/** Asks an array for its alerts and keeps them (delfin.md 7.7). Asking again writes nothing twice. */
export function alertSyncTask(parts: StorageParts): TaskType<AlertSyncInput> {
  return {
    name: alertSyncTaskName,
    subgraph: subgraphName,
    meaning: 'Asks an array for its alerts.',
    maxAttempts: 3,
    run: async (run) => {
      const { storageId, ...range } = run.input;
      const listed = await alertsOfDevice(parts, storageId, range, run.signal);
      const at = new Date();
      const reports = listed.slice(0, most).flatMap((told): AlertReport[] => {
        const alert = checkedAlert(told);
        return alert ? [{ storageId, origin: 'SYNC', at, alert }] : [];
      });
      for (let done = 0; done < reports.length; done += batch) {
        await run.transaction(parts.store, async (tx) => {
          await parts.alerts.writeIn(tx, reports.slice(done, done + batch));
        });
        await run.progress({ done: Math.min(done + batch, reports.length), total: reports.length });
      }
      return { listed: listed.length, unreadable: listed.length - reports.length };
    },
  };
}
