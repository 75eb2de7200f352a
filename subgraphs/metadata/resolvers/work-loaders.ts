import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import type { BackupClient } from '../entities/backup-client.js';
import { clientsOfJobs } from '../services/clients-of-jobs.js';
import type { MetadataParts } from '../services/parts.js';
import { relativesOf, workByGlobalIds, type RelativeKey } from '../services/work-by-id.js';
import { actionKind, jobKind, sessionKind, type WorkKind } from '../services/work-kind.js';
import type { WorkRow } from '../services/work-row.js';

type ById = DataLoader<string, WorkRow | null>;
type ByRelative<V> = DataLoader<RelativeKey, V | null, string>;

/** The loaders of actions, jobs and sessions in one operation: everything asked for in one hop costs one statement. */
export class WorkLoaders {
  /** By global id; null where there is none to see. */
  readonly action: ById;
  readonly job: ById;
  readonly session: ById;

  /** By its own id, of the same user or project. */
  readonly relatedJob: ByRelative<WorkRow>;
  readonly relatedSession: ByRelative<WorkRow>;
  readonly client: ByRelative<BackupClient>;

  private constructor(parts: MetadataParts, { viewer }: RequestContext) {
    const byId = (kind: WorkKind): ById => new DataLoader((ids) => workByGlobalIds(parts, kind, ids, viewer));
    this.action = byId(actionKind);
    this.job = byId(jobKind);
    this.session = byId(sessionKind);
    this.relatedJob = byRelative((keys) => relativesOf(parts, jobKind, keys, viewer));
    this.relatedSession = byRelative((keys) => relativesOf(parts, sessionKind, keys, viewer));
    this.client = byRelative((keys) => clientsOfJobs(parts, keys, viewer));
  }

  /** The loaders of the operation at hand. */
  static of(parts: MetadataParts, context: RequestContext): WorkLoaders {
    return context.slot('metadata work', () => new WorkLoaders(parts, context));
  }
}

function byRelative<V>(load: (keys: readonly RelativeKey[]) => Promise<(V | null)[]>): ByRelative<V> {
  return new DataLoader(load, {
    cacheKeyFn: ({ nativeId, userId, projectId }) => JSON.stringify([nativeId, userId, projectId]),
  });
}
