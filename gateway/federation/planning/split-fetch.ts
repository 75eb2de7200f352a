import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  parse,
  print,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { inputKey, keyOwner, type RequiredArguments } from '../supergraph/required-arguments.js';
import { withOperation } from './required-calls.js';

type Requirements = Pick<RequiredArguments, 'inputs' | 'keys' | 'calls'>;

/** Fields of entities that are fetched together, and what they need. */
interface Group {
  /** When they are fetched, if not always. */
  readonly condition: string;
  /** What they require, by the names that the plan has for it. */
  readonly required: SelectionSetNode[];
  /** Names in the plan by names the subgraph knows: one representation cannot hold two values of one name. */
  readonly names: Map<string, string>;
}

/**
 * An entity fetch as parallel fetches where its fields cannot share representations: because two of them require one
 * field with different arguments, or because what only some of them require is left out under a condition, and
 * the others must not wait for it. Any other fetch stays as it is.
 */
export function splitFetch(fetch: FetchNode, requirements: Requirements): PlanNode {
  if (!fetch.requires) return fetch;
  const document = parse(fetch.operation, { noLocation: true });
  const grouping = new Grouping(fetch.serviceName, requirements);
  const placed = new Map<SelectionNode, number>();
  eachEntityField(document, '', '', (node, type, condition) => {
    placed.set(node, grouping.groupFor(type, node.name.value, condition));
  });
  if (grouping.groups.length < 2) return fetch;
  const nodes = grouping.groups.map((group, index) =>
    withUsedVariables({
      ...withOperation(
        fetch,
        withFields(document, (node) => placed.get(node) === index),
      ),
      requires: grouping.inputsOf(fetch.requires ?? [], group, ''),
    }),
  );
  return { kind: 'Parallel', nodes };
}

class Grouping {
  readonly groups: Group[] = [];

  constructor(
    private readonly subgraph: string,
    private readonly requirements: Requirements,
  ) {}

  /** The group a field fits into; it is made if there is none. */
  groupFor(type: string, field: string, condition: string): number {
    const required = this.requirements.inputs.get(inputKey(this.subgraph, type, field));
    const names = required ? this.namesOf(required) : new Map<string, string>();
    // What needs nothing but the key never waits.
    const when = required ? condition : '';
    const fits = (group: Group): boolean =>
      group.condition === when &&
      [...names].every(([name, planned]) => (group.names.get(name) ?? planned) === planned);
    const found = this.groups.findIndex(fits);
    const index =
      found >= 0 ? found : this.groups.push({ condition: when, required: [], names: new Map() }) - 1;
    if (required) this.groups[index]?.required.push(required);
    for (const [name, planned] of names) this.groups[index]?.names.set(name, planned);
    return index;
  }

  /** The keys of the entities, and of what they require only what the group needs. */
  inputsOf(nodes: readonly QueryPlanSelectionNode[], group: Group, type: string): QueryPlanSelectionNode[] {
    const keys = this.requirements.keys.get(keyOwner(this.subgraph, type));
    return nodes.flatMap((node): QueryPlanSelectionNode[] => {
      if (node.kind === 'InlineFragment')
        return [{ ...node, selections: this.inputsOf(node.selections, group, node.typeCondition ?? type) }];
      if (node.name === '__typename' || !keys || (node.alias === undefined && keys.has(node.name)))
        return [node];
      return narrowed(node, group.required);
    });
  }

  private namesOf(required: SelectionSetNode): Map<string, string> {
    const names = new Map<string, string>();
    visit(required, {
      Field: ({ name }) =>
        void names.set(this.requirements.calls.get(name.value)?.field ?? name.value, name.value),
    });
    return names;
  }
}

/** The part of an input that is required; nothing when none of it is. */
function narrowed(
  node: QueryPlanSelectionNode,
  required: readonly SelectionSetNode[],
): QueryPlanSelectionNode[] {
  if (node.kind === 'InlineFragment') {
    const selections = node.selections.flatMap((inner) => narrowed(inner, required));
    return selections.length > 0 ? [{ ...node, selections }] : [];
  }
  if (node.name === '__typename') return [node];
  const planned = node.alias ?? node.name;
  const found = required.flatMap((set) => fieldsNamed(set, planned));
  if (found.length === 0) return [];
  if (!node.selections) return [node];
  const below = found.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  return [{ ...node, selections: node.selections.flatMap((inner) => narrowed(inner, below)) }];
}

type Field = Extract<SelectionNode, { readonly kind: 'Field' }>;

function fieldsNamed({ selections }: SelectionSetNode, name: string): Field[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'InlineFragment') return fieldsNamed(selection.selectionSet, name);
    return selection.kind === 'Field' && selection.name.value === name ? [selection] : [];
  });
}

/** Calls `found` for each field of the entities of a fetch but their type names. */
function eachEntityField(
  document: DocumentNode,
  type: string,
  condition: string,
  found: (node: Field, type: string, condition: string) => void,
): void {
  const read = ({ selections }: SelectionSetNode, on: string, when: string): void => {
    for (const selection of selections) {
      const now = when + conditionText(selection.directives ?? []);
      if (selection.kind === 'Field') {
        if (selection.name.value !== '__typename') found(selection, on, now);
      } else if (selection.kind === 'InlineFragment')
        read(selection.selectionSet, selection.typeCondition?.name.value ?? on, now);
    }
  };
  for (const definition of document.definitions)
    if (definition.kind === 'OperationDefinition')
      for (const selection of definition.selectionSet.selections)
        if (selection.kind === 'Field' && selection.selectionSet)
          read(selection.selectionSet, type, condition);
}

function conditionText(directives: readonly DirectiveNode[]): string {
  return directives.map((directive) => print(directive)).join(' ');
}

/** The operation with those fields of the entities alone that are `kept`, and their type names. */
function withFields(document: DocumentNode, kept: (node: Field) => boolean): DocumentNode {
  const narrow = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === 'Field')
        return selection.name.value === '__typename' || kept(selection) ? [selection] : [];
      if (selection.kind === 'FragmentSpread') return [selection];
      const inner = narrow(selection.selectionSet);
      return inner.selections.length > 0 ? [{ ...selection, selectionSet: inner }] : [];
    }),
  });
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition.kind === 'OperationDefinition'
        ? {
            ...definition,
            selectionSet: {
              ...definition.selectionSet,
              selections: definition.selectionSet.selections.map((selection) =>
                selection.kind === 'Field' && selection.selectionSet
                  ? { ...selection, selectionSet: narrow(selection.selectionSet) }
                  : selection,
              ),
            },
          }
        : definition,
    ),
  };
}

/** Variables that a part of the operation no longer uses are no longer declared; subgraphs refuse unused ones. */
function withUsedVariables(fetch: FetchNode): FetchNode {
  const document = parse(fetch.operation, { noLocation: true });
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  const declared = visit(document, {
    VariableDefinition: (node) => (used.has(node.variable.name.value) ? undefined : null),
  });
  return {
    ...withOperation(fetch, declared),
    variableUsages: (fetch.variableUsages ?? []).filter((name) => used.has(name)),
  };
}
