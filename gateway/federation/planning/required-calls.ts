import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { parse, print, visit, type DocumentNode, type FieldNode } from 'graphql';
import type { RequiredCall } from '../supergraph/required-arguments.js';

type Calls = ReadonlyMap<string, RequiredCall>;

/** A fetch that asks for required fields with their arguments, and hands them on by the names the subgraph knows. */
export function withRequiredCalls(fetch: FetchNode, calls: Calls): FetchNode {
  if (calls.size === 0) return fetch;
  const document = parse(fetch.operation, { noLocation: true });
  const called = visit(document, { Field: (field) => calledField(field, calls) });
  const inputs = fetch.requires && { requires: fetch.requires.map((node) => namedInput(node, calls)) };
  if (called === document) return { ...fetch, ...inputs };
  return { ...withOperation(fetch, called), ...inputs };
}

/** The same fetch with another operation. */
export function withOperation(fetch: FetchNode, document: DocumentNode): FetchNode {
  const { operationDocumentNode: _replaced, ...rest } = fetch;
  return { ...rest, operation: print(document) };
}

function calledField(field: FieldNode, calls: Calls): FieldNode | undefined {
  const call = calls.get(field.name.value);
  if (!call) return undefined;
  return {
    ...field,
    alias: field.alias ?? field.name,
    name: { kind: 'Name' as FieldNode['name']['kind'], value: call.field },
    arguments: call.arguments,
  };
}

/** The alias of an input is where the plan keeps it, its name what it is called in the representation. */
function namedInput(node: QueryPlanSelectionNode, calls: Calls): QueryPlanSelectionNode {
  const below = node.selections && { selections: node.selections.map((inner) => namedInput(inner, calls)) };
  const call = node.kind === 'Field' ? calls.get(node.name) : undefined;
  return {
    ...node,
    ...below,
    ...(call ? { alias: 'name' in node ? node.name : '', name: call.field } : {}),
  } as QueryPlanSelectionNode;
}
