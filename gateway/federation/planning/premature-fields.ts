import {
  federationMetadata,
  isCompositeType,
  type CompositeType,
  type Schema,
  type Supergraph,
} from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { Kind, parse, type SelectionSetNode } from 'graphql';
import { fetchesOf } from './visit-plan.js';

/**
 * Whether a plan asks a subgraph for a field that the subgraph itself says only others have. Such a plan is wrong:
 * it has put a step that needs an input into the fetch that was to get that input.
 */
export function asksForExternalFields(plan: QueryPlan, supergraph: Supergraph): boolean {
  return fetchesOf(plan).some((fetch) => {
    const schema = supergraph.subgraphs().get(fetch.serviceName)?.schema;
    return schema !== undefined && fetchAsks(schema, fetch);
  });
}

function fetchAsks(schema: Schema, { operation, operationKind }: FetchNode): boolean {
  const root = schema.schemaDefinition.rootType(operationKind);
  return parse(operation, { noLocation: true }).definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      root !== undefined &&
      selects(schema, root, definition.selectionSet),
  );
}

function selects(schema: Schema, type: CompositeType, { selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const named = selection.typeCondition && schema.type(selection.typeCondition.name.value);
      return selects(schema, named && isCompositeType(named) ? named : type, selection.selectionSet);
    }
    const field = type.kind === 'UnionType' ? undefined : type.field(selection.name.value);
    if (!field) {
      // Entities are of the types their fragments name.
      return selection.selectionSet ? selects(schema, type, selection.selectionSet) : false;
    }
    if (federationMetadata(schema)?.isFieldFullyExternal(field)) return true;
    const below = field.type && schema.type(namedTypeOf(field.type));
    return Boolean(
      below &&
      isCompositeType(below) &&
      selection.selectionSet &&
      selects(schema, below, selection.selectionSet),
    );
  });
}

function namedTypeOf(type: { toString(): string }): string {
  return type.toString().replace(/[[\]!]/g, '');
}
