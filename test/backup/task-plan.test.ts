import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';
import { projectRoot } from '../../bin/project.js';

const supergraph = Supergraph.build(readFileSync(join(projectRoot, 'schema', 'supergraph.graphql'), 'utf8'));
const planner = new QueryPlanner(supergraph);

function fetches(query: string): string[] {
  const plan: QueryPlan = planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), parse(query)));
  const found: string[] = [];
  JSON.stringify(plan, (key, value: unknown) => {
    if (key === 'serviceName') found.push(String(value));
    return value;
  });
  return found;
}

const shown = `guid type state title tenantId priority windowStart windowEnd progress rate step createdAt startedAt finishedAt
  error { code message } about { kind id } workType statusInfo whyQueued virtualMachine { guid name } backup { guid } backupNode { name }
  parent { guid workType }`;

describe('the plan of a query for backup tasks', () => {
  const queries = {
    'a list': `{ backupTasks { nodes { ${shown} } edges { node { ${shown} } } totalCount } }`,
    'one task': `{ backupTask(guid: "x") { ${shown} } }`,
    'a request': `mutation { exportVirtualMachines(input: { virtualMachineGuids: [] }) { tasks { ${shown} } } }`,
  };
  for (const [what, query] of Object.entries(queries))
    it(`asks backup alone for ${what}`, () => {
      assert.deepEqual(fetches(query), ['backup']);
    });

  it("adds backup's fields to tasks of core with one fetch more, and to their parents with another", () => {
    assert.deepEqual(fetches('{ tasks { nodes { guid state workType backup { guid } } } }'), [
      'core',
      'backup',
    ]);
    assert.deepEqual(fetches(`{ tasks { nodes { ${shown} } } }`), ['core', 'backup', 'backup']);
  });
});
