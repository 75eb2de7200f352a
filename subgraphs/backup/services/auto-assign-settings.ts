import type { Policy } from '../entities/policy.js';
import type { AutoAssignInput } from '../resolvers/policy.inputs.js';
import { matcherOf, type AutoAssignment } from './auto-assignment.js';
import { merged, readGuids, readTexts } from './read-values.js';

/** The settings of auto-assignment as a policy keeps them. */
export type KeptAutoAssign = Pick<
  Policy,
  'autoAssignMode' | 'includeTags' | 'excludeTags' | 'includeRegExps' | 'excludeRegExps' | 'clusterGuids'
>;

/** The settings a policy has. */
export function autoAssignOf(policy: KeptAutoAssign): AutoAssignment {
  return {
    mode: policy.autoAssignMode,
    includeTags: policy.includeTags,
    excludeTags: policy.excludeTags,
    includeRegExps: policy.includeRegExps,
    excludeRegExps: policy.excludeRegExps,
    hvClusters: policy.clusterGuids,
  };
}

/** The settings an input gives over those that are kept; null puts the defaults. VALIDATION for a wrong expression. */
export function readAutoAssign(
  input: AutoAssignInput | null | undefined,
  stored: KeptAutoAssign | undefined,
): AutoAssignment {
  const old = input === null || stored === undefined ? undefined : autoAssignOf(stored);
  const texts = (name: 'includeTags' | 'excludeTags' | 'includeRegExps' | 'excludeRegExps'): string[] =>
    readTexts(merged(input?.[name], old?.[name], []), `autoAssign.${name}`);
  const clusters = merged(input?.clusterGuids, old?.hvClusters, []);
  const settings = {
    mode: merged(input?.mode, old?.mode, 'DISABLED'),
    includeTags: texts('includeTags'),
    excludeTags: texts('excludeTags'),
    includeRegExps: texts('includeRegExps'),
    excludeRegExps: texts('excludeRegExps'),
    hvClusters: readGuids(clusters, 'hypervisor cluster', 'autoAssign.clusterGuids'),
  };
  matcherOf(settings);
  return settings;
}
