import { CriticalityLevel, diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';

/** What one change of the API schema does to an operation that was valid before. */
export type Effect = 'breaking' | 'dangerous' | 'harmless';

/** One difference between two API schemas. */
export interface SchemaChange {
  /** What has changed, such as `Query.clouds`, `Query.clouds.first` (an argument) or `NodeState.PENDING`. */
  readonly coordinate: string;
  readonly effect: Effect;
  /** One sentence. */
  readonly message: string;
}

const effects: Readonly<Record<CriticalityLevel, Effect>> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'harmless',
};

/** What clients of `before` would meet in `after`, the worst first; descriptions bind nobody and are not compared. */
export async function schemaChanges(before: GraphQLSchema, after: GraphQLSchema): Promise<SchemaChange[]> {
  const order: readonly Effect[] = ['breaking', 'dangerous', 'harmless'];
  const found = (await diff(before, after)).filter(({ type }) => !type.includes('DESCRIPTION'));
  const changes = found.map(({ path, criticality, message }) => ({
    coordinate: path ?? 'schema',
    effect: effects[criticality.level],
    message,
  }));
  return changes.sort((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect));
}

/**
 * The breaking changes that nobody was told of: those whose coordinate stands, between backticks, in no entry of the
 * changelog's section "Unreleased" that begins with **breaking**.
 */
export function untold(changes: readonly SchemaChange[], changelog: string): SchemaChange[] {
  const told = breakingEntries(changelog);
  return changes.filter(
    ({ effect, coordinate }) =>
      effect === 'breaking' && !told.some((entry) => entry.includes(`\`${coordinate}\``)),
  );
}

function breakingEntries(changelog: string): string[] {
  const [, unreleased = ''] = /^## Unreleased$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog) ?? [];
  return unreleased.split(/^(?=- )/m).filter((entry) => entry.startsWith('- **breaking**'));
}
