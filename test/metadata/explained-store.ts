import { CompiledQuery, type Kysely } from 'kysely';
import type { MetadataParts } from '../../subgraphs/metadata/services/parts.js';

/** A node of PostgreSQL's `explain (format json)`. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** What the planner chose for the statements of one piece of work. */
export interface Plans {
  readonly indexes: readonly string[];
  /** Tables read from end to end. */
  readonly scanned: readonly string[];
}

/** Runs `work` with parts whose statements are explained before they run, with their own values. */
export async function explained(
  parts: MetadataParts,
  work: (parts: MetadataParts) => Promise<unknown>,
): Promise<Plans> {
  const nodes: PlanNode[] = [];
  const kysely = parts.store.sql as Kysely<unknown>;
  const executor = kysely.getExecutor();
  const explain = async (query: CompiledQuery): Promise<unknown> => {
    const { rows } = await kysely.executeQuery<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      CompiledQuery.raw(`explain (format json) ${query.sql}`, [...query.parameters]),
    );
    nodes.push(...rows.flatMap((row) => row['QUERY PLAN']).flatMap(({ Plan }) => flat(Plan)));
    return executor.executeQuery(query);
  };
  const watching = {
    transformQuery: executor.transformQuery.bind(executor),
    compileQuery: executor.compileQuery.bind(executor),
    executeQuery: explain,
  };
  const store = Object.create(parts.store, {
    sql: { value: { getExecutor: () => watching } },
  }) as MetadataParts['store'];
  await work({ ...parts, store });
  return {
    indexes: nodes.map((node) => node['Index Name']).filter((name) => name !== undefined),
    scanned: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => node['Relation Name'] ?? ''),
  };
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
