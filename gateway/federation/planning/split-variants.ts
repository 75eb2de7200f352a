import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { parse, visit, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { inputKey, type InputNames } from '../supergraph/required-arguments.js';
import { withOperation } from './required-calls.js';

/** Inputs that fields fetched together agree on, by the names the subgraph knows. */
type Variant = Map<string, string>;

/**
 * An entity fetch whose fields require one field with different arguments, as parallel fetches: one representation
 * cannot hold both values. Any other fetch stays as it is.
 */
export function splitVariants(fetch: FetchNode, inputs: ReadonlyMap<string, InputNames>): PlanNode {
  const ambiguous = ambiguousInputs(fetch.requires ?? []);
  if (ambiguous.size === 0) return fetch;
  const document = parse(fetch.operation, { noLocation: true });
  const grouped = new Grouping(fetch.serviceName, inputs, ambiguous);
  grouped.read(document);
  if (grouped.variants.length === 0) return fetch;
  const nodes = grouped.variants.map((variant, index) => ({
    ...withOperation(
      fetch,
      restricted(document, (type, field) => grouped.groupOf(type, field) === index),
    ),
    requires: inputsOf(fetch.requires ?? [], variant, ambiguous),
  }));
  const fitting = nodes.map(withUsedVariables);
  return fitting.length === 1 && fitting[0] ? fitting[0] : { kind: 'Parallel', nodes: fitting };
}

/** Names that inputs have more than one value for at some place. */
function ambiguousInputs(nodes: readonly QueryPlanSelectionNode[]): Set<string> {
  const found = new Set<string>();
  const values = new Map<string, string>();
  const read = (some: readonly QueryPlanSelectionNode[]): void => {
    for (const node of some) {
      if (node.kind === 'Field') {
        const value = node.alias ?? node.name;
        if ((values.get(node.name) ?? value) !== value) found.add(node.name);
        values.set(node.name, value);
      }
      read(node.selections ?? []);
    }
  };
  read(nodes);
  return found;
}

class Grouping {
  readonly variants: Variant[] = [];
  private readonly groups = new Map<string, number>();

  constructor(
    private readonly subgraph: string,
    private readonly inputs: ReadonlyMap<string, InputNames>,
    private readonly ambiguous: ReadonlySet<string>,
  ) {}

  /** Puts each field of the entities into the first group it agrees with. */
  read(document: DocumentNode): void {
    eachEntityField(document, (type, field) => {
      const key = inputKey(this.subgraph, type, field);
      const needed = [...(this.inputs.get(key) ?? [])].filter(([name]) => this.ambiguous.has(name));
      const agrees = (variant: Variant): boolean =>
        needed.every(([name, value]) => (variant.get(name) ?? value) === value);
      const found = this.variants.findIndex(agrees);
      const group = found >= 0 ? found : this.variants.push(new Map()) - 1;
      for (const [name, value] of needed) this.variants[group]?.set(name, value);
      this.groups.set(key, group);
    });
  }

  groupOf(type: string, field: string): number | undefined {
    return this.groups.get(inputKey(this.subgraph, type, field));
  }
}

function eachEntityField(document: DocumentNode, found: (type: string, field: string) => void): void {
  restricted(document, (type, field) => {
    found(type, field);
    return true;
  });
}

/** The operation with those fields of the entities alone that are `kept`; `__typename` always is. */
function restricted(document: DocumentNode, kept: (type: string, field: string) => boolean): DocumentNode {
  const narrow = (set: SelectionSetNode, type: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === 'Field')
        return selection.name.value === '__typename' || kept(type, selection.name.value) ? [selection] : [];
      if (selection.kind === 'FragmentSpread') return [selection];
      const inner = narrow(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      return inner.selections.length > 0 ? [{ ...selection, selectionSet: inner }] : [];
    }),
  });
  return visit(document, {
    Field: (field) => {
      if (field.name.value !== '_entities' || !field.selectionSet) return undefined;
      return { ...field, selectionSet: narrow(field.selectionSet, '') };
    },
    FragmentDefinition: () => {
      throw new Error('A fetch of the planner has no named fragments.');
    },
  });
}

/** The inputs of one variant; a name it does not ask for is taken as it is without arguments. */
function inputsOf(
  nodes: readonly QueryPlanSelectionNode[],
  variant: Variant,
  ambiguous: ReadonlySet<string>,
): QueryPlanSelectionNode[] {
  return nodes
    .filter(
      (node) =>
        node.kind !== 'Field' ||
        !ambiguous.has(node.name) ||
        (variant.get(node.name) ?? node.name) === (node.alias ?? node.name),
    )
    .map((node) =>
      node.selections ? { ...node, selections: inputsOf(node.selections, variant, ambiguous) } : node,
    );
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
