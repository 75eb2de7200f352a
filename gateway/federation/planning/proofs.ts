import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, OperationTypeNode, parse, type SelectionSetNode } from 'graphql';
import type { ObjectOwner, UnprovedField } from '../supergraph/unproved-fields.js';
import { unconditionalFetches, type PlacedFetch } from './unconditional-fetches.js';
import { responseName } from './response-names.js';
import { mapFetches } from './visit-plan.js';

/** A fetch of entities that proves objects of the root: one that it gives nothing for is not there. */
interface Proof extends FetchNode {
  /** Response name of the root field whose objects are proved. */
  readonly proves: string;
}

/** The response name of the root field whose objects a fetch proves; undefined for a fetch that proves none. */
export function provedBy(fetch: FetchNode | Proof): string | undefined {
  return 'proves' in fetch ? fetch.proves : undefined;
}

/**
 * The plan with a proof of each object that a subgraph only refers to. Where its owner is asked about it in any case, that
 * fetch is the proof; else the owner is asked for nothing but its type, while the plan goes on.
 */
export function withProofs(plan: QueryPlan, fields: readonly UnprovedField[]): QueryPlan {
  const { node } = plan;
  if (fields.length === 0 || !node || node.kind === 'Subscription') return plan;
  const proofs = new Map<FetchNode, Proof>();
  const added = new Map<FetchNode, PlanNode[]>();
  for (const fetches of unconditionalFetches(node))
    for (const { root, name, field } of fetches.flatMap((placed) => placesOf(placed, fields))) {
      const unproved = new Map(field.owners);
      for (const placed of fetches)
        for (const type of typesProvedBy(placed, name, field)) {
          unproved.delete(type);
          proofs.set(placed.fetch, { ...placed.fetch, proves: name });
        }
      added.set(root, [...(added.get(root) ?? []), ...askOwners(unproved, name, field)]);
    }
  const before = new Set<PlanNode>();
  const proved = mapFetches(plan, (fetch) => {
    const nodes = added.get(fetch) ?? [];
    if (nodes.length === 0) return proofs.get(fetch) ?? fetch;
    const both: PlanNode = { kind: 'Sequence', nodes: [fetch, { kind: 'Parallel', nodes }] };
    before.add(both);
    return both;
  });
  return proved.node && proved.node.kind !== 'Subscription'
    ? { ...proved, node: goingOn(proved.node, before) }
    : proved;
}

interface Place {
  readonly root: FetchNode;
  readonly name: string;
  readonly field: UnprovedField;
}

/** Where a fetch of the root has fields whose objects have to be proved. */
function placesOf({ fetch: root, path }: PlacedFetch, fields: readonly UnprovedField[]): Place[] {
  const own = fields.filter(({ subgraph }) => subgraph === root.serviceName);
  if (own.length === 0 || path.length > 0 || root.operationKind !== OperationTypeNode.QUERY) return [];
  const found: Place[] = [];
  const read = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) read(selection.selectionSet);
      if (selection.kind !== Kind.FIELD) continue;
      const field = own.find(({ name }) => name === selection.name.value);
      if (field) found.push({ root, name: responseName(selection), field });
    }
  };
  for (const definition of parse(root.operation, { noLocation: true }).definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) read(definition.selectionSet);
  return found;
}

/** The types whose objects at a place are asked about by nothing but their keys, if it is their owner that is asked. */
function typesProvedBy({ fetch, path }: PlacedFetch, name: string, field: UnprovedField): string[] {
  if (path.join('.') !== pathOf(name, field).join('.')) return [];
  return (fetch.requires ?? []).flatMap((input) => {
    if (input.kind !== 'InlineFragment' || input.typeCondition === undefined) return [];
    const owner = field.owners.get(input.typeCondition);
    if (owner?.subgraph !== fetch.serviceName) return [];
    const isKey = input.selections.every(
      (inner) => inner.kind === 'Field' && ['__typename', owner.key].includes(inner.name),
    );
    return isKey ? [input.typeCondition] : [];
  });
}

/** One fetch for each owner of these types. */
function askOwners(owners: ReadonlyMap<string, ObjectOwner>, name: string, field: UnprovedField): PlanNode[] {
  return [...Map.groupBy(owners, ([, { subgraph }]) => subgraph)].map(([serviceName, types]) => {
    const proof: Proof = {
      kind: 'Fetch',
      serviceName,
      requires: types.map(([type, { key }]) => inputsOf(type, key)),
      variableUsages: [],
      operation: 'query($representations:[_Any!]!){_entities(representations:$representations){__typename}}',
      operationKind: OperationTypeNode.QUERY,
      operationName: undefined,
      proves: name,
    };
    return { kind: 'Flatten', path: pathOf(name, field), node: proof };
  });
}

function inputsOf(typeCondition: string, key: string): QueryPlanSelectionNode {
  const selections = ['__typename', key].map((name): QueryPlanSelectionNode => ({ kind: 'Field', name }));
  return { kind: 'InlineFragment', typeCondition, selections };
}

function pathOf(name: string, { isList }: UnprovedField): string[] {
  return isList ? [name, '@'] : [name];
}

/** The plan in which what follows `steps` does not wait for the last part of them. */
function goingOn(node: PlanNode, steps: ReadonlySet<PlanNode>): PlanNode {
  if (node.kind === 'Parallel') return { ...node, nodes: node.nodes.map((part) => goingOn(part, steps)) };
  if (node.kind !== 'Sequence') return node;
  const [first, second, ...rest] = node.nodes;
  if (first?.kind !== 'Sequence' || !second || !steps.has(first)) return node;
  const [fetch, proofs] = first.nodes;
  if (!fetch || !proofs) return node;
  return { ...node, nodes: [fetch, { kind: 'Parallel', nodes: [proofs, second] }, ...rest] };
}
