import { setImmediate as otherWork } from 'node:timers/promises';
import { nameTest } from './name-patterns.js';

/** Whether a policy takes machines by itself, and which (vprotect.md 3.6). */
export interface AutoAssignment {
  readonly mode: 'DISABLED' | 'ASSIGN_ONLY' | 'ASSIGN_AND_REMOVE';
  readonly includeTags: readonly string[];
  readonly excludeTags: readonly string[];
  readonly includeRegExps: readonly string[];
  readonly excludeRegExps: readonly string[];
  /** GUIDs of clusters a machine must be in one of; empty restricts nothing. */
  readonly hvClusters: readonly string[];
}

/** A machine as the rules look at it. */
export interface AssignableMachine {
  readonly guid: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly clusterGuid: string | null;
  /** The policy it is in; null when in none. */
  readonly policyGuid: string | null;
}

/** Why the rules of a policy take a machine, or do not. */
export type AssignReason = 'TAG_MATCH' | 'NAME_MATCH' | 'CLUSTER_MATCH' | 'EXCLUDED' | 'NO_LONGER_MATCHES';

/** What a policy would do to a machine. */
export interface AssignChange {
  readonly vmGuid: string;
  readonly type: 'ASSIGN' | 'UNASSIGN' | 'REASSIGN';
  readonly reason: AssignReason;
}

/** How a policy looks at a machine. Compiled once for many machines. */
export interface Matcher {
  readonly mode: AutoAssignment['mode'];
  verdict(machine: AssignableMachine): { readonly takes: boolean; readonly reason: AssignReason };
}

/** Machines looked at before other work of the process gets its turn. */
const atOnce = 500;

/** The matcher of a policy. VALIDATION when an expression is none. */
export function matcherOf(settings: AutoAssignment): Matcher {
  const included = nameTest(settings.includeRegExps, 'includeRegExps');
  const excluded = nameTest(settings.excludeRegExps, 'excludeRegExps');
  const [includeTags, excludeTags] = [new Set(settings.includeTags), new Set(settings.excludeTags)];
  const clusters = new Set(settings.hvClusters);
  const byClusterAlone = clusters.size > 0 && includeTags.size === 0 && settings.includeRegExps.length === 0;
  const refused = { takes: false, reason: 'NO_LONGER_MATCHES' } as const;
  return {
    mode: settings.mode,
    verdict: ({ name, tags, clusterGuid }) => {
      if (tags.some((tag) => excludeTags.has(tag)) || excluded(name))
        return { takes: false, reason: 'EXCLUDED' };
      if (clusters.size > 0 && (clusterGuid === null || !clusters.has(clusterGuid))) return refused;
      if (tags.some((tag) => includeTags.has(tag))) return { takes: true, reason: 'TAG_MATCH' };
      if (included(name)) return { takes: true, reason: 'NAME_MATCH' };
      return byClusterAlone ? { takes: true, reason: 'CLUSTER_MATCH' } : refused;
    },
  };
}

/**
 * What a policy would change (vprotect.md 4.6). `policyGuid` is null for one that is not kept yet. A machine of
 * another policy moves only with ASSIGN_AND_REMOVE, and only when the rules of that other one do not take it any
 * more; `others` are the matchers of all other policies, and one without rules of its own keeps what it was given.
 */
export async function assignChanges(
  policyGuid: string | null,
  own: Matcher,
  machines: readonly AssignableMachine[],
  others: ReadonlyMap<string, Matcher>,
): Promise<AssignChange[]> {
  if (own.mode === 'DISABLED') return [];
  const changes: AssignChange[] = [];
  for (const [place, machine] of machines.entries()) {
    if (place % atOnce === atOnce - 1) await otherWork();
    const change = changeOf(policyGuid, own, machine, others);
    if (change) changes.push(change);
  }
  return changes;
}

function changeOf(
  policyGuid: string | null,
  own: Matcher,
  machine: AssignableMachine,
  others: ReadonlyMap<string, Matcher>,
): AssignChange | undefined {
  const { guid: vmGuid, policyGuid: current } = machine;
  const { takes, reason } = own.verdict(machine);
  const isMember = current !== null && current === policyGuid;
  const removes = own.mode === 'ASSIGN_AND_REMOVE';
  if (isMember) return takes || !removes ? undefined : { vmGuid, type: 'UNASSIGN', reason };
  if (!takes) return undefined;
  if (current === null) return { vmGuid, type: 'ASSIGN', reason };
  const holder = others.get(current);
  const isFree = holder !== undefined && holder.mode !== 'DISABLED' && !holder.verdict(machine).takes;
  return removes && isFree ? { vmGuid, type: 'REASSIGN', reason } : undefined;
}
