import type { IdentifiedRequest, Row } from '../route.js';
import { given } from './body-values.js';
import { valueAt, type WireRow } from './arrange-rows.js';
import { invalid } from './faults.js';
import { changeRow, itemRow, pathGuid } from './item-row.js';
import { listRow } from './list-row.js';
import { readBody } from './read-body.js';
import { ruleBody, ruleInput } from './rule-bodies.js';
import * as graph from './rule-operations.js';
import { ruleShape } from './rule-shapes.js';
import { queryValue } from './tenant-scope.js';

const what = 'rule';

interface Changed {
  readonly changed: { readonly rule: graph.RuleData };
}

/** The rules of one kind of policy (vprotect.md 3.7). */
function rowsOf(family: string, kind: string): Row[] {
  const list = `/rules/${family}`;
  const item = `${list}/:guid`;
  return [
    changeRow<Changed>({
      method: 'POST',
      path: list,
      status: 201,
      summary: 'Makes a rule of a policy.',
      body: ruleBody,
      operation: graph.createRule,
      variables: (request) => ({ input: newRule(request) }),
      shape: ({ changed }) => ruleShape(changed.rule),
    }),
    listRow<graph.RuleData>({
      path: list,
      summary: 'Rules in the order of their policy.',
      operation: graph.listRules,
      shape: (rule) => ruleShape(rule),
      fixed: { kind },
      filters: [
        { names: ['policy'], kind: 'guid', member: 'policyGuids', many: true, meaning: 'The policy.' },
      ],
      refine: ofRuleOrPolicy,
    }),
    itemRow<graph.RuleData>(item, what, graph.showRule, (rule, request) =>
      ruleShape(rule, activeOnly(request)),
    ),
    changeRow<Changed>({
      method: 'PUT',
      path: item,
      status: 200,
      summary: 'Changes a rule; what is not sent stays.',
      body: ruleBody,
      operation: graph.updateRule,
      variables: (request) => ({
        input: { guid: pathGuid(request, what), ...ruleInput(readBody(ruleBody, request)) },
      }),
      shape: ({ changed }) => ruleShape(changed.rule),
    }),
    changeRow({
      method: 'DELETE',
      path: item,
      summary: 'Removes a rule; its backups stay.',
      operation: graph.deleteRule,
      variables: (request) => ({ input: { guid: pathGuid(request, what) } }),
    }),
  ];
}

/** Those of the parameter `rule`, in which old clients send the guid of the policy (3.7). */
function ofRuleOrPolicy(rows: readonly WireRow[], { query }: IdentifiedRequest): readonly WireRow[] {
  const given = queryValue(query, 'rule')?.toLowerCase();
  if (given === undefined) return rows;
  return rows.filter((row) => row['guid'] === given || valueAt(row, 'policy.guid') === given);
}

/** Rules of backup policies and of snapshot policies. */
export const ruleRows: readonly Row[] = [
  ...rowsOf('vm-backup', 'VM_BACKUP'),
  ...['vm-snapshot', 'snapshot'].flatMap((family) => rowsOf(family, 'VM_SNAPSHOT')),
];

function newRule(request: IdentifiedRequest): object {
  const body = readBody(ruleBody, request);
  for (const field of ['name', 'policy'] as const)
    if (body[field] == null) throw invalid(`${field} is required`, [{ field, message: 'is required' }]);
  return given({ policyGuid: body.policy, ...ruleInput(body) });
}

function activeOnly({ query }: IdentifiedRequest): boolean {
  return queryValue(query, 'only-active-destinations')?.toLowerCase() !== 'false';
}
