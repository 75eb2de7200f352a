import type DataLoader from 'dataloader';
import { sql } from 'kysely';
import type { RequestContext } from '../../kernel/subgraph/request-context.js';
import { BackupDestination } from '../entities/backup-destination.js';
import type { Credential } from '../entities/credential.js';
import type { MailingList } from '../entities/mailing-list.js';
import type { Policy } from '../entities/policy.js';
import type { IncrementalNotPossibleReason } from '../entities/policy-words.js';
import type { Rule, RuleDestination } from '../entities/rule.js';
import type { Schedule } from '../entities/schedule.js';
import { byGuid } from '../loaders.js';
import { policiesByGuid } from '../services/find-policies.js';
import { attachments, destinationsOfRules, rulesByGuid, rulesOfPolicies } from '../services/find-rules.js';
import { schedulesByGuid } from '../services/find-schedules.js';
import { credentials, mailingLists, settingsByGuid } from '../services/find-settings.js';
import { incrementalReasons } from '../services/incremental-reasons.js';
import { objectsByGuid } from '../services/list-page.js';
import type { BackupParts } from '../services/parts.js';
import {
  membersOf,
  policyFigures,
  ruleFigures,
  type PolicyFigures,
  type RuleFigures,
} from '../services/policy-figures.js';
import { coverageOf, type Coverage } from '../services/protection.js';
import { wallOf } from '../services/tenant-wall.js';

const destinations = { entity: BackupDestination, from: sql`backup.destination t` };

type Loader<V> = DataLoader<string, V | null>;

/** The loaders of one operation for schedules, policies and rules: one statement a hop. Missing things are null. */
export class PolicyLoaders {
  readonly schedule: Loader<Schedule>;
  readonly policy: Loader<Policy>;
  readonly rule: Loader<Rule>;
  readonly mailingList: Loader<MailingList>;
  readonly credential: Loader<Credential>;
  readonly destination: Loader<BackupDestination>;

  /** Rules of a policy in their order. */
  readonly rulesOf: Loader<readonly Rule[]>;

  /** Destinations of a rule, the primary one first. */
  readonly destinationsOf: Loader<readonly RuleDestination[]>;

  /** GUIDs of the schedules of a rule. */
  readonly scheduleGuids: Loader<readonly string[]>;

  /** GUIDs of the rules of a schedule. */
  readonly ruleGuids: Loader<readonly string[]>;

  /** GUIDs of the machines of a policy that the viewer may see, by name. */
  readonly members: Loader<readonly string[]>;

  readonly policyFigures: Loader<PolicyFigures>;
  readonly ruleFigures: Loader<RuleFigures>;

  /** What the schedules of a policy ask for, by its GUID. */
  readonly coverage: Loader<Coverage>;

  /** Why an incremental backup of a machine would become a full one, by its GUID. */
  readonly incremental: Loader<readonly IncrementalNotPossibleReason[]>;

  private constructor({ store }: BackupParts, { viewer }: RequestContext) {
    this.schedule = byGuid((guids) => schedulesByGuid(store.sql, viewer, guids));
    this.policy = byGuid((guids) => policiesByGuid(store.sql, viewer, guids));
    this.rule = byGuid((guids) => rulesByGuid(store.sql, viewer, guids));
    this.mailingList = byGuid((guids) => settingsByGuid(store.sql, mailingLists, viewer, guids));
    this.credential = byGuid((guids) => settingsByGuid(store.sql, credentials, viewer, guids));
    this.destination = byGuid((guids) => objectsByGuid(store.sql, destinations, guids, sql`true`));
    this.rulesOf = byGuid((guids) => rulesOfPolicies(store.sql, guids));
    this.destinationsOf = byGuid((guids) => destinationsOfRules(store.sql, guids));
    this.scheduleGuids = byGuid((guids) => attachments(store.sql, 'rule_guid', guids));
    this.ruleGuids = byGuid((guids) => attachments(store.sql, 'schedule_guid', guids));
    this.members = byGuid((guids) => membersOf(store.sql, guids, sql`${wallOf(viewer, 'v')}`));
    this.policyFigures = byGuid((guids) => policyFigures(store.sql, guids));
    this.ruleFigures = byGuid((guids) => ruleFigures(store.sql, guids));
    this.coverage = byGuid((guids) => coverageOf(store.sql, guids));
    this.incremental = byGuid((guids) => incrementalReasons(store.sql, guids));
  }

  /** The loaders of the operation at hand. */
  static of(parts: BackupParts, context: RequestContext): PolicyLoaders {
    return context.slot('backup policies', () => new PolicyLoaders(parts, context));
  }
}

/** What a loader finds of several keys, without what it does not. */
export async function all<V>(loader: Loader<V>, guids: readonly string[]): Promise<V[]> {
  const found = await loader.loadMany([...guids]);
  return found.flatMap((one) => {
    if (one instanceof Error) throw one;
    return one === null ? [] : [one];
  });
}
