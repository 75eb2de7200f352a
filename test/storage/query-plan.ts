import { CompiledQuery } from 'kysely';
import type { RanStatement } from '../../subgraphs/kernel/database/statements.js';
import type { Database } from '../../subgraphs/kernel/database/database.js';

/** How a statement read a table: by which index, under which condition, and how many rows of it in all. */
export interface TableScan {
  readonly table: string;
  /** Undefined when the table itself was read from one end to the other. */
  readonly index: string | undefined;
  readonly condition: string;
  /** Those that were read and left out are counted too. */
  readonly rows: number;
}

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Runs a statement once more and tells how the database came by its rows. */
export async function scansOf(
  house: { readonly kernel: { readonly database: Database } },
  { sql, parameters }: RanStatement,
): Promise<readonly TableScan[]> {
  const { kysely } = house.kernel.database.engine;
  const query = CompiledQuery.raw(`explain (analyze, format json) ${sql}`, [...parameters]);
  const { rows } = await kysely.executeQuery<{ 'QUERY PLAN': unknown }>(query);
  const told = rows[0]?.['QUERY PLAN'];
  const [plan] = (typeof told === 'string' ? JSON.parse(told) : told) as { Plan: PlanNode }[];
  return plan ? scansBelow(plan.Plan) : [];
}

function scansBelow(node: PlanNode, above?: string): TableScan[] {
  const table = node['Relation Name'] ?? above;
  const below = (node.Plans ?? []).flatMap((one) => scansBelow(one, table));
  // Above the indexes of a bitmap stands the table, whose rows they have counted.
  if (table === undefined || below.length > 0) return below;
  const rows = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  return [{ table, index: node['Index Name'], condition: node['Index Cond'] ?? '', rows }];
}
